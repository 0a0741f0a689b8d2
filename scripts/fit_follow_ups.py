"""Fits the ranking of follow-ups and their confidence on the labelled conversations.

Run it inside the virtual environment, after `fit_ranking.py`:

    .venv/bin/python scripts/fit_follow_ups.py

It reads `knowledge/evaluation/tuning.jsonl` and the serving index, prints cross-validated figures,
and writes `bot/answering/follow_up_weights.json`. The held-out conversations are never read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from weights import ROOT, Array, Candidates, fit_logistic, fit_softmax, top_1, write_weights

from bot.answering.answer import Outcome
from bot.answering.confidence import ANSWER_FROM
from bot.answering.conversation import Turn, new_subject
from bot.answering.engine import Engine
from bot.answering.follow_ups import (
    CONFIDENCE,
    FEATURES,
    coverage_signals,
    follow_up_features,
)
from bot.answering.question import clean
from bot.evaluation.questions import LabelledQuestion, read_questions
from bot.settings import read_settings
from index.opened import open_index

FOLDS = 5
RIDGE = 0.1
SURE_RIDGE = 0.003
FOREIGN_WEIGHT = 4
"""How often each foreign turn counts: they are rarer among the labelled ones than in a channel."""


@dataclass(frozen=True)
class FollowedUp:
    """A labelled follow-up: its candidates, and what says that it is covered."""

    candidates: Candidates
    signals: list[float]
    is_covered: bool


def follow(engine: Engine, question: LabelledQuestion) -> FollowedUp | None:
    """What the last turn of a conversation finds; None where it is no follow-up to the engine."""
    turns: list[Turn] = []
    for text in question.turns[:-1]:
        turns.append(engine.answer(text, tuple(turns)).turn)
    last = clean(question.turns[-1])
    text = new_subject(last) or last
    alone = engine.index.search.search(text)
    follow_up = engine.follow_up(text, alone, turns)
    if follow_up is None:
        return None
    findings, context = engine.in_context(alone, follow_up)
    slugs, rows = follow_up_features(findings, context)
    right = np.array([float(slug in question.topics) for slug in slugs])
    fair = np.array([float(slug in question.topics | question.acceptable) for slug in slugs])
    covered = question.outcome is Outcome.ANSWERED
    return FollowedUp(Candidates(np.array(rows), right, fair), coverage_signals(findings), covered)


def main() -> None:
    engine = Engine(open_index(read_settings().data_dir))
    questions = read_questions(ROOT / "knowledge" / "evaluation" / "tuning.jsonl")
    asked = [q for q in questions if q.is_conversation and q.outcome is not Outcome.SMALL_TALK]
    followed = [f for q in asked if (f := follow(engine, q)) is not None]
    ranked = [f.candidates for f in followed if f.is_covered and f.candidates.right.any()]
    order = np.random.default_rng(1).permutation(len(ranked))
    best, fair = [], []
    for fold in range(FOLDS):
        kept = [ranked[i] for n, i in enumerate(order) if n % FOLDS != fold]
        left = [ranked[i] for n, i in enumerate(order) if n % FOLDS == fold]
        weights = fit_softmax(kept, RIDGE)
        best.append(top_1(left, weights))
        fair.append(top_1([one.as_useful() for one in left], weights))
    print(
        f"follow-ups: top-1 {np.mean(best):.3f}, acceptable {np.mean(fair):.3f} of {len(ranked)} "
        "in cross-validation"
    )
    table: Array = np.array([f.signals for f in followed])
    covered = np.array([float(f.is_covered) for f in followed])
    weigh = np.where(covered > 0, 1, FOREIGN_WEIGHT)
    chances = np.zeros(len(covered))
    order = np.random.default_rng(2).permutation(len(covered))
    for fold in range(FOLDS):
        left = order[fold::FOLDS]
        kept = np.setdiff1d(order, left)
        kept = np.repeat(kept, weigh[kept])
        sure = fit_logistic(table[kept], covered[kept], SURE_RIDGE, balanced=False)
        chances[left] = 1 / (1 + np.exp(-(table[left] @ sure)))
    refused = chances < ANSWER_FROM
    print(
        f"confidence: refused {np.mean(refused[covered == 0]):.3f} of "
        f"{np.sum(covered == 0):.0f} foreign, {np.mean(refused[covered > 0]):.3f} of "
        f"{np.sum(covered > 0):.0f} covered, in cross-validation"
    )
    every = np.repeat(np.arange(len(covered)), weigh)
    sure = fit_logistic(table[every], covered[every], SURE_RIDGE, balanced=False)
    fitted = {
        **dict(zip(FEATURES, fit_softmax(ranked, RIDGE), strict=True)),
        **dict(zip(CONFIDENCE, sure, strict=True)),
    }
    write_weights(ROOT / "bot" / "answering" / "follow_up_weights.json", fitted)


if __name__ == "__main__":
    main()
