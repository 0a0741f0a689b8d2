"""The log of questions: what was asked when and where, how it ended, and never by whom."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.state.database import Database
    from bot.state.pseudonyms import Pseudonyms

LONGEST_QUESTION = 2000

_BELONGING = ("answer_wish", "settled_question")
"""Tables about questions of the log that are worth nothing without them."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and its outcome.

    Attributes:
        server: None for what was asked outside a server; its text is not kept.
        outcome: `answered`, `not_covered` or `small_talk`.
        topics: slugs, best first.
        sections: what the answer cited, as pairs of a topic and a heading.
        confidence: in [0, 1].
    """

    asked_at: datetime
    server: int | None
    text: str
    outcome: str
    topics: tuple[str, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()
    confidence: float = 0.0
    index_version: str = ""


@dataclass(frozen=True, slots=True)
class LoggedQuestion(Question):
    """A question as it is kept; `id` names it and its answer."""

    id: int = 0


class QuestionLog:
    """Questions in the bot's database. Safe to call from several threads.

    Who asked is kept as a pseudonym, by which members find and delete their own questions.
    """

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    def record(self, question: Question, member: int) -> int:
        """Keeps a question, cut to `LONGEST_QUESTION` characters; gives its number."""
        text = question.text if question.server is not None else ""
        row = {
            "asked_at": question.asked_at.isoformat(),
            "server": question.server,
            "asker": self._pseudonyms.of(member),
            "text": text.encode("utf-8", "replace").decode()[:LONGEST_QUESTION],
            "outcome": question.outcome,
            "topics": json.dumps(question.topics),
            "sections": json.dumps(question.sections),
            "confidence": question.confidence,
            "index_version": question.index_version,
        }
        with self._database.transaction() as database:
            return int(database.table("question").insert(row).last_pk)

    def asked_in(self, server: int, since: datetime) -> list[LoggedQuestion]:
        """What was asked in a server from a moment on, oldest first."""
        where = "server = ? and asked_at >= ?"
        return self._rows(where, [server, since.isoformat()])

    def asked_by(self, member: int) -> list[LoggedQuestion]:
        """What a member asked anywhere, oldest first."""
        return self._rows("asker = ?", [self._pseudonyms.of(member)])

    def export(self, member: int) -> dict[str, list[dict[str, Any]]]:
        """All that is kept of what a member asked, as rows without their pseudonym."""
        name, rows = self._pseudonyms.of(member), {}
        with self._database.transaction() as database:
            for table in ("question", "gap"):
                found = database.table(table).rows_where("asker = ?", [name], order_by="id")
                rows[table] = [
                    {key: value for key, value in row.items() if key != "asker"} for row in found
                ]
        return rows

    def forget(self, member: int) -> None:
        """Deletes what a member asked, and the gaps that came from it."""
        name = self._pseudonyms.of(member)
        with self._database.transaction() as database:
            database.table("question").delete_where("asker = ?", [name])
            database.table("gap").delete_where("asker = ?", [name])

    def _rows(self, where: str, values: list[Any]) -> list[LoggedQuestion]:
        with self._database.transaction() as database:
            rows = list(database.table("question").rows_where(where, values, order_by="id"))
        return [_question(row) for row in rows]


class Retention:
    """Deletes what is past the time that its server keeps questions.

    Args:
        keep_days: for how many days a server keeps questions; None stands for outside servers.
    """

    def __init__(self, database: Database, keep_days: Callable[[int | None], int]) -> None:
        self._database = database
        self._keep_days = keep_days

    def delete_past(self, now: datetime) -> int:
        """Deletes old questions and gaps and the reasons of old votes; gives how many rows.

        What is of use only with its question goes with it.
        """
        past = 0
        with self._database.transaction() as database:
            for server in self._servers(database):
                until = (now - timedelta(days=self._keep_days(server))).isoformat()
                for statement in (
                    "delete from question where server is ? and asked_at < ?",
                    "delete from gap where server is ? and asked_at < ?",
                    "update vote set reason = null"
                    " where server is ? and voted_at < ? and reason is not null",
                ):
                    past += database.execute(statement, [server, until]).rowcount
            for table in _BELONGING:
                database.execute(
                    f"delete from {table} where question not in (select id from question)"  # noqa: S608
                )
        return past

    def _servers(self, database: Any) -> Iterable[int | None]:
        rows = database.query(
            "select server from question union select server from gap union select server from vote"
        )
        return [row["server"] for row in rows]


def _question(row: dict[str, Any]) -> LoggedQuestion:
    return LoggedQuestion(
        asked_at=datetime.fromisoformat(row["asked_at"]),
        server=row["server"],
        text=row["text"],
        outcome=row["outcome"],
        topics=tuple(json.loads(row["topics"])),
        sections=tuple((topic, section) for topic, section in json.loads(row["sections"])),
        confidence=row["confidence"],
        index_version=row["index_version"],
        id=row["id"],
    )
