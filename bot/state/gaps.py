"""The gap log: questions that Backroad refused, for those who write articles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.state.database import Database

LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True)
class Gap:
    """A refused question: when it was asked, the nearest topics, and how sure Backroad was.

    `server` is None for what was asked outside a server.
    """

    asked_at: datetime
    question: str
    topics: tuple[str, ...]
    confidence: float
    server: int | None = None


class OpeningGapLog:
    """A gap log that opens its database with the first gap, so that a mere answer need not."""

    def __init__(self, data_folder: Path) -> None:
        self._data_folder = data_folder

    def record(self, question: str, topics: Sequence[str], confidence: float) -> None:
        """Stores one refused question; see `SqliteGapLog.record`."""
        from bot.state.database import open_database

        database = open_database(self._data_folder)
        try:
            SqliteGapLog(database).record(question, topics, confidence)
        finally:
            database.close()


class SqliteGapLog:
    """Gaps in the bot's database. Safe to call from several threads."""

    def __init__(
        self, database: Database, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._now = now

    def record(
        self,
        question: str,
        topics: Sequence[str],
        confidence: float,
        server: int | None = None,
        asker: str | None = None,
    ) -> None:
        """Stores one refused question, cut to `LONGEST_QUESTION` characters.

        Args:
            asker: the pseudonym of who asked.
        """
        clean = question.encode("utf-8", "replace").decode()[:LONGEST_QUESTION]
        with self._database.transaction() as database:
            database.table("gap").insert(
                {
                    "asked_at": self._now().isoformat(),
                    "question": clean,
                    "topics": json.dumps(list(topics)),
                    "confidence": confidence,
                    "server": server,
                    "asker": asker,
                }
            )

    def newest(self, count: int = 100, server: int | None = None) -> list[Gap]:
        """The newest gaps, newest first: of one server, or of all where none is named."""
        where, values = ("server = ?", [server]) if server is not None else (None, [])
        with self._database.transaction() as database:
            rows = list(
                database.table("gap").rows_where(where, values, order_by="id desc", limit=count)
            )
        return [
            Gap(
                datetime.fromisoformat(row["asked_at"]),
                row["question"],
                tuple(json.loads(row["topics"])),
                row["confidence"],
                row["server"],
            )
            for row in rows
        ]
