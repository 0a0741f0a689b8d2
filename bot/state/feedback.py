"""Votes on answers: one a member on each, counted by article and section."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.state.database import Database
    from bot.state.pseudonyms import Pseudonyms

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on the answers that cite an article, or one section of it.

    Attributes:
        section: a heading; None where the whole article is meant.
    """

    topic: str
    section: str | None
    liked: int
    disliked: int


@dataclass(frozen=True, slots=True)
class DayOfVotes:
    """The votes of one day, in UTC."""

    day: date
    liked: int
    disliked: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """A vote against an answer: the question while it is kept, and the reason where one is given.

    Attributes:
        question: the question's number.
    """

    question: int
    text: str
    reason: str | None
    topics: tuple[str, ...]
    voted_at: datetime


class FeedbackStore:
    """Votes in the bot's database. Safe to call from several threads.

    An answer bears the number of its question in the log. A vote stays when that question is
    deleted, and so do the counts; who voted is kept as a pseudonym.
    """

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    def vote(self, question: int, member: int, liked: bool, at: datetime) -> bool:
        """Counts a member's vote on an answer, instead of an earlier one of theirs.

        A change of mind drops the earlier reason. False where the question is not kept any more.
        """
        voter = self._pseudonyms.of(member)
        with self._database.transaction() as database:
            asked = next(iter(database.table("question").rows_where("id = ?", [question])), None)
            if asked is None:
                return False
            before = database.query(
                "select liked, reason from vote where question = ? and voter = ?", [question, voter]
            )
            kept = next((row["reason"] for row in before if row["liked"] == int(liked)), None)
            database.table("vote").upsert(
                {
                    "question": question,
                    "voter": voter,
                    "liked": int(liked),
                    "reason": kept,
                    "server": asked["server"],
                    "index_version": asked["index_version"],
                    "voted_at": at.isoformat(),
                },
                pk=("question", "voter"),
            )
            database.table("vote_section").insert_all(
                [
                    {"question": question, "topic": topic, "section": section}
                    for topic, section in json.loads(asked["sections"])
                ],
                ignore=True,
            )
        return True

    def explain(self, question: int, member: int, reason: str) -> bool:
        """Adds why an answer did not help, cut to `LONGEST_REASON`; False without such a vote."""
        clean = reason.encode("utf-8", "replace").decode().strip()[:LONGEST_REASON] or None
        with self._database.transaction() as database:
            changed = database.execute(
                "update vote set reason = ? where question = ? and voter = ? and liked = 0",
                [clean, question, self._pseudonyms.of(member)],
            ).rowcount
        return bool(changed)

    def worst_articles(self, server: int, since: datetime, count: int = 10) -> list[Tally]:
        """The articles whose answers were voted down most, worst first; only those voted down."""
        return self._tallies("null", "topic", server, since, count)

    def worst_sections(self, server: int, since: datetime, count: int = 10) -> list[Tally]:
        """The sections whose answers were voted down most, worst first; only those voted down."""
        return self._tallies("section", "topic, section", server, since, count)

    def satisfaction(self, server: int, since: datetime) -> list[DayOfVotes]:
        """The votes in a server day by day, oldest first; days without votes are left out."""
        rows = self._query(
            "select substr(voted_at, 1, 10) as day, sum(liked) as liked, sum(1 - liked) as disliked"
            " from vote where server = ? and voted_at >= ? group by day order by day",
            [server, since.isoformat()],
        )
        return [
            DayOfVotes(date.fromisoformat(row["day"]), row["liked"], row["disliked"])
            for row in rows
        ]

    def complaints(self, server: int, since: datetime, count: int = 100) -> list[Complaint]:
        """The votes against answers in a server, newest first."""
        rows = self._query(
            "select v.question, coalesce(q.text, '') as text, v.reason, v.voted_at,"
            " (select json_group_array(distinct topic) from vote_section s"
            "  where s.question = v.question) as topics"
            " from vote v left join question q on q.id = v.question"
            " where v.server = ? and v.voted_at >= ? and v.liked = 0"
            " order by v.voted_at desc limit ?",
            [server, since.isoformat(), count],
        )
        return [
            Complaint(
                row["question"],
                row["text"],
                row["reason"],
                tuple(json.loads(row["topics"])),
                datetime.fromisoformat(row["voted_at"]),
            )
            for row in rows
        ]

    def votes_of(self, member: int) -> list[dict[str, Any]]:
        """A member's own votes, oldest first: question, liked, reason, server, voted_at."""
        return self._query(
            "select question, liked, reason, server, voted_at from vote"
            " where voter = ? order by voted_at",
            [self._pseudonyms.of(member)],
        )

    def forget(self, member: int) -> None:
        """Deletes a member's votes."""
        with self._database.transaction() as database:
            database.table("vote").delete_where("voter = ?", [self._pseudonyms.of(member)])

    def _tallies(
        self, section: str, group: str, server: int, since: datetime, count: int
    ) -> list[Tally]:
        """A vote counts once for each article, however many of its sections were cited."""
        rows = self._query(
            f"select topic, {section} as section, sum(liked) as liked,"  # noqa: S608 - own words
            " sum(1 - liked) as disliked from"
            f" (select distinct v.question, v.voter, v.liked, s.topic, {section} as section"
            " from vote v join vote_section s on s.question = v.question"
            f" where v.server = ? and v.voted_at >= ?) group by {group} having disliked > 0"
            " order by disliked desc, liked, topic, section limit ?",
            [server, since.isoformat(), count],
        )
        return [Tally(row["topic"], row["section"], row["liked"], row["disliked"]) for row in rows]

    def _query(self, sql: str, values: list[Any]) -> list[dict[str, Any]]:
        with self._database.transaction() as database:
            return list(database.query(sql, values))
