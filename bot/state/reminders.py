"""The reminders that members asked for, and who is to be reminded now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from bot.quizzes.reminders import Reminder, next_reminder, zone_of
from bot.state.database import Database
from bot.state.moments import moment_text
from bot.state.review_cards import SqliteReviewCards


@dataclass(frozen=True, slots=True)
class DueReminder:
    """Somebody to remind now, of so many due reviews."""

    member: int
    reviews: int


class SqliteReminders:
    """Reminders in the bot's database. What returned is durable. Safe for several threads.

    Args:
        cards: tells whether anything is due.
    """

    def __init__(self, database: Database, cards: SqliteReviewCards) -> None:
        self._database = database
        self._cards = cards

    def set(self, member: int, hour: int, zone: str, now: datetime) -> Reminder:
        """Turns a member's reminders on, or changes when they come.

        Raises:
            ValueError: for an hour or a zone that there is not.
        """
        with self._database.transaction():
            before = self.get(member)
            sent_at = before.sent_at if before else None
            next_at = next_reminder(now, hour, ZoneInfo(zone), sent_at)
            reminder = Reminder(member, hour, zone, next_at, sent_at)
            self._save(reminder)
        return reminder

    def get(self, member: int) -> Reminder | None:
        """A member's reminder; None where it is off."""
        with self._database.transaction() as database:
            rows = list(database.table("reminder").rows_where("member = ?", [str(member)]))
        return _reminder(rows[0]) if rows else None

    def zone(self, member: int) -> tzinfo:
        """The time zone of a member's reminders; UTC where they are off."""
        reminder = self.get(member)
        return zone_of(reminder.zone) if reminder else UTC

    def stop(self, member: int) -> None:
        """Turns a member's reminders off."""
        with self._database.transaction() as database:
            database.table("reminder").delete_where("member = ?", [str(member)])

    def take_due(self, now: datetime) -> list[DueReminder]:
        """Those to remind now, each counted as reminded.

        Reminders whose time has come move on to the next day before anything is sent, so that a
        crash between leaves one out rather than sending it twice. Nobody is reminded where nothing
        is due, or too late.
        """
        due = []
        with self._database.transaction() as database:
            rows = list(
                database.table("reminder").rows_where(
                    "next_at <= ?", [moment_text(now)], order_by="next_at"
                )
            )
            for reminder in map(_reminder, rows):
                reviews = self._cards.count_due(reminder.member, now)
                sends = reviews > 0 and not reminder.is_late(now)
                self._save(reminder.moved_on(now, sends))
                if sends:
                    due.append(DueReminder(reminder.member, reviews))
        return due

    def _save(self, reminder: Reminder) -> None:
        row = {
            "member": str(reminder.member),
            "hour": reminder.hour,
            "zone": reminder.zone,
            "next_at": moment_text(reminder.next_at),
            "sent_at": moment_text(reminder.sent_at) if reminder.sent_at else None,
        }
        with self._database.transaction() as database:
            database.table("reminder").upsert(row, pk="member")


def _reminder(row: dict[str, Any]) -> Reminder:
    return Reminder(
        int(row["member"]),
        row["hour"],
        row["zone"],
        datetime.fromisoformat(row["next_at"]),
        datetime.fromisoformat(row["sent_at"]) if row["sent_at"] else None,
    )
