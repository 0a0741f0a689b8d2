"""How steadily and how fast a member learns: streak, hours a week, when a track is finished. Pure.

An estimate is only given where there is something to tell it from; it never hides how little.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from bot.state.learners import Mark, TopicState

WINDOW = timedelta(weeks=8)
"""How far back the pace looks: the habits of last year say little about this month."""

SHORTEST = timedelta(days=14)
"""From the first activity until a pace can be told."""

FEWEST = 3
"""How many finished topics a pace needs."""

LONGEST = timedelta(days=5 * 365)
"""An estimate farther away than this is no estimate."""


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row with some learning; `current` lasts until a whole day was missed."""

    current: int
    best: int


def read_streak(days: Collection[date], today: date) -> Streak:
    """The streak of some active days, as of `today` where the member is."""
    best = run = current = 0
    before: date | None = None
    for day in sorted(set(days)):
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        best, before = max(best, run), day
        if day in (today, today - timedelta(days=1)):
            current = run
    return Streak(current, best)


class Outlook(Enum):
    """What can be said of when a track is finished."""

    FINISHED = "finished"
    TOO_EARLY = "too early to tell"
    RESTING = "nothing finished lately"
    FAR = "more than five years"
    DATED = "dated"


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a track is finished at the member's own pace.

    Attributes:
        weekly: hours of topics finished a week; 0 where it cannot be told.
        by: the day, where the outlook is `DATED`.
    """

    outlook: Outlook
    weekly: float = 0.0
    by: date | None = None


def forecast(
    hours_left: float,
    states: Mapping[str, TopicState],
    hours: Mapping[str, int],
    days: Collection[date],
    now: datetime,
) -> Forecast:
    """When `hours_left` are worked off at the pace of the last `WINDOW`.

    What was known before does not count, nor what was marked on the first active day: that was
    mostly known before too.

    Args:
        states: of every marked topic.
        hours: of every topic of the index; others count nothing.
        days: the active days where the member is.
        now: in the member's time zone.
    """
    if hours_left <= 0:
        return Forecast(Outlook.FINISHED)
    if not days or now.date() - min(days) < SHORTEST:
        return Forecast(Outlook.TOO_EARLY)
    first = min(days)
    finished = {
        topic: state.finished_at.astimezone(now.tzinfo)
        for topic, state in states.items()
        if state.mark is Mark.LEARNED and state.finished_at is not None
    }
    worked = {topic: at for topic, at in finished.items() if at.date() > first}
    recent = [topic for topic, at in worked.items() if at > now - WINDOW]
    if len(worked) < FEWEST:
        return Forecast(Outlook.TOO_EARLY)
    span = min(WINDOW, timedelta(days=(now.date() - first).days))
    weekly = sum(hours.get(topic, 0) for topic in recent) / (span / timedelta(weeks=1))
    if not weekly:
        return Forecast(Outlook.RESTING)
    left = timedelta(weeks=hours_left / weekly)
    if left > LONGEST:
        return Forecast(Outlook.FAR, weekly)
    return Forecast(Outlook.DATED, weekly, now.date() + left)
