"""Full-text search by BM25, with the scores of each word kept for the questions to come."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.words import fts_words

_COLUMN_WEIGHTS = (0.0, 4.0, 6.0, 3.0, 2.0, 1.0)
"""BM25 weights of the full-text columns: id, title, names, heading, questions, body."""

_WORDS_KEPT = 2048

_SCORES_OF_A_WORD = (
    f"select rowid, -bm25(section_text, {', '.join(map(str, _COLUMN_WEIGHTS))})"  # noqa: S608
    " from section_text where section_text match ? order by rowid"
)

Postings = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Rows of the sections that use a word, and the word's BM25 score in each."""


class LexicalSearch:
    """Sections by the words that they share with a text.

    BM25 is a sum over words, so the score of a word in each section is read once and added up for
    every question that uses it; questions share most of their words. Safe from several threads.

    Args:
        connection: gives the asking thread's connection to the store.
    """

    def __init__(self, connection: Callable[[], sqlite3.Connection]) -> None:
        self._connection = connection
        self._postings = lru_cache(_WORDS_KEPT)(self._read_postings)

    def search(self, text: str, count: int) -> list[tuple[str, float]]:
        """See `KnowledgeStore.lexical`. Equal scores come in the order of the articles."""
        scores = np.zeros(len(self._ids))
        for word in fts_words(text):
            rows, values = self._postings(word)
            scores[rows] += values
        found = np.flatnonzero(scores > 0)
        best = scores[found]
        if len(found) > count:
            least = np.partition(best, len(best) - count)[len(best) - count]
            found = found[best >= least]
            best = scores[found]
        order = np.argsort(-best, kind="stable")[:count]
        ids = self._ids
        return [
            (ids[row], score)
            for row, score in zip(found[order].tolist(), best[order].tolist(), strict=True)
        ]

    @cached_property
    def _ids(self) -> list[str]:
        """The sections by row: the full text holds them in the order of their table, from 1."""
        rows = self._connection().execute("select id from section order by rowid")
        return [row[0] for row in rows]

    def _read_postings(self, word: str) -> Postings:
        """Args: word: in FTS5's quotes; it may stand for several tokens, then found as a phrase."""
        found = self._connection().execute(_SCORES_OF_A_WORD, (word,)).fetchall()
        rows = np.fromiter((row - 1 for row, _ in found), np.int64, len(found))
        return rows, np.fromiter((score for _, score in found), np.float64, len(found))
