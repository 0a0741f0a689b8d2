"""Which topic a question is about, learned at build time from the questions that articles answer.

A multinomial logistic regression over embeddings: one class a topic, and one each for what lies
beyond the border and for small talk. It weighs the directions that tell neighbouring topics apart,
which the distance to single examples does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Embeddings

RIDGE = 1e-6
"""Weight of the squared coefficients beside the mean cross-entropy; chosen on the tuning
questions."""

ITERATIONS = 40
WARM_ITERATIONS = 4
"""Steps of L-BFGS at most: from nothing, and from the coefficients of the version before. After
40 they are as near to the optimum as 32-bit floats tell, whatever version went before."""

_WHITENING = 0.01
"""Added to the variance of every direction, where the coefficients are sought in coordinates of
which all have one spread: there L-BFGS needs half as many steps."""

LOWEST = -12.0
"""Log probabilities are cut here: what is less likely is as unlikely."""


@dataclass(frozen=True, slots=True)
class TopicClassifier:
    """Probabilities of classes for an embedding.

    Attributes:
        classes: slugs of topics, then of other classes, which are told by the caller.
        coefficients: shape (dimension + 1, classes), float32; the last row is the bias.
    """

    classes: tuple[str, ...]
    coefficients: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.coefficients.ndim != 2 or self.coefficients.shape[1] != len(self.classes):
            raise ValueError(
                f"coefficients must have shape (dimension + 1, {len(self.classes)}): "
                f"{self.coefficients.shape}"
            )

    def log_probabilities(self, embedding: Embeddings) -> NDArray[np.float32]:
        """Natural logarithms for one embedding of shape (dimension,), each in [`LOWEST`, 0]."""
        if not self.classes:
            return np.zeros(0, np.float32)
        scores = embedding @ self.coefficients[:-1] + self.coefficients[-1]
        scores = scores - scores.max()
        scores -= np.log(np.exp(scores).sum())
        return np.asarray(np.maximum(scores, LOWEST), dtype=np.float32)

    def write(self, path: Path) -> None:
        with path.open("wb") as file:
            np.savez(file, classes=np.array(self.classes), coefficients=self.coefficients)

    @classmethod
    def read(cls, path: Path) -> TopicClassifier:
        """Opens what `write` wrote.

        Raises:
            ValueError, OSError: where the file is no classifier.
        """
        with np.load(path, allow_pickle=False) as values:
            return cls(tuple(values["classes"].tolist()), values["coefficients"])


NO_CLASSES = TopicClassifier((), np.zeros((1, 0), np.float32))
"""Knows nothing."""


def fit_classifier(
    embeddings: Embeddings, classes: Sequence[str], start: TopicClassifier | None = None
) -> TopicClassifier:
    """Learns from labelled embeddings, by L-BFGS on the ridge-penalised cross-entropy.

    Args:
        embeddings: shape (examples, dimension), each of length 1.
        classes: of each example; the classifier has each once, in order of appearance.
        start: where to begin, if it has the same classes: a version before this one.
    """
    if len(embeddings) != len(classes):
        raise ValueError(f"{len(embeddings)} embeddings have {len(classes)} classes")
    numbers: Mapping[str, int] = {name: n for n, name in enumerate(dict.fromkeys(classes))}
    if not numbers:
        return NO_CLASSES
    from scipy.optimize import minimize

    names = tuple(numbers)
    rows = np.arange(len(classes))
    labels = np.fromiter((numbers[name] for name in classes), np.int64, len(classes))
    inputs = np.hstack([embeddings, np.ones((len(embeddings), 1), np.float32)])
    shape = (inputs.shape[1], len(names))
    warm = start is not None and start.classes == names and start.coefficients.shape == shape
    whiten, blacken = _whitening(inputs)
    whitened = inputs @ whiten
    first = blacken @ start.coefficients if start is not None and warm else np.zeros(shape)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        moved = flat.reshape(shape).astype(np.float32)
        scores = whitened @ moved
        scores -= scores.max(axis=1, keepdims=True)
        right = scores[rows, labels].copy()
        np.exp(scores, out=scores)
        totals = scores.sum(axis=1, keepdims=True)
        entropy = float(np.mean(np.log(totals[:, 0]) - right))
        scores /= totals
        scores[rows, labels] -= 1.0
        penalised = whiten @ moved
        penalised[-1] = 0.0
        gradient = whitened.T @ (scores / len(rows)) + 2 * RIDGE * (whiten.T @ penalised)
        return entropy + RIDGE * float(np.sum(penalised**2)), gradient.astype(np.float64).ravel()

    found = minimize(
        loss,
        first.astype(np.float64).ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": WARM_ITERATIONS if warm else ITERATIONS},
    )
    return TopicClassifier(names, whiten @ found.x.reshape(shape).astype(np.float32))


def _whitening(inputs: Embeddings) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """What takes coefficients over whitened inputs to those over the inputs, and its inverse."""
    second_moments = (inputs.T @ inputs).astype(np.float64) / len(inputs)
    variances, directions = np.linalg.eigh(second_moments)
    spread = np.sqrt(np.maximum(variances, 0.0) + _WHITENING)
    whiten, blacken = directions / spread, (directions * spread).T
    return whiten.astype(np.float32), blacken.astype(np.float32)
