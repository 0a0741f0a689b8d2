"""What Backroad is measured against: what a hobby bot does, on the same articles."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import numpy as np

from index.encoder import Encoder
from index.vectors import FaissIndex
from index.words import fts_query
from knowledge.library import Library

CHUNK = 500
"""Characters in a chunk of the plain dense baseline."""

_LOOKED_AT = 60


class Baseline(Protocol):
    """Ranks topics for a question."""

    name: str

    def rank(self, question: str) -> tuple[list[str], float]:
        """Topics, best first, and the score of the best hit."""


class PlainDense:
    """Chunks of 500 characters, the encoder as published, a flat FAISS index."""

    name = "plain dense"

    def __init__(self, texts: Mapping[str, str], encoder: Encoder) -> None:
        chunks = [
            (slug, text[start : start + CHUNK])
            for slug, text in texts.items()
            for start in range(0, len(text), CHUNK)
        ]
        self._topics = [slug for slug, _ in chunks]
        self._encoder = encoder
        self._index = FaissIndex.build(encoder.encode([text for _, text in chunks]))

    def rank(self, question: str) -> tuple[list[str], float]:
        scores, rows = self._index.search(self._encoder.encode([question])[0], _LOOKED_AT)
        topics = dict.fromkeys(self._topics[row] for row in rows.tolist())
        return list(topics), float(np.max(scores, initial=0.0))


class Bm25:
    """BM25 over whole articles, as SQLite's FTS5 computes it; no embeddings, no names."""

    name = "BM25"

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "create virtual table article using fts5(topic unindexed, text, tokenize='porter')"
        )
        self._database.executemany("insert into article values (?, ?)", texts.items())

    def rank(self, question: str) -> tuple[list[str], float]:
        query = fts_query(question)
        if not query:
            return [], 0.0
        rows: Iterable[tuple[str, float]] = self._database.execute(
            "select topic, -bm25(article) from article where article match ?"
            " order by bm25(article) limit ?",
            (query, _LOOKED_AT),
        )
        found = list(rows)
        return [topic for topic, _ in found], found[0][1] if found else 0.0


def article_texts(library: Library) -> dict[str, str]:
    """The prose of every article by slug: title, summary, headings and sections."""
    texts = {}
    for slug, article in library.articles.items():
        parts = [article.title, article.head.summary]
        for section in article.sections:
            parts.append(section.heading)
            parts += [item for block in section.blocks for item in block.items]
        texts[slug] = re.sub(r"\[\^[^\]]+\]", "", "\n".join(parts))
    return texts


def make_baselines(knowledge_folder: Path, encoder: Encoder) -> tuple[Baseline, Baseline]:
    """Both baselines over the articles of a folder."""
    from knowledge.library import read_library

    texts = article_texts(read_library(knowledge_folder)[0])
    return PlainDense(texts, encoder), Bm25(texts)
