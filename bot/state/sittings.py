"""Quizzes in progress and done, stored so that they go on after a restart."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from bot.quizzes.questions import QuizQuestion
from bot.quizzes.sitting import Sitting
from bot.quizzes.subjects import Kind, Subject
from bot.state.database import Database
from bot.state.moments import moment_text

KEPT = timedelta(days=90)
"""How long after its last answer a sitting is kept."""


class SqliteSittings:
    """Sittings in the bot's database. What returned is durable. Safe to use from several threads.

    The questions are kept as they were asked, so a sitting goes on whatever becomes of the
    knowledge base.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, sitting: Sitting) -> None:
        """Stores a sitting in the place of its earlier state."""
        with self._database.transaction() as database:
            database.table("quiz_sitting").upsert(_row(sitting), pk="id")

    def get(self, sitting: str) -> Sitting | None:
        """The sitting of that id; None where it is not, or no longer, kept."""
        with self._database.transaction() as database:
            rows = list(database.table("quiz_sitting").rows_where("id = ?", [sitting]))
        return _sitting(rows[0]) if rows else None

    def unfinished(self, member: int) -> tuple[Sitting, ...]:
        """The member's sittings that are not over, the last touched first."""
        with self._database.transaction() as database:
            rows = list(
                database.table("quiz_sitting").rows_where(
                    "member = ? and is_over = 0", [str(member)], order_by="touched_at desc"
                )
            )
        return tuple(map(_sitting, rows))

    def remove(self, sitting: str) -> None:
        """Forgets a sitting."""
        with self._database.transaction() as database:
            database.table("quiz_sitting").delete_where("id = ?", [sitting])

    def remove_old(self, now: datetime) -> None:
        """Forgets all sittings that were not touched for `KEPT`."""
        with self._database.transaction() as database:
            database.table("quiz_sitting").delete_where("touched_at < ?", [moment_text(now - KEPT)])


def _row(sitting: Sitting) -> dict[str, Any]:
    return {
        "id": sitting.id,
        "member": str(sitting.member),
        "kind": sitting.subject.kind.value,
        "slug": sitting.subject.slug,
        "title": sitting.subject.title,
        "most": sitting.most,
        "questions": json.dumps([question.dump() for question in sitting.questions]),
        "chosen": json.dumps(sitting.chosen),
        "is_over": int(sitting.is_over),
        "started_at": moment_text(sitting.started_at),
        "touched_at": moment_text(sitting.touched_at),
    }


def _sitting(row: dict[str, Any]) -> Sitting:
    return Sitting(
        row["id"],
        int(row["member"]),
        Subject(Kind(row["kind"]), row["slug"], row["title"]),
        row["most"],
        tuple(QuizQuestion.load(q["topic"], q) for q in json.loads(row["questions"])),
        tuple(json.loads(row["chosen"])),
        datetime.fromisoformat(row["started_at"]),
        datetime.fromisoformat(row["touched_at"]),
    )
