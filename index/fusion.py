"""Joining rankings. Pure functions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

RANK_CONSTANT = 60
"""k of Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual
Rank Learning Methods", SIGIR 2009: large enough that no single first place decides."""


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[Key]],
    weights: Mapping[str, float] | None = None,
    rank_constant: int = RANK_CONSTANT,
) -> dict[Key, float]:
    """Fuses rankings by the sum of weight / (rank_constant + rank), rank counting from 1.

    Args:
        rankings: named lists of keys, best first, each key once.
        weights: for each ranking's name, 0 or more; 1 for those not named.

    Returns:
        Scores by key, highest first; keys of equal score in order of appearance.

    Raises:
        ValueError: on a negative weight or a rank constant below 1.
    """
    if rank_constant < 1:
        raise ValueError(f"the rank constant must be 1 or more: {rank_constant}")
    scores: dict[Key, float] = {}
    for name, ranking in rankings.items():
        weight = 1.0 if weights is None else weights.get(name, 1.0)
        if weight < 0:
            raise ValueError(f"the weight of '{name}' must be 0 or more: {weight}")
        for rank, key in enumerate(ranking, start=1):
            scores[key] = scores.get(key, 0.0) + weight / (rank_constant + rank)
    return dict(sorted(scores.items(), key=lambda item: -item[1]))
