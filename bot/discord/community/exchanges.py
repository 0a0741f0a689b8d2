"""From a question on Discord to its answer: in context, computed once, and logged."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable, Hashable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.answering.answer import Answer, Outcome
from bot.answering.engine import Reply
from bot.answering.service import AnswerService
from bot.asking.repeats import Repeats, normalised
from bot.discord.community.exchange import Ask, Exchange, Shared
from bot.state.gaps import SqliteGapLog
from bot.state.pseudonyms import Pseudonyms
from bot.state.questions import Question, QuestionLog
from bot.wording.reading import Wording
from bot.wording.worded import worded

_log = logging.getLogger(__name__)

_GAP_TOPICS = 3

ANSWERED_AT_ONCE = 4
"""Questions in computation; the others wait, so that they leave threads to shorter work and the
event loop its share of the interpreter. The encoder takes those at once in one pass."""

BUSY_FROM = 3 * ANSWERED_AT_ONCE
"""From so many questions under way, a further one waits for more than a blink."""


class Learned(Protocol):
    """Knows what members have learned."""

    def learned(self, member: int) -> frozenset[str]:
        """The topics that a member knows, which are not suggested as next skills."""


class Exchanges:
    """Answers questions. For the event loop alone; blocking work is done in threads.

    The same question in the same channel within seconds is computed once, unless what is known
    changed between them. Each is logged with its
    outcome; what is refused is a gap as well. An answer is given even where it cannot be logged.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        service: AnswerService,
        log: QuestionLog,
        gaps: SqliteGapLog,
        pseudonyms: Pseudonyms,
        now: Callable[[], datetime],
        wording: Wording | None = None,
        learners: Learned | None = None,
    ) -> None:
        self._service = service
        self._log = log
        self._gaps = gaps
        self._pseudonyms = pseudonyms
        self._now = now
        self._wording = wording
        self._learners = learners
        self._repeats: Repeats[Shared] = Repeats()
        self._turn = asyncio.Semaphore(ANSWERED_AT_ONCE)
        self._under_way = 0

    @property
    def is_slow(self) -> bool:
        """Whether an answer takes seconds, because a model words it."""
        return self._wording is not None

    @property
    def is_busy(self) -> bool:
        """Whether a question that comes now has to wait behind many others."""
        return self._under_way >= BUSY_FROM

    async def begin(self, ask: Ask) -> Exchange:
        """Computes the answer to a question and logs it."""
        ask, key, shared, is_repeat = await self._share(ask)
        reply = await self._extract(key, shared)
        return await self._exchange(ask, reply, shared, is_repeat)

    async def begin_if_sure(self, ask: Ask, at_least: float) -> Exchange | None:
        """The same where the answer has at least that confidence, in [0, 1].

        Else it is None, and nothing is logged.
        """
        ask, key, shared, is_repeat = await self._share(ask)
        reply = await self._extract(key, shared)
        answer = reply.answer
        if answer.outcome is not Outcome.ANSWERED or answer.confidence < at_least:
            self._repeats.drop(key, shared)
            shared.finish(answer)
            return None
        return await self._exchange(ask, reply, shared, is_repeat)

    async def _share(self, ask: Ask) -> tuple[Ask, Hashable, Shared, bool]:
        """The answer that is on its way to the same question, or a new one; with whether it was."""
        ask = _not_after_itself(ask)
        learned = await self._learned(ask.member)
        known = self._service.known_as_of(ask.place.server)
        key = (ask.place.channel, normalised(ask.question), ask.turns[-1:], learned, known)
        now = asyncio.get_running_loop().time()
        shared = self._repeats.find(key, now)
        if shared is not None:
            return ask, key, shared, True
        shared = Shared(asyncio.create_task(self._compute(ask, learned)))
        self._repeats.add(key, shared, now)
        return ask, key, shared, False

    async def _extract(self, key: Hashable, shared: Shared) -> Reply:
        try:
            return await asyncio.shield(shared.reply)
        except Exception:
            self._repeats.drop(key, shared)
            raise

    async def _exchange(self, ask: Ask, reply: Reply, shared: Shared, is_repeat: bool) -> Exchange:
        number = await asyncio.to_thread(self._record, ask, reply.answer)
        in_server = ask.place.server is not None
        return Exchange(reply, shared, number, is_repeat, self._worded, in_server)

    async def _compute(self, ask: Ask, learned: frozenset[str]) -> Reply:
        self._under_way += 1
        try:
            async with self._turn:
                return await asyncio.to_thread(
                    self._service.answer, ask.question, ask.turns, learned, ask.place.server
                )
        finally:
            self._under_way -= 1

    def _worded(self, reply: Reply) -> AsyncGenerator[Answer, None]:
        return worded(reply, self._service.engine.index, self._wording)

    async def _learned(self, member: int) -> frozenset[str]:
        if self._learners is None:
            return frozenset()
        return await asyncio.to_thread(self._learners.learned, member)

    def _record(self, ask: Ask, answer: Answer) -> int | None:
        question = Question(
            asked_at=self._now(),
            server=ask.place.server,
            text=ask.question,
            outcome=answer.outcome.value,
            topics=answer.topics,
            sections=tuple(dict.fromkeys((c.topic, c.section) for c in answer.citations)),
            confidence=answer.confidence,
            index_version=answer.index_version,
        )
        try:
            number = self._log.record(question, ask.member)
            if answer.outcome is Outcome.NOT_COVERED:
                self._gaps.record(
                    ask.question,
                    answer.topics[:_GAP_TOPICS],
                    answer.confidence,
                    ask.place.server,
                    self._pseudonyms.of(ask.member),
                )
        except sqlite3.Error as error:
            _log.error("a question could not be logged: %s", type(error).__name__)
            return None
        return number


def _not_after_itself(ask: Ask) -> Ask:
    """A question asked again is no follow-up to itself."""
    last = ask.turns[-1] if ask.turns else None
    if last is None or normalised(last.question) != normalised(ask.question):
        return ask
    return replace(ask, turns=ask.turns[:-1])
