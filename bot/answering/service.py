"""The answering service: one engine over the serving index version, swapped when that changes."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Protocol

from bot.answering.answer import Answer, Outcome
from bot.answering.conversation import Turn
from bot.answering.engine import Engine, Reply
from bot.operation.observing import Observer, Unobserved
from index.errors import IndexingError, NoIndexError
from index.opened import OpenIndex, open_index
from index.versions import Versions, index_folder

_log = logging.getLogger(__name__)

_LOOK_EVERY = 1.0


class GapLog(Protocol):
    """Keeps the questions that were refused."""

    def record(self, question: str, topics: Sequence[str], confidence: float) -> None:
        """Stores one refused question with the nearest topics."""


class CommunityKnowledge(Protocol):
    """What servers know by themselves."""

    def enrich(self, community: int, reply: Reply, index: OpenIndex) -> Reply:
        """The reply in the light of one server's own knowledge, and of no other's."""

    def changes(self, community: int) -> int:
        """How often a server's own knowledge changed since the start."""


class AnswerService:
    """Answers over whichever version serves. Safe to call from several threads.

    A switch to another version is noticed within a second of the next question. The new version
    is opened beside the old one, which goes on answering meanwhile: no question waits for it, and
    every answer comes from one version alone.

    Args:
        gaps: where refusals are recorded; None where they are not to be.
        observer: told of every question.
        opening: opens the serving version.
        communities: what servers know by themselves; None where only articles are asked.
    """

    def __init__(
        self,
        data_folder: Path,
        gaps: GapLog | None = None,
        clock: Callable[[], float] = time.monotonic,
        observer: Observer | None = None,
        opening: Callable[[Path], OpenIndex] = open_index,
        communities: CommunityKnowledge | None = None,
    ) -> None:
        self._data_folder = data_folder
        self._versions = Versions(index_folder(data_folder))
        self._gaps = gaps
        self._clock = clock
        self._observer = observer or Unobserved()
        self._open = opening
        self._communities = communities
        self._opening = threading.Lock()
        self._pointer = self._serving()
        self._looked = clock()
        self.engine = Engine(opening(data_folder))

    def answer(
        self,
        question: str,
        turns: Sequence[Turn] = (),
        learned: Collection[str] = (),
        community: int | None = None,
    ) -> Reply:
        """See `Engine.answer`. A refusal is recorded as a gap.

        Args:
            community: the server whose own knowledge counts too; None for none's.
        """
        self._look_for_switch()
        started = time.perf_counter()
        outcome = "failed"
        try:
            reply = self._reply(question, turns, learned, community)
            self._record(reply.answer)
            outcome = reply.answer.outcome.value
        finally:
            seconds = time.perf_counter() - started
            self._observer.question(outcome, seconds)
            _log.info("question %s in %.0f ms", outcome, seconds * 1000)
        return reply

    def preview(self, question: str, community: int | None = None) -> Reply:
        """What the answer would be: nobody asked, so nothing is recorded or counted."""
        return self._reply(question, (), (), community)

    def known_as_of(self, community: int | None) -> tuple[str, int]:
        """Differs where answers in a server may differ: another index version, other entries."""
        changes = 0
        if community is not None and self._communities is not None:
            changes = self._communities.changes(community)
        return self.engine.index.version, changes

    def _reply(
        self,
        question: str,
        turns: Sequence[Turn],
        learned: Collection[str],
        community: int | None,
    ) -> Reply:
        engine = self.engine
        reply = engine.answer(question, turns, learned)
        if community is None or self._communities is None:
            return reply
        return self._communities.enrich(community, reply, engine.index)

    def _record(self, answer: Answer) -> None:
        if self._gaps is None or answer.outcome is not Outcome.NOT_COVERED:
            return
        try:
            self._gaps.record(answer.question, answer.topics[:3], answer.confidence)
        except (sqlite3.Error, OSError) as error:  # the member gets the answer all the same
            _log.error("a gap could not be recorded: %s", error)

    def _serving(self) -> str:
        """What the pointer to the serving version says; nothing where it is lost."""
        try:
            return self._versions.current()
        except IndexingError:
            return ""

    def follow(self) -> None:
        """Opens the version that is to serve, where it is another than before; waits until it does.

        Raises:
            NoIndexError, DamagedIndexError, ModelError: where none can serve; the old one stays.
        """
        with self._opening:
            current = self._versions.current()
            if current != self._pointer:
                self.engine = Engine(self._open(self._data_folder))
                self._pointer = current

    def _look_for_switch(self) -> None:
        if self._clock() - self._looked < _LOOK_EVERY or self._opening.locked():
            return
        self._looked = self._clock()
        try:
            switched = self._versions.current() != self._pointer
        except NoIndexError:
            _log.error("the index is gone: the version opened before goes on answering")
            return
        if switched:
            threading.Thread(target=self._try_to_follow, name="index opening", daemon=True).start()

    def _try_to_follow(self) -> None:
        try:
            self.follow()
        except (IndexingError, OSError) as error:
            _log.error("the version before goes on answering: %s", error)
