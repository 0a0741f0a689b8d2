"""How far a member has come, on one track and on all. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.learning.pace import Forecast, Streak, forecast, read_streak
from bot.learning.suggesting import Suggestion
from bot.roadmaps.path import LearningPath
from bot.state.learners import Mark, TopicState
from index.store import Topic

DAYS = 28
"""How many days back the active ones are shown."""


@dataclass(frozen=True, slots=True)
class TrackShare:
    """A track by how much of it is done."""

    slug: str
    title: str
    done: int
    needed: int
    percent: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything that `/progress` shows. Equal where that is equal, so it is a key for caches.

    Attributes:
        path: the track shown, with the member's states.
        chosen: whether the member chose it.
        learned: titles of all topics learned, newest first; `known` of them were known before.
        under_way: titles of all topics under way, newest first.
        next_up: titles of what to learn now.
        hours: of everything learned with Backroad, on this track or not.
        recent: for each of the last `DAYS` days, oldest first, whether it was active.
        today: where the member is.
        others: further tracks with something done, most first.
    """

    path: LearningPath
    chosen: bool
    learned: tuple[str, ...]
    known: int
    under_way: tuple[str, ...]
    next_up: tuple[str, ...]
    hours: int
    streak: Streak
    recent: tuple[bool, ...]
    today: date
    forecast: Forecast
    others: tuple[TrackShare, ...]


def read_progress(
    path: LearningPath,
    chosen: bool,
    states: Mapping[str, TopicState],
    topics: Mapping[str, Topic],
    days: Collection[date],
    suggested: Sequence[Suggestion],
    others: Sequence[LearningPath],
    now: datetime,
) -> Progress:
    """A member's progress.

    Args:
        path: the track to show, its states those of the member.
        states: topics that the index has no more count nothing.
        days: the active days where the member is.
        others: the other tracks, with the member's states.
        now: in the member's time zone.
    """
    known = {slug: state for slug, state in states.items() if slug in topics}
    done = [slug for slug, state in known.items() if state.mark is not Mark.UNDER_WAY]
    done.sort(key=lambda slug: known[slug].finished_at or now, reverse=True)
    begun = [slug for slug, state in known.items() if state.mark is Mark.UNDER_WAY]
    hours = {slug: topic.hours for slug, topic in topics.items()}
    with_backroad = [slug for slug in done if known[slug].mark is Mark.LEARNED]
    today = now.date()
    shares = [
        TrackShare(other.slug, other.title, other.done, other.needed, other.percent)
        for other in others
        if other.done and other.slug != path.slug
    ]
    return Progress(
        path=path,
        chosen=chosen,
        learned=tuple(topics[slug].title for slug in done),
        known=len(done) - len(with_backroad),
        under_way=tuple(topics[slug].title for slug in reversed(begun)),
        next_up=tuple(one.title for one in suggested),
        hours=sum(hours[slug] for slug in with_backroad),
        streak=read_streak(days, today),
        recent=tuple(today - timedelta(days=back) in days for back in reversed(range(DAYS))),
        today=today,
        forecast=forecast(path.hours_left, known, hours, days, now),
        others=tuple(sorted(shares, key=lambda share: (-share.percent, -share.done, share.slug))),
    )
