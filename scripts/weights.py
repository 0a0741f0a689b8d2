"""Softmax regression over candidates, for the scripts that fit weights, and writing these."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

ROOT = Path(__file__).resolve().parent.parent

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Candidates:
    """A question's candidates.

    Attributes:
        features: shape (candidates, features).
        right: 1 for those that are right, else 0.
        useful: the same for those that are good enough; `right` where it is not told apart.
    """

    features: Array
    right: Array
    useful: Array | None = None

    def as_useful(self) -> Candidates:
        """The same question, with what is good enough taken for right."""
        return Candidates(self.features, self.right if self.useful is None else self.useful)


def fit_softmax(questions: Sequence[Candidates], ridge: float, only_for: bool = False) -> Array:
    """Weights that maximise the right candidates' share of the probability, by L-BFGS.

    Features are scaled to one spread for the ridge to weigh them alike.

    Args:
        only_for: whether every feature may only speak for a candidate, never against it.
    """
    most = max(len(question.right) for question in questions)
    width = questions[0].features.shape[1]
    table = np.zeros((len(questions), most, width))
    right, there = np.zeros(table.shape[:2]), np.zeros(table.shape[:2])
    for number, question in enumerate(questions):
        table[number, : len(question.right)] = question.features
        right[number, : len(question.right)] = question.right
        there[number, : len(question.right)] = 1.0
    spread = table[there > 0].std(axis=0) + 1e-6
    table /= spread

    def loss(weights: Array) -> tuple[float, Array]:
        scores = np.where(there > 0, table @ weights, -1e9)
        chances = np.exp(scores - scores.max(axis=1, keepdims=True)) * there
        chances /= chances.sum(axis=1, keepdims=True)
        found = (chances * right).sum(axis=1, keepdims=True) + 1e-12
        difference = chances - chances * right / found
        gradient = np.einsum("qcf,qc->f", table, difference) / len(questions)
        value = -float(np.log(found).mean()) + ridge * float(weights @ weights)
        return value, gradient + 2 * ridge * weights

    bounds = [(0.0, None)] * width if only_for else None
    found = minimize(loss, np.zeros(width), jac=True, method="L-BFGS-B", bounds=bounds)
    return np.asarray(found.x / spread)


def fit_logistic(rows: Array, truth: Array, ridge: float, balanced: bool = True) -> Array:
    """Ridge logistic regression by Newton's method.

    Args:
        rows: shape (examples, features); the last feature is the bias, which no ridge holds back.
        truth: 1 or 0 for each example.
        balanced: whether both classes weigh alike, however many examples they have.
    """
    weights = np.zeros(rows.shape[1])
    weigh = np.where(truth > 0, 0.5 / truth.mean(), 0.5 / (1 - truth.mean()))
    weigh = weigh / weigh.sum() if balanced else np.full(len(truth), 1 / len(truth))
    penalty = ridge * np.eye(rows.shape[1])
    penalty[-1, -1] = 0.0
    for _ in range(50):
        chances = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (weigh * (truth - chances)) - penalty @ weights
        spread = weigh * chances * (1 - chances)
        weights = weights + np.linalg.solve((rows.T * spread) @ rows + penalty, gradient)
    return weights


def top_1(questions: Sequence[Candidates], weights: Array) -> float:
    """How often the candidate with the highest score is right."""
    hits = [q.right[int(np.argmax(q.features @ weights))] > 0 for q in questions]
    return float(np.mean(hits))


def write_weights(path: Path, weights: Mapping[str, float]) -> None:
    """Writes weights by name as JSON, and prints them."""
    text = json.dumps({name: round(float(value), 4) for name, value in weights.items()}, indent=2)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {text}")
