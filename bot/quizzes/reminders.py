"""When a member is reminded of due reviews: at an hour of their own clock, at most once a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

GRACE = timedelta(hours=2)
"""How late a reminder may still go out, for instance after the bot was down."""

APART = timedelta(hours=20)
"""The least time between two reminders, also where the member changed hour or zone between."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A member's wish to be reminded.

    Attributes:
        hour: from 0 to 23, on clocks in `zone`.
        zone: an IANA name, such as Europe/Berlin.
        next_at: when the next one is due, in UTC.
        sent_at: when the last one went out, in UTC; None before the first.
    """

    member: int
    hour: int
    zone: str
    next_at: datetime
    sent_at: datetime | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the next one was due too long ago to be sent now."""
        return now - self.next_at > GRACE

    def moved_on(self, now: datetime, sent: bool) -> Reminder:
        """The reminder after its time has come, whether something was sent or not."""
        sent_at = now if sent else self.sent_at
        next_at = next_reminder(now, self.hour, zone_of(self.zone), sent_at)
        return replace(self, next_at=next_at, sent_at=sent_at)


def zone_of(name: str) -> tzinfo:
    """A zone by its IANA name; UTC where a name that was known once is known no more."""
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        return UTC


def next_reminder(
    now: datetime, hour: int, zone: tzinfo, sent_at: datetime | None = None
) -> datetime:
    """The first moment after `now`, in UTC, at which clocks in a zone show a full hour.

    Never on the local day of the last reminder, and never sooner than `APART` after it. Where
    clocks skip the hour in spring, it is the moment at which they do; where they show it twice in
    autumn, the first.

    Raises:
        ValueError: for an hour that there is not, or a naive time.
    """
    if not 0 <= hour <= 23:
        raise ValueError(f"an hour is 0 to 23: {hour}")
    if now.tzinfo is None:
        raise ValueError(f"a time needs its zone: {now!r}")
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        moment = _at(day, hour, zone)
        if moment > now and (sent_at is None or _is_apart(moment, sent_at, zone)):
            return moment
        day += timedelta(days=1)


def _is_apart(moment: datetime, sent_at: datetime, zone: tzinfo) -> bool:
    another_day = moment.astimezone(zone).date() > sent_at.astimezone(zone).date()
    return another_day and moment - sent_at >= APART


def _at(day: date, hour: int, zone: tzinfo) -> datetime:
    # With fold 0 a time that clocks skip is read with the offset before the skip (PEP 495), which
    # is the moment of the skip or as much after it; a time shown twice is the first one.
    return datetime.combine(day, time(hour), zone).astimezone(UTC)
