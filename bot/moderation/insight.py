"""What moderators want to see of a time in their server, as figures. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta

from bot.answering.answer import Outcome
from bot.moderation.gaps import GapGroup
from bot.state.feedback import DayOfVotes
from bot.state.questions import LoggedQuestion

TOPICS = 7
GAPS = 5


@dataclass(frozen=True, slots=True)
class Day:
    """The questions of one day, in UTC."""

    day: date
    answered: int
    refused: int

    @property
    def asked(self) -> int:
        return self.answered + self.refused


@dataclass(frozen=True, slots=True)
class Counted:
    """Something with how often it came."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Insight:
    """The figures of a time, which ends today.

    Attributes:
        days: every day, oldest first.
        topics: what was asked about most, most first.
        liked, disliked: votes on answers.
        gaps: what was asked in vain most, most first; of the last 90 days, however long the time.
    """

    days: tuple[Day, ...]
    topics: tuple[Counted, ...]
    liked: int
    disliked: int
    gaps: tuple[Counted, ...]

    @property
    def answered(self) -> int:
        return sum(day.answered for day in self.days)

    @property
    def refused(self) -> int:
        return sum(day.refused for day in self.days)

    @property
    def asked(self) -> int:
        return self.answered + self.refused

    @property
    def satisfaction(self) -> float | None:
        """The share of votes that like an answer, in [0, 1]; None without votes."""
        votes = self.liked + self.disliked
        return self.liked / votes if votes else None


def insight_of(
    questions: Sequence[LoggedQuestion],
    votes: Sequence[DayOfVotes],
    gaps: Sequence[GapGroup],
    titles: Mapping[str, str],
    today: date,
    days: int,
) -> Insight:
    """The figures of the last days, today included. Small talk is no question.

    Args:
        titles: of topics, by slug; a topic without one is told by its slug.

    Raises:
        ValueError: for less than one day.
    """
    if days < 1:
        raise ValueError(f"days must be 1 or more: {days}")
    span = [today - timedelta(days=back) for back in reversed(range(days))]
    answered: Counter[date] = Counter()
    refused: Counter[date] = Counter()
    topics: Counter[str] = Counter()
    for question in questions:
        day = question.asked_at.astimezone(UTC).date()
        if not span[0] <= day <= today:
            continue
        if question.outcome == Outcome.ANSWERED.value:
            answered[day] += 1
            topics.update(question.topics[:1])
        elif question.outcome == Outcome.NOT_COVERED.value:
            refused[day] += 1
    within = [vote for vote in votes if span[0] <= vote.day <= today]
    return Insight(
        days=tuple(Day(day, answered[day], refused[day]) for day in span),
        topics=tuple(
            Counted(titles.get(slug, slug), count) for slug, count in topics.most_common(TOPICS)
        ),
        liked=sum(vote.liked for vote in within),
        disliked=sum(vote.disliked for vote in within),
        gaps=tuple(Counted(group.name, len(group.questions)) for group in gaps[:GAPS]),
    )
