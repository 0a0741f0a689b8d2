"""Fits the ranker and the confidence on the tuning questions, and writes their weights.

Run it inside the virtual environment after the articles or the search changed:

    .venv/bin/python scripts/fit_ranking.py

It reads `tuning.jsonl` and `sections.jsonl` in `knowledge/evaluation` and the serving index, prints
cross-validated figures, and writes `index/ranking_weights.json` and
`bot/answering/confidence_weights.json`. The held-out questions are never read.
"""

from __future__ import annotations

import numpy as np
from weights import ROOT, Candidates, fit_logistic, fit_softmax, top_1, write_weights

from bot.answering.answer import Outcome
from bot.answering.confidence import ANSWER_FROM, SIGNALS, signals
from bot.answering.question import clean
from bot.evaluation.evaluate import area
from bot.evaluation.questions import LabelledQuestion, read_questions
from bot.settings import read_settings
from index.opened import OpenIndex, open_index
from index.ranking import FEATURES, features

RANKING = ROOT / "index" / "ranking_weights.json"
CONFIDENCE = ROOT / "bot" / "answering" / "confidence_weights.json"
FOLDS = 5
RIDGE = 0.0003
CONFIDENCE_RIDGE = 0.002


def candidates_of(index: OpenIndex, question: LabelledQuestion) -> Candidates | None:
    """The ranked topics of a question; None where no right one is among them."""
    result = index.search.search(clean(question.turns[0]))
    rows = np.array(features(result.topics, result.floor))
    right = np.array([float(topic.topic in question.topics) for topic in result.topics])
    return Candidates(rows, right) if right.any() else None


def main() -> None:
    index = open_index(read_settings().data_dir)
    folder = ROOT / "knowledge" / "evaluation"
    questions = read_questions(folder / "tuning.jsonl") + read_questions(folder / "sections.jsonl")
    single = [q for q in questions if not q.is_conversation]
    asked = [q for q in single if q.outcome is Outcome.ANSWERED]
    found = [c for q in asked if (c := candidates_of(index, q)) is not None]
    order = np.random.default_rng(1).permutation(len(found))
    shares = []
    for fold in range(FOLDS):
        kept = [found[i] for n, i in enumerate(order) if n % FOLDS != fold]
        left = [found[i] for n, i in enumerate(order) if n % FOLDS == fold]
        shares.append(top_1(left, fit_softmax(kept, RIDGE, only_for=True)))
    missed = 1 - len(found) / len(asked)
    print(f"ranker: top-1 {np.mean(shares):.3f} of {len(found)} in cross-validation", end="")
    print(f" ({missed:.3f} of the questions lack their topic among the candidates)")
    weights = fit_softmax(found, RIDGE, only_for=True)
    write_weights(RANKING, dict(zip(FEATURES, weights, strict=True)))
    _fit_confidence(index, single)


def _fit_confidence(index: OpenIndex, single: list[LabelledQuestion]) -> None:
    rows, covered = [], []
    for question in single:
        if question.outcome is Outcome.SMALL_TALK:
            continue
        values = signals(index.search.search(clean(question.turns[0])))
        rows.append([values[name] for name in SIGNALS])
        covered.append(float(question.outcome is Outcome.ANSWERED))
    table, truth = np.array(rows), np.array(covered)
    chances = np.zeros(len(truth))
    order = np.random.default_rng(2).permutation(len(truth))
    for fold in range(FOLDS):
        left = order[fold::FOLDS]
        kept = np.setdiff1d(order, left)
        chances[left] = 1 / (
            1 + np.exp(-(table[left] @ fit_logistic(table[kept], truth[kept], CONFIDENCE_RIDGE)))
        )
    inside, outside = chances[truth > 0], chances[truth == 0]
    print(
        f"confidence: AUROC {area(inside.tolist(), outside.tolist()):.3f}, "
        f"refused {np.mean(outside < ANSWER_FROM):.3f} of {len(outside)} foreign and "
        f"{np.mean(inside < ANSWER_FROM):.3f} of {len(inside)} covered, in cross-validation"
    )
    for cut in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        print(f"  from {cut}: {np.mean(outside < cut):.3f} / {np.mean(inside < cut):.3f}")
    write_weights(
        CONFIDENCE, dict(zip(SIGNALS, fit_logistic(table, truth, CONFIDENCE_RIDGE), strict=True))
    )


if __name__ == "__main__":
    main()
