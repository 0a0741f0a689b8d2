"""The answering service: one engine over the serving index version, swapped when that changes."""

from __future__ import annotations

import logging
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


class AnswerService:
    """Answers over whichever version serves. Safe to call from several threads.

    A switch to another version is noticed within a second of the next question. The new version
    is opened beside the old one, which goes on answering meanwhile: no question waits for it, and
    every answer comes from one version alone.

    Args:
        gaps: where refusals are recorded; None where they are not to be.
        observer: told of every question.
        opening: opens the serving version.
    """

    def __init__(
        self,
        data_folder: Path,
        gaps: GapLog | None = None,
        clock: Callable[[], float] = time.monotonic,
        observer: Observer | None = None,
        opening: Callable[[Path], OpenIndex] = open_index,
    ) -> None:
        self._data_folder = data_folder
        self._versions = Versions(index_folder(data_folder))
        self._gaps = gaps
        self._clock = clock
        self._observer = observer or Unobserved()
        self._open = opening
        self._opening = threading.Lock()
        self._pointer = self._versions.current()
        self._looked = clock()
        self.engine = Engine(opening(data_folder))

    def answer(
        self, question: str, turns: Sequence[Turn] = (), learned: Collection[str] = ()
    ) -> Reply:
        """See `Engine.answer`. A refusal is recorded as a gap."""
        self._look_for_switch()
        started = time.perf_counter()
        outcome = "failed"
        try:
            reply = self.engine.answer(question, turns, learned)
            self._record(reply.answer)
            outcome = reply.answer.outcome.value
        finally:
            seconds = time.perf_counter() - started
            self._observer.question(outcome, seconds)
            _log.info("question %s in %.0f ms", outcome, seconds * 1000)
        return reply

    def _record(self, answer: Answer) -> None:
        if self._gaps is not None and answer.outcome is Outcome.NOT_COVERED:
            self._gaps.record(answer.question, answer.topics[:3], answer.confidence)

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
        except IndexingError as error:
            _log.error("the version before goes on answering: %s", error)
