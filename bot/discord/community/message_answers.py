"""Answers to messages: as a reply, in a thread, or as a direct message."""

from __future__ import annotations

import functools
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import discord

from bot.answering.conversation import Turn
from bot.discord.community.addressed import Heard
from bot.discord.community.desk import (
    Desk,
    controls_of,
    deserves_thread,
    speaker_in,
    thread_name,
)
from bot.discord.community.exchange import Ask, Exchange
from bot.discord.growing import MessageReply, show_growing
from bot.state.server_settings import ServerSettings, Style

_log = logging.getLogger(__name__)

FORUM_CONFIDENCE = 0.85
"""The confidence from which a new post of a forum is answered unasked. 72 % of the covered tuning
questions reach it, 87 % of those with the right topic first, and none that must be refused."""


class MessageAnswers:
    """Sends the answers to messages where the server wants them. Pings nobody."""

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client = client
        self._desk = desk

    def speaker(self, message: discord.Message) -> int:
        """Whose conversation a message belongs to."""
        bot = self._client.user
        return speaker_in(message.channel, message.author.id, bot.id if bot else None)

    async def say(
        self, message: discord.Message, key: str, settings: ServerSettings, **values: object
    ) -> None:
        """Replies with one of the bot's own sentences; see `Texts.say`."""
        text = self._desk.texts.say(key, settings.language, **values)
        await message.reply(text, mention_author=False)

    async def answer(self, asked: Heard, settings: ServerSettings) -> None:
        """Answers a question in the server's style.

        What was asked in the channel a moment ago is answered by a link to its answer.
        """
        message = asked.message
        ask = Ask(asked.text, asked.member, asked.place, self._turns(asked))
        if self._desk.exchanges.is_slow:
            await message.channel.typing()
        exchange = await self._desk.exchanges.begin(ask)
        link = await exchange.link() if exchange.is_repeat else None
        if link is not None:
            await self.say(message, "just_answered", settings, link=link)
            self._desk.remember(ask, exchange, ask.place.channel, self.speaker(message), None)
        elif settings.style is Style.PRIVATE and message.guild is not None:
            await self._privately(message, ask, exchange, settings)
        elif settings.style is not Style.THREAD or not await self._in_thread(
            message, ask, exchange
        ):
            await self._in_place(message, ask, exchange)

    async def answer_post(self, post: Heard) -> None:
        """Answers a new post of a forum by its title and text where the answer is sure."""
        title = getattr(post.message.channel, "name", "")
        ask = Ask(f"{title}\n\n{post.text}".strip(), post.member, post.place)
        exchange = await self._desk.exchanges.begin_if_sure(ask, FORUM_CONFIDENCE)
        if exchange is not None:
            await self._in_place(post.message, ask, exchange)

    async def _in_place(self, message: discord.Message, ask: Ask, exchange: Exchange) -> None:
        send = functools.partial(message.reply, mention_author=False)
        sent = await self._send(exchange, send)
        if sent is not None and message.guild is not None:
            exchange.published(sent.jump_url)
        speaker, number = self.speaker(message), sent.id if sent else None
        self._desk.remember(ask, exchange, ask.place.channel, speaker, number)

    async def _privately(
        self, message: discord.Message, ask: Ask, exchange: Exchange, settings: ServerSettings
    ) -> None:
        """Answers in a direct message, or says that none can be sent."""
        try:
            channel = await message.author.create_dm()
            sent = await self._send(exchange, channel.send)
        except discord.Forbidden:
            await self.say(message, "use_ask", settings)
            return
        number = sent.id if sent else None
        self._desk.remember(ask, exchange, channel.id, ask.member, number)

    async def _in_thread(self, message: discord.Message, ask: Ask, exchange: Exchange) -> bool:
        """Answers in a new thread on the question; tells whether there can be one."""
        channel = message.channel
        if (
            not isinstance(channel, discord.TextChannel)
            or not channel.permissions_for(channel.guild.me).create_public_threads
            or not deserves_thread(exchange)
        ):
            return False
        try:
            thread = await message.create_thread(name=thread_name(ask.question))
        except discord.HTTPException as error:
            _log.info("no thread in channel %s (code %s)", channel.id, error.code)
            return False
        await self._desk.open_thread(thread.id, ask, exchange)
        sent = await self._send(exchange, thread.send)
        if sent is not None:
            exchange.published(sent.jump_url)
        return True

    async def _send(
        self, exchange: Exchange, send: Callable[..., Awaitable[discord.Message]]
    ) -> discord.Message | None:
        reply = MessageReply(send, controls_of(exchange))
        async with aclosing(exchange.answers()) as answers:
            await show_growing(answers, reply)
        return reply.sent

    def _turns(self, asked: Heard) -> tuple[Turn, ...]:
        """What a question follows: the answer that it replies to, else what was said before."""
        reference = asked.message.reference
        replied_to = reference.message_id if reference else None
        of_answer = self._desk.conversations.turns_of_answer(replied_to) if replied_to else ()
        return of_answer or self._desk.turns(asked.place, self.speaker(asked.message))
