"""Fits the ranker and the confidence on the tuning questions, and writes their weights.

Run it inside the virtual environment after the articles or the search changed:

    .venv/bin/python scripts/fit_ranking.py

It reads `knowledge/evaluation/tuning.jsonl` and the serving index, prints cross-validated figures,
and writes `index/ranking_weights.json` and `bot/answering/confidence_weights.json`. The held-out
questions are never read.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.answering.answer import Outcome
from bot.answering.confidence import ANSWER_FROM, SIGNALS, signals
from bot.answering.question import clean
from bot.evaluation.evaluate import area
from bot.evaluation.questions import LabelledQuestion, read_questions
from bot.settings import read_settings
from index.opened import OpenIndex, open_index
from index.ranking import FEATURES, features

ROOT = Path(__file__).resolve().parent.parent
RANKING = ROOT / "index" / "ranking_weights.json"
CONFIDENCE = ROOT / "bot" / "answering" / "confidence_weights.json"
FOLDS = 5
RIDGE = 0.003
CONFIDENCE_RIDGE = 0.002

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """A question's candidates: their features, and which of them are right."""

    features: Array
    right: Array


def candidates_of(index: OpenIndex, question: LabelledQuestion) -> Candidates | None:
    """The ranked topics of a question; None where no right one is among them."""
    result = index.search.search(clean(question.turns[0]))
    rows = np.array(features(result.topics, len(result.words), result.floor))
    right = np.array([float(topic.topic in question.topics) for topic in result.topics])
    return Candidates(rows, right) if right.any() else None


def fit_ranker(questions: list[Candidates]) -> Array:
    """Softmax regression: the right candidates' share of the probability, by gradient ascent."""
    weights = np.ones(len(FEATURES))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, 401):
        gradient = -RIDGE * weights
        for question in questions:
            scores = question.features @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            wanted = chances * question.right
            wanted /= wanted.sum() + 1e-12
            gradient += question.features.T @ (wanted - chances) / len(questions)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        rate = 0.1 * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
        weights = weights + rate
    return weights


def fit_confidence(rows: Array, covered: Array) -> Array:
    """Ridge logistic regression by Newton's method; both classes weigh alike."""
    weights = np.zeros(rows.shape[1])
    balance = np.where(covered > 0, 0.5 / covered.mean(), 0.5 / (1 - covered.mean()))
    balance /= balance.sum()
    ridge = CONFIDENCE_RIDGE * np.eye(rows.shape[1])
    ridge[SIGNALS.index("bias"), SIGNALS.index("bias")] = 0.0
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (balance * (covered - chances)) - ridge @ weights
        spread = balance * chances * (1 - chances)
        weights = weights + np.linalg.solve((rows.T * spread) @ rows + ridge, gradient)
    return weights


def top_1(questions: list[Candidates], weights: Array) -> float:
    hits = [q.right[int(np.argmax(q.features @ weights))] > 0 for q in questions]
    return float(np.mean(hits))


def main() -> None:
    index = open_index(read_settings().data_dir)
    questions = read_questions(ROOT / "knowledge" / "evaluation" / "tuning.jsonl")
    single = [q for q in questions if not q.is_conversation]
    asked = [q for q in single if q.outcome is Outcome.ANSWERED]
    found = [c for q in asked if (c := candidates_of(index, q)) is not None]
    order = np.random.default_rng(1).permutation(len(found))
    shares = []
    for fold in range(FOLDS):
        kept = [found[i] for n, i in enumerate(order) if n % FOLDS != fold]
        left = [found[i] for n, i in enumerate(order) if n % FOLDS == fold]
        shares.append(top_1(left, fit_ranker(kept)))
    missed = 1 - len(found) / len(asked)
    print(f"ranker: top-1 {np.mean(shares):.3f} of {len(found)} in cross-validation", end="")
    print(f" ({missed:.3f} of the questions lack their topic among the candidates)")
    weights = fit_ranker(found)
    _write(RANKING, dict(zip(FEATURES, weights, strict=True)))
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
        chances[left] = 1 / (1 + np.exp(-(table[left] @ fit_confidence(table[kept], truth[kept]))))
    inside, outside = chances[truth > 0], chances[truth == 0]
    print(
        f"confidence: AUROC {area(inside.tolist(), outside.tolist()):.3f}, "
        f"refused {np.mean(outside < ANSWER_FROM):.3f} of {len(outside)} foreign and "
        f"{np.mean(inside < ANSWER_FROM):.3f} of {len(inside)} covered, in cross-validation"
    )
    for cut in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        print(f"  from {cut}: {np.mean(outside < cut):.3f} / {np.mean(inside < cut):.3f}")
    _write(CONFIDENCE, dict(zip(SIGNALS, fit_confidence(table, truth), strict=True)))


def _write(path: Path, weights: dict[str, float]) -> None:
    text = json.dumps({name: round(float(value), 4) for name, value in weights.items()}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {text}")


if __name__ == "__main__":
    main()
