"""The bot's database: opening it, and its named migrations."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import sqlite_utils
from sqlite_utils.migrations import Migrations

DATABASE_FILE = "backroad.db"
BUSY_SECONDS = 10.0

migrations = Migrations("backroad")


@migrations(name="001_gap")
def _gap(database: Any) -> None:
    """Questions that were refused, without who asked them."""
    database.table("gap").create(
        {
            "id": int,
            "asked_at": str,
            "question": str,
            "topics": str,
            "confidence": float,
        },
        pk="id",
        not_null={"asked_at", "question", "topics", "confidence"},
    )


@migrations(name="002_command_sync")
def _command_sync(database: Any) -> None:
    """The digest of the commands that each application was last given."""
    database.table("command_sync").create(
        {"application": str, "digest": str}, pk="application", not_null={"digest"}
    )


def open_database(data_folder: Path) -> Any:
    """The database of a data folder, brought up to the newest schema.

    Writes are durable once they return: write-ahead log, synchronous FULL. A connection may be
    used from any thread, one at a time.

    Raises:
        sqlite3.Error: where the file is no database or cannot be written.
    """
    data_folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        data_folder / DATABASE_FILE, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    database = sqlite_utils.Database(connection)
    migrations.apply(database)
    return database
