"""Reading a model's text within limits of time and size."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from bot.wording.failures import Cause, WordingError
from bot.wording.passages import Passage


class Wording(Protocol):
    """A model that words answers."""

    def write(self, question: str, passages: Sequence[Passage]) -> AsyncGenerator[str, None]:
        """The model's text as it comes.

        Raises:
            WordingError: where the endpoint fails.
        """

    async def close(self) -> None:
        """Closes the connections."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait for a model's first text and for all of it, in seconds; how much to read."""

    first: float = 4.0
    whole: float = 8.0
    characters: int = 4000

    def __post_init__(self) -> None:
        if not 0 < self.first <= self.whole:
            raise ValueError(f"first must be above 0 and at most whole: {self.first}, {self.whole}")
        if self.characters < 1:
            raise ValueError(f"characters must be 1 or more: {self.characters}")


LIMITS = Limits()


async def read(
    wording: Wording, question: str, passages: Sequence[Passage], limits: Limits
) -> AsyncGenerator[str, None]:
    """The model's text in pieces. A task of its own reads it, so a slow reader delays nothing.

    Raises:
        WordingError: where the endpoint fails or a limit is passed.
    """
    end = asyncio.get_running_loop().time() + limits.whole
    arrived: asyncio.Queue[str | None] = asyncio.Queue()
    reading = asyncio.create_task(_read(wording.write(question, passages), arrived, limits, end))
    reading.add_done_callback(lambda _: arrived.put_nowait(None))
    try:
        while (piece := await _next(arrived, end)) is not None:
            yield piece
        await reading
    except TimeoutError as error:
        raise WordingError(Cause.TOO_LATE) from error
    finally:
        await _stop(reading)


async def _read(
    pieces: AsyncGenerator[str, None],
    arrived: asyncio.Queue[str | None],
    limits: Limits,
    end: float,
) -> None:
    size = 0
    async with asyncio.timeout(limits.first) as deadline, aclosing(pieces):
        async for piece in pieces:
            size += len(piece)
            if size > limits.characters:
                raise WordingError(Cause.ENDLESS)
            if piece.strip():
                deadline.reschedule(end)
            arrived.put_nowait(piece)


async def _next(arrived: asyncio.Queue[str | None], end: float) -> str | None:
    """What has arrived, joined; None at the end."""
    async with asyncio.timeout_at(end):
        piece = await arrived.get()
    while piece is not None and not arrived.empty():
        more = arrived.get_nowait()
        if more is None:
            arrived.put_nowait(None)
            break
        piece += more
    return piece


async def _stop(reading: asyncio.Task[None]) -> None:
    reading.cancel()
    await asyncio.wait({reading}, timeout=1)
    if reading.done() and not reading.cancelled():
        reading.exception()  # so that asyncio does not report it as never looked at
