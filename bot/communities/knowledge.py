"""A server's own knowledge, as answers draw on it and moderators change it."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.answering.answer import Outcome
from bot.answering.engine import Reply
from bot.answering.question import clean, focus
from bot.communities.answering import answer_with, judge
from bot.communities.embedding import Embedder
from bot.communities.entry import Change, Entry, EntryText
from bot.communities.matching import WORTH_FROM, Match
from bot.communities.shelving import EntryReading, Shelves
from index.encoder import Embeddings, Encoder
from index.opened import OpenIndex
from index.vocabulary import stem
from index.words import content_words

_RIVALS = 5


class EntryStore(EntryReading, Protocol):
    """Where entries are kept; see `bot.state.entries.SqliteEntries`."""

    def add(
        self,
        community: int,
        text: EntryText,
        by: int,
        at: datetime,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> Entry: ...

    def edit(
        self,
        community: int,
        number: int,
        revision: int,
        text: EntryText,
        by: int,
        at: datetime,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> Entry: ...

    def mark(
        self, community: int, number: int, revision: int, change: Change, by: int, at: datetime
    ) -> Entry: ...


@dataclass(frozen=True, slots=True)
class Author:
    """Who changes what, and when: the server, the moderator's id, the time in UTC."""

    community: int
    member: int
    at: datetime


class ServerKnowledge:
    """The entries of every server, each server's for itself. Safe to call from several threads.

    What is changed here counts from the next question on. A server without entries costs its
    questions a look into a dictionary.
    """

    def __init__(self, store: EntryStore) -> None:
        self._store = store
        self._embedder = Embedder()
        self._shelves = Shelves(store, self._embedder)

    def enrich(self, community: int, reply: Reply, index: OpenIndex) -> Reply:
        """See `bot.answering.service.CommunityKnowledge`."""
        shelf = self._shelves.shelf(community, index.encoder)
        if not len(shelf) or not reply.turn.question:
            return reply
        started = time.perf_counter()
        readings = _readings(reply)
        rows = index.encoder.encode(readings)
        found = [
            (shelf.matches(row, rarities_of(text, index), 1)[0], row, text)
            for text, row in zip(readings, rows, strict=True)
        ]
        best, asked, text = max(found, key=lambda one: one[0].nearness)
        if best.worth(0.0) < WORTH_FROM:
            return reply
        judged = judge(best, reply.answer.outcome, rival_of(text, reply.answer.outcome, index))
        if judged is None:
            return reply
        joined = answer_with(reply, judged, asked)
        elapsed = reply.answer.elapsed_ms + (time.perf_counter() - started) * 1000
        return Reply(joined.answer.timed(elapsed), joined.turn)

    def changes(self, community: int) -> int:
        """How often a server's entries changed since the start."""
        return self._shelves.changes(community)

    def matches(self, community: int, question: str, index: OpenIndex, count: int) -> list[Match]:
        """The server's entries nearest to a text, nearest first, also where they are far."""
        shelf = self._shelves.shelf(community, index.encoder)
        if not len(shelf):
            return []
        asked = index.encoder.encode([question])[0]
        return shelf.matches(asked, rarities_of(question, index), count)

    def prepare(self, text: EntryText, encoder: Encoder) -> None:
        """Does the slow part of publishing an entry beforehand."""
        self._embedder.embed(text, encoder)

    def add(self, text: EntryText, author: Author, encoder: Encoder) -> Entry:
        """Publishes a new entry; for what it raises see the store."""
        found = self._embedder.embed(text, encoder)
        entry = self._store.add(
            author.community, text, author.member, author.at, found, encoder.fingerprint
        )
        self._shelves.changed(author.community)
        return entry

    def edit(
        self, number: int, revision: int, text: EntryText, author: Author, encoder: Encoder
    ) -> Entry:
        """Gives an entry another text in the place of a revision's; raises as the store does."""
        found = self._embedder.embed(text, encoder)
        entry = self._store.edit(
            author.community, number, revision, text, author.member, author.at, found,
            encoder.fingerprint,
        )  # fmt: skip
        self._shelves.changed(author.community)
        return entry

    def mark(self, number: int, revision: int, change: Change, author: Author) -> Entry:
        """Removes or restores an entry; raises as the store does."""
        entry = self._store.mark(
            author.community, number, revision, change, author.member, author.at
        )
        self._shelves.changed(author.community)
        return entry

    def close(self) -> None:
        self._shelves.close()


def _readings(reply: Reply) -> list[str]:
    """A message by itself, and joined with what it follows where it is taken for a follow-up."""
    texts = (clean(reply.answer.question), reply.turn.question)
    return list(dict.fromkeys(focus(text) for text in texts if text))


def rival_of(question: str, outcome: Outcome, index: OpenIndex) -> float:
    """What an entry must be nearer to than the question is, as a cosine.

    Where the articles answer, the best one with a question that they answer; where they refuse,
    that with an example of what lies beyond the border; 0 for small talk.
    """
    if outcome is Outcome.SMALL_TALK:
        return 0.0
    result = index.search.search(question)
    if outcome is Outcome.NOT_COVERED:
        return result.border[1]
    return max((topic.question for topic in result.topics[:_RIVALS]), default=0.0)


def rarities_of(question: str, index: OpenIndex) -> dict[str, float]:
    """How rare each content word of a question is in the articles, by its stem."""
    words = content_words(question)
    rarities = index.store.vocabulary().rarities(words)
    return {stem(word): rarity for word, rarity in zip(words, rarities, strict=True)}
