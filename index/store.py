"""Texts, metadata and full-text search of one index version, behind a small Protocol."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from index.lexical import LexicalSearch
from index.passages import IndexedSection, Statement
from index.vocabulary import StemUse, Vocabulary
from knowledge.article import BlockKind

_STEMS_KEPT = 1024
_SECTIONS_KEPT = 1024
_TOPICS_KEPT = 128
_PAGES_KEPT_KB = 256
"""How much of what was read last stays in memory: questions come back to the same things. The
system caches the file's pages anyway, so each thread's connection keeps few."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as answers speak of it."""

    slug: str
    title: str
    area: str
    level: str
    summary: str
    hours: int
    names: tuple[str, ...]
    requires: tuple[str, ...]
    related: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredSection:
    """A section with the embedding row of its first statement; the others follow it."""

    section: IndexedSection
    first_statement: int


@dataclass(frozen=True, slots=True)
class SourceLink:
    """A source as readers see it."""

    title: str
    url: str


class KnowledgeStore(Protocol):
    """The texts of an index version. Reading is safe from several threads."""

    def topics(self) -> Mapping[str, Topic]:
        """Every topic by slug, in the order of the articles."""

    def sections(self, ids: Sequence[str]) -> dict[str, StoredSection]:
        """Sections by id; unknown ids are left out."""

    def section_ids(self, topic: str) -> list[str]:
        """The ids of a topic's sections, in the order of the article."""

    def sources(self, topic: str) -> Mapping[str, SourceLink]:
        """The sources of an article by key, in its order."""

    def entry_sections(self) -> Sequence[tuple[str, str]]:
        """For each embedded entry, in row order: its kind and the id of its section."""

    def own_entries(self, topic: str) -> Sequence[tuple[int, str, str]]:
        """The entries of a topic's article, in row order: row, kind, and the id of the section.

        Their rows follow each other.
        """

    def vocabulary(self) -> Vocabulary:
        """The words of the knowledge base."""

    def word_counts(self) -> Mapping[str, int]:
        """How often each word, in lower case, stands in the articles; stop words left out."""

    def lexical(self, text: str, count: int) -> list[tuple[str, float]]:
        """Sections that share words with a text: ids with BM25 scores, higher first, above 0."""

    def roadmaps(self) -> Mapping[str, Mapping[str, Any]]:
        """Every roadmap's content (title, aim, aliases, assumes, stages) by slug."""

    def replies(self) -> Mapping[str, str]:
        """The reply of every exchange by its slug."""

    def quiz(self, topic: str) -> Sequence[Mapping[str, Any]]:
        """The quiz questions of a topic; none where there is no quiz."""


class SqliteKnowledgeStore:
    """A `KnowledgeStore` in a SQLite file of `index.store_writing`, opened read-only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._topics = self._read_topics()
        self._lexical = LexicalSearch(lambda: self._connection)
        self._section = lru_cache(_SECTIONS_KEPT)(self._read_section)
        self._stem_use = lru_cache(_STEMS_KEPT)(self._read_stem_use)
        self._sources = lru_cache(_SECTIONS_KEPT)(self._read_sources)
        self._own_entries = lru_cache(_TOPICS_KEPT)(self._read_own_entries)

    @property
    def _connection(self) -> sqlite3.Connection:
        """One connection a thread: SQLite then reads in parallel."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            address = f"{self._path.resolve().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True)
            connection.execute(f"pragma cache_size = -{_PAGES_KEPT_KB}")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Closes this thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def topics(self) -> Mapping[str, Topic]:
        return self._topics

    def sections(self, ids: Sequence[str]) -> dict[str, StoredSection]:
        found = ((section_id, self._section(section_id)) for section_id in ids)
        return {section_id: stored for section_id, stored in found if stored is not None}

    def section_ids(self, topic: str) -> list[str]:
        return self._section_ids.get(topic, [])

    def sources(self, topic: str) -> Mapping[str, SourceLink]:
        return self._sources(topic)

    def entry_sections(self) -> Sequence[tuple[str, str]]:
        rows = self._connection.execute("select kind, section from entry order by row")
        known: dict[
            tuple[str, str], tuple[str, str]
        ] = {}  # many rows are alike: one of each is kept
        return [known.setdefault(row, row) for row in rows]

    def own_entries(self, topic: str) -> Sequence[tuple[int, str, str]]:
        return self._own_entries(topic)

    def lexical(self, text: str, count: int) -> list[tuple[str, float]]:
        return self._lexical.search(text, count)

    def roadmaps(self) -> Mapping[str, Mapping[str, Any]]:
        return self._roadmaps

    def quiz(self, topic: str) -> Sequence[Mapping[str, Any]]:
        row = self._connection.execute(
            "select questions from quiz where topic = ?", (topic,)
        ).fetchone()
        return json.loads(row[0]) if row else ()

    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self._stem_uses, len(self._topics))

    def word_counts(self) -> Mapping[str, int]:
        return dict(self._connection.execute("select word, count from word").fetchall())

    @cached_property
    def _roadmaps(self) -> Mapping[str, Mapping[str, Any]]:
        rows = self._connection.execute("select slug, plan from roadmap order by position")
        return {slug: json.loads(plan) for slug, plan in rows}

    @cached_property
    def _section_ids(self) -> Mapping[str, list[str]]:
        """The ids of every topic's sections, in the order of the articles."""
        ids: dict[str, list[str]] = {}
        for topic, section_id in self._connection.execute(
            "select topic, id from section order by rowid"
        ):
            ids.setdefault(topic, []).append(section_id)
        return ids

    def _stem_uses(self, stems: Sequence[str]) -> dict[str, StemUse]:
        found = ((stem, self._stem_use(stem)) for stem in stems)
        return {stem: use for stem, use in found if use is not None}

    def _read_stem_use(self, stem: str) -> StemUse | None:
        row = self._connection.execute(
            "select topics, core from stem where stem = ?", (stem,)
        ).fetchone()
        return row and StemUse(*(np.array(json.loads(numbers), np.intp) for numbers in row))

    def _read_sources(self, topic: str) -> Mapping[str, SourceLink]:
        rows = self._connection.execute(
            "select key, title, url from source where topic = ? order by position", (topic,)
        )
        return {key: SourceLink(title, url) for key, title, url in rows}

    def _read_own_entries(self, topic: str) -> Sequence[tuple[int, str, str]]:
        return self._connection.execute(
            "select row, kind, section from entry"
            " where section >= ? || '#' and section < ? || '$' order by row",
            (topic, topic),
        ).fetchall()

    def _read_section(self, section_id: str) -> StoredSection | None:
        row = self._connection.execute(
            "select id, topic, heading, questions, statements, first_statement from section"
            " where id = ?",
            (section_id,),
        ).fetchone()
        return row and _stored_section(*row)

    def replies(self) -> Mapping[str, str]:
        return dict(self._connection.execute("select slug, reply from exchange").fetchall())

    def text_hashes(self) -> list[str]:
        """The hash of each embedded text, in the order of the embeddings' rows."""
        rows = self._connection.execute("select hash from embedded_text order by row")
        return [row[0] for row in rows]

    def texts_by_topic(self) -> dict[str, list[str]]:
        """What each topic's article says, to compare two versions by."""
        rows = self._connection.execute(
            "select topic, heading || questions || statements from section order by rowid"
        )
        texts: dict[str, list[str]] = {}
        for topic, text in rows:
            texts.setdefault(topic, []).append(text)
        return texts

    def _read_topics(self) -> dict[str, Topic]:
        rows = self._connection.execute(
            "select slug, title, area, level, summary, hours, names, requires, related"
            " from topic order by position"
        )
        return {
            row[0]: Topic(*row[:6], *(tuple(json.loads(value)) for value in row[6:]))
            for row in rows
        }


def _stored_section(
    section_id: str, topic: str, heading: str, questions: str, statements: str, row: int
) -> StoredSection:
    units = tuple(
        Statement(text, block, BlockKind(kind), tuple(sources), language)
        for text, block, kind, sources, language in json.loads(statements)
    )
    section = IndexedSection(section_id, topic, heading, tuple(json.loads(questions)), units)
    return StoredSection(section, row)
