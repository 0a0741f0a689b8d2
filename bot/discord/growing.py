"""Replies that grow: sent once, then edited at most once a second until the answer is final."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Protocol, Self

import discord

from bot.answering.answer import Answer
from bot.discord.answer_embed import answer_embed
from bot.discord.page import seconds_left

_log = logging.getLogger(__name__)

EDIT_EVERY = 1.0
"""Seconds between two edits, so that a growing reply stays far below Discord's rate limits."""


class Growing(Protocol):
    """A reply whose answer can be replaced."""

    async def show(self, answer: Answer) -> None:
        """Sends the answer, or puts it in the place of the one before."""


async def show_growing(
    answers: AsyncIterator[Answer], reply: Growing, every: float = EDIT_EVERY
) -> None:
    """Shows answers as they come, leaving out those that come too soon; always shows the last.

    An edit that fails on the way is passed over.

    Args:
        every: the least number of seconds between two edits.
    """
    clock = asyncio.get_running_loop().time
    shown: Answer | None = None
    at = 0.0
    answer: Answer | None = None
    async for answer in answers:
        if shown is None:
            await reply.show(answer)
        elif clock() - at < every or _looks_alike(answer, shown):
            continue
        else:
            try:
                await reply.show(answer)
            except discord.HTTPException as error:
                _log.info("a growing reply could not be edited (code %s)", error.code)
                at = clock()
                continue
        shown, at = answer, clock()
    if answer is not None and shown is not None and not _looks_alike(answer, shown):
        await asyncio.sleep(at + every - clock())
        await reply.show(answer)


def _looks_alike(one: Answer, other: Answer) -> bool:
    return (one.text, one.citations) == (other.text, other.citations)


class MessageReply:
    """A message with an answer; pings nobody.

    Args:
        send: sends a message, for instance as a reply or to a thread.
        controls: shown below the answer.

    Attributes:
        sent: the message, once there is one.
    """

    def __init__(
        self,
        send: Callable[..., Awaitable[discord.Message]],
        controls: discord.ui.View | None = None,
    ) -> None:
        self._send = send
        self._controls = controls
        self.sent: discord.Message | None = None

    async def show(self, answer: Answer) -> None:
        embed = discord.Embed.from_dict(answer_embed(answer))
        if self.sent is None:
            self.sent = await self._send(embed=embed, view=self._controls)
        else:
            nobody = discord.AllowedMentions.none()
            await self.sent.edit(embed=embed, allowed_mentions=nobody)


class InteractionReply:
    """The reply to an interaction, which is deferred when nothing is shown in time.

    Used as an asynchronous context. When it is late, `seconds_left` tells.

    Attributes:
        private: whether only the member sees it; to be set before anything is shown.
        controls: shown below the answer.
        message: the id of the message, once there is one.
    """

    def __init__(self, interaction: discord.Interaction, title: str, private: bool) -> None:
        self._interaction = interaction
        self._title = title
        self._turn = asyncio.Lock()
        self.private = private
        self.controls: discord.ui.View | None = None
        self.message: int | None = None

    async def __aenter__(self) -> Self:
        self._deferring = asyncio.create_task(self._defer_when_late())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._deferring.cancel()
        with contextlib.suppress(asyncio.CancelledError, discord.HTTPException):
            await self._deferring

    async def _defer_when_late(self) -> None:
        await asyncio.sleep(seconds_left(self._interaction))
        await self.defer()

    async def defer(self) -> None:
        """Shows that the bot is thinking, unless there is a response already."""
        async with self._turn:
            if not self._interaction.response.is_done():
                await self._interaction.response.defer(ephemeral=self.private)

    async def show(self, answer: Answer) -> None:
        embed = discord.Embed.from_dict(answer_embed(answer, self._title))
        async with self._turn:
            response = self._interaction.response
            if response.is_done():
                edited = await self._interaction.edit_original_response(
                    embed=embed, view=self.controls
                )
                self.message = edited.id
            else:
                view = self.controls or discord.utils.MISSING
                sent = await response.send_message(embed=embed, view=view, ephemeral=self.private)
                self.message = sent.message_id
