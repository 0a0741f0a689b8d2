"""Messages that address the bot, and their answers."""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from contextlib import aclosing
from enum import Enum, auto

import discord

from bot.answering.conversation import Turn
from bot.asking.wishes import Wish, read_wish
from bot.discord.community.desk import (
    Desk,
    controls_of,
    deserves_thread,
    is_own_thread,
    speaker_in,
    thread_name,
)
from bot.discord.community.exchange import Ask, Exchange
from bot.discord.community.place import Place, place_of_message
from bot.discord.failures import incident_message
from bot.discord.growing import MessageReply, show_growing
from bot.operation.question_id import begin_question
from bot.state.server_settings import ServerSettings, Style

_log = logging.getLogger(__name__)

FORUM_CONFIDENCE = 0.85
"""The confidence from which a new post of a forum is answered unasked. 72 % of the covered tuning
questions reach it, 87 % of those with the right topic first, and none that must be refused."""

_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


class Addressed(Enum):
    """How a message addresses the bot."""

    BY_NAME = auto()
    DIRECTLY = auto()
    IN_ITS_THREAD = auto()
    BY_POST = auto()


class Listener:
    """Answers messages that address the bot, and no others.

    Those are: a message that mentions it by name or replies to it; a direct message; where the bot
    may read all messages, what the asker writes in the thread that it opened for them, unless they
    speak to somebody else; and a new post in a forum that the server chose, which is answered only
    when the answer is sure. Bots, webhooks, mentions of everyone and of roles, members who want
    their messages left alone, and places where they said stop are passed over in silence.
    """

    def __init__(self, client: discord.Client, desk: Desk) -> None:
        self._client = client
        self._desk = desk

    async def hear(self, message: discord.Message) -> None:
        """Answers a message where it addresses the bot. Never raises."""
        if message.author.bot or message.webhook_id is not None or message.type not in _SPOKEN:
            return
        addressed = self._addressed(message)
        if addressed is None:
            return
        begin_question()
        try:
            await self._heed(message, addressed)
        except discord.Forbidden:
            _log.info("no permission to answer in channel %s", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the boundary of this listener
            await self._apologise(message, error)

    def _addressed(self, message: discord.Message) -> Addressed | None:
        if message.guild is None:
            return Addressed.DIRECTLY
        if self._client.user in message.mentions or self._replied_to(message) == self._bot:
            return Addressed.BY_NAME
        channel = message.channel
        if is_own_thread(channel, self._bot):
            to_others = message.mentions or message.reference is not None
            return None if to_others or not message.content else Addressed.IN_ITS_THREAD
        if isinstance(channel, discord.Thread) and channel.id == message.id:
            return Addressed.BY_POST
        return None

    async def _heed(self, message: discord.Message, addressed: Addressed) -> None:
        desk, place, member = self._desk, place_of_message(message), message.author.id
        if await desk.wants_to_be_left_alone(member):
            return
        settings = await desk.admission.settings_of(place)
        if addressed is Addressed.BY_POST:
            await self._answer_post(message, place, settings)
            return
        if addressed is Addressed.IN_ITS_THREAD and not await self._opened_for(message):
            return
        question = self._without_mention(message.content)
        wish = read_wish(question)
        silent = await asyncio.to_thread(desk.participation.is_silent, place.channel, member)
        if silent and addressed is not Addressed.BY_NAME and wish is not Wish.START:
            return
        if silent and wish is not Wish.STOP:
            await asyncio.to_thread(desk.participation.speak_again, place.channel, member)
        refusal = desk.admission.refuse(place, member, settings, settings.language)
        if wish is Wish.STOP:
            await self._stop(message, place, addressed)
        if refusal is not None:
            if refusal.is_news:
                await message.reply(refusal.text, mention_author=False)
        elif wish is Wish.STOP:
            await self._say(message, self._farewell(message, addressed), settings)
        elif silent and wish is Wish.START:
            await self._say(message, "started", settings)
        elif not question:
            await self._say(message, "how_to_ask", settings)
        else:
            ask = Ask(question, member, place, self._turns(message, place))
            await self._answer(message, ask, settings)

    async def _opened_for(self, message: discord.Message) -> bool:
        """Whether the thread that a message stands in was opened for its author."""
        opened_for = self._desk.participation.opened_for
        return await asyncio.to_thread(opened_for, message.channel.id, message.author.id)

    async def _stop(self, message: discord.Message, place: Place, addressed: Addressed) -> None:
        """Forgets the conversation; in a thread of its own or a direct message, it is quiet."""
        self._desk.conversations.forget(place.channel, self._speaker(message))
        if addressed is Addressed.DIRECTLY or is_own_thread(message.channel, self._bot):
            be_silent = self._desk.participation.be_silent
            await asyncio.to_thread(be_silent, place.channel, message.author.id)

    def _farewell(self, message: discord.Message, addressed: Addressed) -> str:
        if addressed is Addressed.DIRECTLY:
            return "stopped_direct"
        return "stopped" if is_own_thread(message.channel, self._bot) else "stopped_channel"

    async def _say(
        self, message: discord.Message, key: str, settings: ServerSettings, **values: object
    ) -> None:
        """Replies with one of the bot's own sentences."""
        text = self._desk.texts.say(key, settings.language, **values)
        await message.reply(text, mention_author=False)

    async def _answer_post(
        self, message: discord.Message, place: Place, settings: ServerSettings
    ) -> None:
        """Answers a new post of a chosen forum by its title and text, or stays silent."""
        if place.parent not in settings.forums:
            return
        member, title = message.author.id, getattr(message.channel, "name", "")
        if self._desk.admission.refuse(place, member, settings, settings.language) is not None:
            return
        ask = Ask(f"{title}\n\n{message.content}".strip(), member, place)
        exchange = await self._desk.exchanges.begin_if_sure(ask, FORUM_CONFIDENCE)
        if exchange is not None:
            await self._show(message, ask, exchange, self._reply_to(message), place.channel)

    async def _answer(self, message: discord.Message, ask: Ask, settings: ServerSettings) -> None:
        if self._desk.exchanges.is_slow:
            await message.channel.typing()
        exchange = await self._desk.exchanges.begin(ask)
        link = await exchange.link() if exchange.is_repeat else None
        if link is not None:
            await self._say(message, "just_answered", settings, link=link)
            self._desk.remember(ask, exchange, ask.place.channel, self._speaker(message), None)
        elif settings.style is Style.PRIVATE and message.guild is not None:
            await self._answer_privately(message, ask, exchange, settings)
        elif settings.style is Style.THREAD and await self._answer_in_thread(
            message, ask, exchange
        ):
            return
        else:
            send = self._reply_to(message)
            await self._show(message, ask, exchange, send, ask.place.channel)

    async def _answer_privately(
        self, message: discord.Message, ask: Ask, exchange: Exchange, settings: ServerSettings
    ) -> None:
        """Answers in a direct message, or says that none can be sent."""
        try:
            channel = await message.author.create_dm()
            await self._show(message, ask, exchange, channel.send, channel.id, public=False)
        except discord.Forbidden:
            await self._say(message, "use_ask", settings)

    async def _answer_in_thread(
        self, message: discord.Message, ask: Ask, exchange: Exchange
    ) -> bool:
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
        await self._show(message, ask, exchange, thread.send, None)
        return True

    async def _show(
        self,
        message: discord.Message,
        ask: Ask,
        exchange: Exchange,
        send: Callable[..., Awaitable[discord.Message]],
        channel: int | None,
        public: bool = True,
    ) -> None:
        """Sends the answer and remembers it; without a channel it is remembered already."""
        reply = MessageReply(send, controls_of(exchange))
        async with aclosing(exchange.answers()) as answers:
            await show_growing(answers, reply)
        sent = reply.sent
        if sent is not None and public and message.guild is not None:
            exchange.published(sent.jump_url)
        if channel is not None:
            speaker = ask.member if not public else self._speaker(message)
            self._desk.remember(ask, exchange, channel, speaker, sent.id if sent else None)

    def _turns(self, message: discord.Message, place: Place) -> tuple[Turn, ...]:
        """What a message follows: the answer that it replies to, else what was said before."""
        replied_to = message.reference.message_id if message.reference else None
        of_answer = self._desk.conversations.turns_of_answer(replied_to) if replied_to else ()
        return of_answer or self._desk.turns(place, self._speaker(message))

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        try:
            await message.reply(incident_message(error, "a message"), mention_author=False)
        except discord.HTTPException as second:
            _log.warning("a member could not be told of an error (code %s)", second.code)

    @property
    def _bot(self) -> int | None:
        return self._client.user.id if self._client.user else None

    def _speaker(self, message: discord.Message) -> int:
        return speaker_in(message.channel, message.author.id, self._bot)

    def _reply_to(self, message: discord.Message) -> Callable[..., Awaitable[discord.Message]]:
        return functools.partial(message.reply, mention_author=False)

    def _replied_to(self, message: discord.Message) -> int | None:
        """The author of the message that one replies to; None where it is no reply."""
        original = message.reference.resolved if message.reference else None
        return original.author.id if isinstance(original, discord.Message) else None

    def _without_mention(self, text: str) -> str:
        for form in (f"<@{self._bot}>", f"<@!{self._bot}>"):
            text = text.replace(form, " ")
        return text.strip()
