"""SQLite as a `KnowledgeStore`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from knowledge_store_suite import KnowledgeStoreSuite

from index.store import KnowledgeStore, SqliteKnowledgeStore
from index.versions import STORE_FILE, Versions, index_folder
from index.words import fts_query


class TestSqlite(KnowledgeStoreSuite):
    @pytest.fixture
    def store(self, built_small: Path) -> Iterator[KnowledgeStore]:
        versions = Versions(index_folder(built_small / "data"))
        store = SqliteKnowledgeStore(versions.path(versions.current()) / STORE_FILE)
        yield store
        store.close()

    @pytest.mark.parametrize(
        "text", ["what goes wrong with Queries?", "tables and queries, copies", "speed node.js"]
    )
    def test_words_added_up_score_as_one_query_of_fts5_does(
        self, store: SqliteKnowledgeStore, built_small: Path, text: str
    ) -> None:
        versions = Versions(index_folder(built_small / "data"))
        file = versions.path(versions.current()) / STORE_FILE
        with closing(sqlite3.connect(file)) as connection:
            expected = connection.execute(
                "select id, -bm25(section_text, 0, 4, 6, 3, 2, 1) as score from section_text"
                " where section_text match ? order by score desc, rowid",
                (fts_query(text),),
            ).fetchall()
        assert len(expected) > 3
        assert store.lexical(text, 100) == expected
        assert store.lexical(text, 3) == expected[:3]

    def test_its_file_is_never_written(
        self, store: SqliteKnowledgeStore, built_small: Path
    ) -> None:
        versions = Versions(index_folder(built_small / "data"))
        store.lexical("tables", 3)
        assert versions.verify(versions.current()).counts["articles"] == 4
