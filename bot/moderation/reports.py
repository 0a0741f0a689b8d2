"""Feedback and figures of one server, read from what is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.moderation.gaps import LOOKS_BACK, Gaps
from bot.moderation.insight import Insight, insight_of
from bot.state.entries import SqliteEntries
from bot.state.feedback import Complaint, FeedbackStore, Tally
from bot.state.questions import QuestionLog
from index.store import KnowledgeStore

_REASONS = 10


@dataclass(frozen=True, slots=True)
class Feedback:
    """What members voted down, worst first, and why, newest first; titles by topic."""

    articles: tuple[Tally, ...]
    sections: tuple[Tally, ...]
    reasons: tuple[Complaint, ...]
    titles: dict[str, str]


class Reports:
    """Reads one server's reports, and no other's. Blocks; safe to call from several threads.

    Args:
        store: gives the serving index's store.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        questions: QuestionLog,
        votes: FeedbackStore,
        gaps: Gaps,
        entries: SqliteEntries,
        store: Callable[[], KnowledgeStore],
        now: Callable[[], datetime],
    ) -> None:
        self._questions = questions
        self._votes = votes
        self._gaps = gaps
        self._entries = entries
        self._store = store
        self._now = now

    def feedback(self, server: int) -> Feedback:
        """The worst articles and sections of the last 90 days, and the newest reasons."""
        since = self._now() - LOOKS_BACK
        complaints = self._votes.complaints(server, since)
        return Feedback(
            tuple(self._votes.worst_articles(server, since)),
            tuple(self._votes.worst_sections(server, since)),
            tuple(complaint for complaint in complaints if complaint.reason)[:_REASONS],
            self._titles(server),
        )

    def insight(self, server: int, days: int) -> Insight:
        """The figures of the last days, today included."""
        today = self._now().astimezone(UTC).date()
        since = datetime.combine(today - timedelta(days=days - 1), datetime.min.time(), UTC)
        return insight_of(
            self._questions.asked_in(server, since),
            self._votes.satisfaction(server, since),
            self._gaps.groups(server),
            self._titles(server),
            today,
            days,
        )

    def _titles(self, server: int) -> dict[str, str]:
        """The titles of all articles, and of this server's entries."""
        titles = {slug: topic.title for slug, topic in self._store().topics().items()}
        for removed in (True, False):
            for entry in self._entries.entries(server, removed):
                titles[entry.topic] = entry.text.title
        return titles
