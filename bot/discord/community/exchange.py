"""One question on Discord, and its answer on the way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from dataclasses import dataclass

from bot.answering.answer import Answer, Outcome
from bot.answering.conversation import Turn
from bot.answering.engine import Reply
from bot.discord.community.place import Place

_LONGEST_WAIT = 12.0


@dataclass(frozen=True, slots=True)
class Ask:
    """A question: who asks it where, and the turns that it follows, oldest first."""

    question: str
    member: int
    place: Place
    turns: tuple[Turn, ...] = ()


class Shared:
    """The answer to a question, for all who ask it within seconds.

    Attributes:
        reply: the extract, on its way.
        link: the address of a public message with the answer; None where there is none.
    """

    def __init__(self, reply: asyncio.Task[Reply]) -> None:
        self.reply = reply
        self.link: str | None = None
        self._final: Answer | None = None
        self._finished = asyncio.Event()

    def finish(self, answer: Answer) -> None:
        """The answer that was shown in the end."""
        self._final = answer
        self._finished.set()

    async def final(self) -> Answer:
        """The answer in the end; the extract where that does not come."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finished.wait(), _LONGEST_WAIT)
        return self._final or (await asyncio.shield(self.reply)).answer


class Exchange:
    """One member's question with its answer.

    Attributes:
        number: under which it is logged, and voted on; None where it could not be logged.
        is_repeat: whether somebody asked the same a moment ago, who is being answered.
        is_in_server: whether it was asked in a server that added the bot.
    """

    def __init__(
        self,
        reply: Reply,
        shared: Shared,
        number: int | None,
        is_repeat: bool,
        wording: Callable[[Reply], AsyncGenerator[Answer, None]],
        is_in_server: bool,
    ) -> None:
        self.reply = reply
        self.number = number
        self.is_repeat = is_repeat
        self.is_in_server = is_in_server
        self._shared = shared
        self._wording = wording

    @property
    def is_votable(self) -> bool:
        return self.number is not None and self.reply.answer.outcome is not Outcome.SMALL_TALK

    def published(self, link: str) -> None:
        """Tells where everybody can read the answer."""
        self._shared.link = link

    async def link(self) -> str | None:
        """Where the first who asked got the answer, once it is finished; None where privately."""
        await self._shared.final()
        return self._shared.link

    async def answers(self) -> AsyncGenerator[Answer, None]:
        """The answer, growing where a model words it; the last one is final."""
        if self.is_repeat:
            yield await self._shared.final()
            return
        answer = self.reply.answer
        try:
            async with aclosing(self._wording(self.reply)) as stream:
                async for answer in stream:
                    yield answer
        finally:
            self._shared.finish(answer)
