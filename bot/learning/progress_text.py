"""A member's progress in words, for the message and for those who cannot see the picture. Pure."""

from __future__ import annotations

from bot.learning.pace import Forecast, Outlook
from bot.learning.progress import Progress
from bot.roadmaps.text import short_title, sum_up

_NAMED = 5


def forecast_text(forecast: Forecast, hours_left: int) -> str:
    """When the track is finished, and what that rests on, as whole sentences."""
    pace = f"{_pace(forecast.weekly)} a week over the last weeks"
    if forecast.outlook is Outlook.FINISHED:
        return "This track is finished."
    if forecast.outlook is Outlook.TOO_EARLY:
        return (
            "It is too early to say when you finish: that takes two weeks and three skills "
            "learned after the first day."
        )
    if forecast.outlook is Outlook.RESTING:
        return (
            f"Nothing was finished in the last eight weeks, so I name no date; "
            f"about {_hours(hours_left)} are left."
        )
    if forecast.by is None:
        return f"At your pace, {pace}, this takes more than five years."
    return (
        f"At your pace, {pace}, you finish around {forecast.by:%B %Y}; "
        f"about {_hours(hours_left)} are left."
    )


def streak_text(progress: Progress) -> str:
    """The streak and the best one."""
    streak = progress.streak
    if not streak.best:
        return "No streak yet: a day counts when you start, learn or practise something."
    best = f"best {_count(streak.best, 'day')}"
    if not streak.current:
        return f"No streak at the moment ({best})."
    return f"{_count(streak.current, 'day')} in a row ({best})."


def learned_text(progress: Progress) -> str:
    """How much is learned, and in how many hours."""
    if not progress.learned:
        return "Nothing learned yet."
    text = f"{_count(len(progress.learned), 'skill')} learned"
    if progress.known:
        text += f", {progress.known} of them known before"
    return f"{text}; {_hours(progress.hours)} of study with me."


def named(titles: tuple[str, ...], count: int = _NAMED) -> str:
    """Some titles in one line, and how many more there are."""
    shown = ", ".join(map(short_title, titles[:count]))
    more = len(titles) - count
    return f"{shown} and {more} more" if more > 0 else shown


def alt_text(progress: Progress) -> str:
    """What the picture shows, in words."""
    path = progress.path
    stages = "; ".join(
        f"{s.number} {s.title}, {s.done} of {len(s.needed)} done" for s in path.stages
    )
    active = sum(progress.recent)
    parts = [
        f"Progress on “{path.title}”: {sum_up(path)}.",
        learned_text(progress),
        streak_text(progress),
        f"{_count(active, 'active day')} in the last {len(progress.recent)}.",
        forecast_text(progress.forecast, path.hours_left),
    ]
    if progress.under_way:
        parts.append(f"Under way: {named(progress.under_way)}.")
    if progress.next_up:
        parts.append(f"Next: {named(progress.next_up)}.")
    parts.append(f"Stages along a winding road: {stages}.")
    return " ".join(parts)


def _pace(weekly: float) -> str:
    return "less than an hour" if weekly < 1 else f"about {_hours(round(weekly))}"


def _hours(number: int) -> str:
    return _count(number, "hour")


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
