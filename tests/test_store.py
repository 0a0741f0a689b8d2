"""SQLite as a `KnowledgeStore`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from knowledge_store_suite import KnowledgeStoreSuite

from index.store import KnowledgeStore, SqliteKnowledgeStore
from index.versions import STORE_FILE, Versions, index_folder


class TestSqlite(KnowledgeStoreSuite):
    @pytest.fixture
    def store(self, built_small: Path) -> Iterator[KnowledgeStore]:
        versions = Versions(index_folder(built_small / "data"))
        store = SqliteKnowledgeStore(versions.path(versions.current()) / STORE_FILE)
        yield store
        store.close()

    def test_its_file_is_never_written(
        self, store: SqliteKnowledgeStore, built_small: Path
    ) -> None:
        versions = Versions(index_folder(built_small / "data"))
        store.lexical("tables", 3)
        assert versions.verify(versions.current()).counts["articles"] == 4
