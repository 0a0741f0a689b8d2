"""What each member learns: topics, the chosen track, and the days of activity."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.state.database import Database

TABLES = ("learner_topic", "learner_track", "learner_dismissal", "learner_day")
"""The tables that hold what a member stored, each with a column `member`."""


class Mark(StrEnum):
    """Where a member stands with a topic; a topic without a mark is open."""

    UNDER_WAY = "under way"
    LEARNED = "learned"
    KNOWN = "known before"
    """Known before Backroad came in, so it says nothing about how fast the member learns."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """A member's mark on a topic.

    Attributes:
        started_at: when it was first put under way, in UTC; None where it never was.
        finished_at: when it was marked as learned or known, in UTC; None while under way.
    """

    mark: Mark
    started_at: datetime | None
    finished_at: datetime | None


class LearnerStore(Protocol):
    """Keeps what members learn. Safe to call from several threads; a member is a Discord user id.

    Every `now` is an aware time. It is kept in UTC, and its own date is the day of activity, so
    give it in the member's time zone where that is known.
    """

    def mark(self, member: int, topics: Iterable[str], mark: Mark, now: datetime) -> None:
        """Marks topics, all or none; they are dismissed no more, and the day counts as active.

        A topic that has the mark already keeps its times.
        """

    def unmark(self, member: int, topics: Iterable[str]) -> None:
        """Takes marks away, as if the topics had never been begun."""

    def states(self, member: int) -> dict[str, TopicState]:
        """Every marked topic, in the order in which they were first marked."""

    def learned(self, member: int) -> frozenset[str]:
        """The topics learned or known before."""

    def choose_track(self, member: int, track: str, now: datetime) -> None:
        """Makes a track the member's own, in the place of the one before."""

    def track(self, member: int) -> str | None:
        """The slug of the chosen track; None before one is chosen."""

    def dismiss(self, member: int, topic: str, now: datetime) -> None:
        """Remembers that the member is not interested in a topic."""

    def undo_dismissal(self, member: int, topic: str) -> None:
        """Takes a dismissal back."""

    def dismissed(self, member: int) -> frozenset[str]:
        """The topics that the member is not interested in."""

    def note_activity(self, member: int, now: datetime) -> None:
        """Counts the day of `now` as active."""

    def active_days(self, member: int) -> tuple[date, ...]:
        """The active days, oldest first, each once."""


class SqliteLearners:
    """A `LearnerStore` in the bot's database. What returned is durable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark(self, member: int, topics: Iterable[str], mark: Mark, now: datetime) -> None:
        at = _utc(now)
        started, finished = (at, None) if mark is Mark.UNDER_WAY else (None, at)
        with self._database.transaction() as database:
            for topic in topics:
                database.execute(
                    "insert into learner_topic (member, topic, mark, started_at, finished_at) "
                    "values (?, ?, ?, ?, ?) on conflict (member, topic) do update set "
                    "finished_at = case when mark = excluded.mark then finished_at "
                    "else excluded.finished_at end, mark = excluded.mark, "
                    "started_at = coalesce(started_at, excluded.started_at)",
                    [str(member), topic, mark.value, started, finished],
                )
                self.undo_dismissal(member, topic)
            self.note_activity(member, now)

    def unmark(self, member: int, topics: Iterable[str]) -> None:
        with self._database.transaction() as database:
            for topic in topics:
                database.execute(
                    "delete from learner_topic where member = ? and topic = ?", [str(member), topic]
                )

    def states(self, member: int) -> dict[str, TopicState]:
        return {
            row["topic"]: TopicState(
                Mark(row["mark"]), _time(row["started_at"]), _time(row["finished_at"])
            )
            for row in self._rows("learner_topic", member)
        }

    def learned(self, member: int) -> frozenset[str]:
        states = self.states(member)
        return frozenset(t for t, state in states.items() if state.mark is not Mark.UNDER_WAY)

    def choose_track(self, member: int, track: str, now: datetime) -> None:
        row = {"member": str(member), "track": track, "chosen_at": _utc(now)}
        with self._database.transaction() as database:
            database.table("learner_track").upsert(row, pk="member")

    def track(self, member: int) -> str | None:
        rows = self._rows("learner_track", member)
        return rows[0]["track"] if rows else None

    def dismiss(self, member: int, topic: str, now: datetime) -> None:
        row = {"member": str(member), "topic": topic, "dismissed_at": _utc(now)}
        with self._database.transaction() as database:
            database.table("learner_dismissal").insert(row, ignore=True)

    def undo_dismissal(self, member: int, topic: str) -> None:
        with self._database.transaction() as database:
            database.execute(
                "delete from learner_dismissal where member = ? and topic = ?", [str(member), topic]
            )

    def dismissed(self, member: int) -> frozenset[str]:
        return frozenset(row["topic"] for row in self._rows("learner_dismissal", member))

    def note_activity(self, member: int, now: datetime) -> None:
        row = {"member": str(member), "day": now.date().isoformat()}
        with self._database.transaction() as database:
            database.table("learner_day").insert(row, ignore=True)

    def active_days(self, member: int) -> tuple[date, ...]:
        return tuple(
            sorted(date.fromisoformat(r["day"]) for r in self._rows("learner_day", member))
        )

    def _rows(self, table: str, member: int) -> list[dict[str, Any]]:
        with self._database.transaction() as database:
            found = database.table(table).rows_where("member = ?", [str(member)], order_by="rowid")
            return list(found)


def _utc(now: datetime) -> str:
    """The time in UTC.

    Raises:
        ValueError: where it is naive.
    """
    if now.tzinfo is None:
        raise ValueError(f"a time needs its zone: {now!r}")
    return now.astimezone(UTC).isoformat()


def _time(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
