"""Search among more passages than there are: made-up neighbours of real ones."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from statistics import median

import numpy as np

from bot.benchmark.figures import Figure, Target
from index.encoder import Embeddings
from index.search import DENSE_ROWS
from index.vectors import FaissIndex, VectorIndex

NOISE = 0.5
"""Length of the noise beside an embedding of length 1: two neighbours of one real passage have a
cosine of 0.8, as near ones among the real passages do."""

RECALL_AT = 10
_SPEED_TARGET, _RECALL_TARGET = Target(3.0), Target(0.97, True)


def scale_figures(
    today: VectorIndex,
    embeddings: Embeddings,
    queries: Embeddings,
    sizes: Sequence[int],
    seed: int = 7,
) -> list[Figure]:
    """For each size, p50 of a search against today's, and recall@10 against an exact search.

    The targets hold for the largest size.

    Args:
        today: the index that serves.
        embeddings: of real passages, shape (passages, dimension), each of length 1.
        queries: of real texts that are not among them, shape (queries, dimension).
    """
    figures = []
    random = np.random.default_rng(seed)
    for size in sizes:
        rows = synthetic(embeddings, size, random)
        started = time.perf_counter()
        with _all_threads():
            index = FaissIndex.build(rows)
        seconds = time.perf_counter() - started
        now, then = _search_times(today, index, queries)
        last = size == max(sizes)
        figures += [
            Figure(
                f"search_at_{size}",
                f"search at {size:,} passages, p50 / today's size",
                _SPEED_TARGET if last else None,
                then / now,
                {"search_ms": then, "today_ms": now, "build_s": seconds},
                f"{index.kind}; today {today.size:,} passages, {today.kind}",
            ),
            Figure(
                f"recall_at_{size}",
                f"recall@{RECALL_AT} at {size:,} passages against exact search",
                _RECALL_TARGET if last else None,
                recall(index, rows, queries),
            ),
        ]
    note = f"{len(queries)} real queries; passages are real ones with noise of length {NOISE}"
    figures[-1] = replace(figures[-1], note=note)
    return figures


def synthetic(embeddings: Embeddings, size: int, random: np.random.Generator) -> Embeddings:
    """Made-up embeddings, shape (size, dimension): real ones plus noise, of length 1."""
    dimension = embeddings.shape[1]
    chosen = embeddings[random.integers(0, len(embeddings), size)]
    noise = random.standard_normal((size, dimension), dtype=np.float32)
    rows = chosen + (NOISE / dimension**0.5) * noise
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def recall(index: VectorIndex, rows: Embeddings, queries: Embeddings) -> float:
    """The share of the exact ten nearest that a search for `DENSE_ROWS` has among its first ten."""
    count = min(RECALL_AT, len(rows))
    shares = []
    for query in queries:
        exact = np.argpartition(-(rows @ query), count - 1)[:count]
        found = index.search(query, DENSE_ROWS)[1][:count]
        shares.append(len(np.intersect1d(exact, found)) / count)
    return float(np.mean(shares))


def _search_times(
    today: VectorIndex, index: VectorIndex, queries: Embeddings
) -> tuple[float, float]:
    """Medians in milliseconds, each query asked of both in turn."""
    times: tuple[list[float], list[float]] = ([], [])
    for query in queries:
        for which, found in zip((today, index), times, strict=True):
            started = time.perf_counter()
            which.search(query, DENSE_ROWS)
            found.append((time.perf_counter() - started) * 1000)
    return median(times[0]), median(times[1])


@contextmanager
def _all_threads() -> Iterator[None]:
    """FAISS on every core while an index is built; one thread for a search, as when it serves."""
    import faiss

    faiss.omp_set_num_threads(os.cpu_count() or 1)
    try:
        yield
    finally:
        faiss.omp_set_num_threads(1)
