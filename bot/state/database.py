"""The bot's database: opening it, and using it one thread at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlite_utils

from bot.state.schema import MIGRATIONS

DATABASE_FILE = "backroad.db"
BUSY_SECONDS = 10.0
_MOMENT_MS = 300


class Database:
    """One connection, shared by every store. Safe to use from several threads.

    Args:
        connection: a connection that any thread may use; closed by `close`.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._database = sqlite_utils.Database(connection)
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """The sqlite-utils database, for one thread and one transaction.

        What was written is durable once the block is left, and undone where it raises. A block
        inside another of the same thread is part of it. Another process that writes is waited for,
        `BUSY_SECONDS` at most.
        """
        with self._lock, _writing(self._database):
            yield self._database

    def flush_log(self) -> None:
        """Empties the write-ahead log, so that nothing deleted is left in it.

        Where another process reads for longer than a moment, the log is emptied later, at the
        latest when the database is closed.
        """
        with self._lock:
            self._database.execute(f"pragma busy_timeout = {_MOMENT_MS}")
            try:
                self._database.execute("pragma wal_checkpoint(truncate)").fetchall()
            finally:
                self._database.execute(f"pragma busy_timeout = {int(BUSY_SECONDS * 1000)}")

    def close(self) -> None:
        with self._lock:
            self._database.close()


def open_database(data_folder: Path) -> Database:
    """The database of a data folder, brought up to the newest schema.

    Writes are durable once they return: write-ahead log, synchronous FULL. What is deleted is
    overwritten with zeros (https://www.sqlite.org/pragma.html#pragma_secure_delete).

    Raises:
        sqlite3.Error: where the file is no database or cannot be written.
    """
    data_folder.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(
        data_folder / DATABASE_FILE, timeout=BUSY_SECONDS, check_same_thread=False
    )
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma secure_delete = on")
    connection.execute("pragma foreign_keys = on")
    database = sqlite_utils.Database(connection)
    if any(migrations.pending(database) for migrations in MIGRATIONS):
        with _writing(database):
            for migrations in MIGRATIONS:
                migrations.apply(database)
    return Database(connection)


@contextmanager
def _writing(database: Any) -> Iterator[None]:
    """A transaction that may write from its beginning, or a part of the one under way.

    One that only reads at first would fail at its first write, without waiting, where another
    process has written in between.
    """
    if database.conn.in_transaction:
        with database.atomic():
            yield
        return
    database.conn.execute("begin immediate")
    try:
        yield
        database.conn.execute("commit")
    except BaseException:
        database.conn.rollback()
        raise
