"""Whether what an answer cited is still there."""

from __future__ import annotations

from collections.abc import Callable

from bot.communities.entry import TOPIC_PREFIX
from bot.state.entries import SqliteEntries
from index.store import KnowledgeStore


class LiveTopics:
    """Tells by a server and a topic, an entry of that server or an article.

    Args:
        store: gives the serving index's store.
    """

    def __init__(self, entries: SqliteEntries, store: Callable[[], KnowledgeStore]) -> None:
        self._entries = entries
        self._store = store

    def is_live(self, server: int, topic: str) -> bool:
        """Whether the article stands in the index, or the server's entry is not removed."""
        number = topic.removeprefix(TOPIC_PREFIX)
        if number == topic:
            return topic in self._store().topics()
        entry = self._entries.entry(server, int(number)) if number.isdecimal() else None
        return entry is not None and not entry.is_removed
