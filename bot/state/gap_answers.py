"""What became of questions that were missing an answer: wishes, answers, regression questions."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Wish:
    """A member who wants to be told when a question of the log is answered."""

    question: int
    member: int


@dataclass(frozen=True, slots=True)
class RegressionQuestion:
    """A question, and the topic that its answer must cite."""

    text: str
    topic: str


@dataclass(frozen=True, slots=True)
class RegressionRun:
    """How a server's regression questions were answered by a version of the index."""

    version: str
    asked: int
    missed: tuple[str, ...]
    ran_at: datetime

    @property
    def kept(self) -> int:
        """How many were answered by what they should be."""
        return self.asked - len(self.missed)


class GapAnswers:
    """In the bot's database. Safe to call from several threads. Servers are told apart always."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def wish(self, question: int, member: int, server: int | None, now: datetime) -> bool:
        """Notes that a member wants to be told of a question that was asked in a server.

        False where the log has no such question any more.

        Args:
            server: where the wish is made; None in direct messages, into which some servers have
                their answers sent.
        """
        with self._database.transaction() as database:
            asked = list(
                database.query(
                    "select server from question where id = ? and server = coalesce(?, server)",
                    [question, server],
                )
            )
            if not asked:
                return False
            database.table("answer_wish").upsert(
                {
                    "question": question,
                    "member": member,
                    "server": asked[0]["server"],
                    "wished_at": now.isoformat(),
                },
                pk=("question", "member"),
            )
        return True

    def wishes(self, server: int) -> list[Wish]:
        """Who waits for what in a server, for questions that are still kept, oldest first."""
        rows = self._query(
            "select w.question, w.member from answer_wish w join question q on q.id = w.question"
            " where w.server = ? order by w.wished_at, w.question",
            [server],
        )
        return [Wish(row["question"], row["member"]) for row in rows]

    def take(self, wish: Wish) -> bool:
        """Deletes a wish that is about to be fulfilled; False where it was taken already."""
        with self._database.transaction() as database:
            taken = database.execute(
                "delete from answer_wish where question = ? and member = ?",
                [wish.question, wish.member],
            ).rowcount
        return bool(taken)

    def servers_with_wishes(self) -> list[int]:
        rows = self._query("select distinct server from answer_wish order by server", [])
        return [row["server"] for row in rows]

    def settle(self, server: int, questions: Iterable[int], topic: str, now: datetime) -> None:
        """Notes which topic answers questions of a server's log."""
        with self._database.transaction() as database:
            database.table("settled_question").upsert_all(
                [
                    {
                        "question": question,
                        "server": server,
                        "topic": topic,
                        "settled_at": now.isoformat(),
                    }
                    for question in questions
                ],
                pk="question",
            )

    def settled(self, server: int) -> dict[int, str]:
        """The topic that answers each settled question of a server, by the question's number."""
        rows = self._query(
            "select question, topic from settled_question where server = ?", [server]
        )
        return {row["question"]: row["topic"] for row in rows}

    def expect(self, server: int, texts: Collection[str], topic: str, now: datetime) -> None:
        """Makes these the regression questions of a topic, in the place of its earlier ones."""
        with self._database.transaction() as database:
            table = database.table("regression_question")
            table.delete_where("server = ? and topic = ?", [server, topic])
            table.upsert_all(
                [
                    {"server": server, "text": text, "topic": topic, "added_at": now.isoformat()}
                    for text in texts
                ],
                pk=("server", "text"),
            )

    def expected(self, server: int) -> list[RegressionQuestion]:
        """A server's regression questions, oldest first."""
        rows = self._query(
            "select text, topic from regression_question where server = ? order by added_at, text",
            [server],
        )
        return [RegressionQuestion(row["text"], row["topic"]) for row in rows]

    def servers_with_regression(self) -> list[int]:
        rows = self._query("select distinct server from regression_question order by server", [])
        return [row["server"] for row in rows]

    def ran(self, server: int, run: RegressionRun) -> None:
        """Keeps how the regression questions went, in the place of an earlier run."""
        with self._database.transaction() as database:
            database.table("regression_run").upsert(
                {
                    "server": server,
                    "version": run.version,
                    "asked": run.asked,
                    "missed": json.dumps(run.missed),
                    "ran_at": run.ran_at.isoformat(),
                },
                pk=("server", "version"),
            )

    def last_run(self, server: int) -> RegressionRun | None:
        """How the regression questions of a server went last."""
        rows = self._query(
            "select * from regression_run where server = ? order by ran_at desc limit 1", [server]
        )
        if not rows:
            return None
        row = rows[0]
        ran_at = datetime.fromisoformat(row["ran_at"])
        return RegressionRun(row["version"], row["asked"], tuple(json.loads(row["missed"])), ran_at)

    def wishes_of(self, member: int) -> list[dict[str, Any]]:
        """What a member wants to be told of: question, server, wished_at."""
        return self._query(
            "select question, server, wished_at from answer_wish where member = ?", [member]
        )

    def forget(self, member: int) -> None:
        """Deletes a member's wishes."""
        with self._database.transaction() as database:
            database.table("answer_wish").delete_where("member = ?", [member])

    def _query(self, sql: str, values: list[Any]) -> list[dict[str, Any]]:
        with self._database.transaction() as database:
            return list(database.query(sql, values))
