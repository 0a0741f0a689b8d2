"""Messages that address the bot: which are answered, and what stop does."""

from __future__ import annotations

import asyncio
import logging

import discord

from bot.asking.wishes import Wish
from bot.discord.community.addressed import Addressed, Heard, heard
from bot.discord.community.desk import Desk
from bot.discord.community.message_answers import MessageAnswers
from bot.discord.failures import incident_message
from bot.operation.question_id import begin_question
from bot.state.server_settings import ServerSettings

_log = logging.getLogger(__name__)

_SPOKEN = frozenset({discord.MessageType.default, discord.MessageType.reply})


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
        self._answers = MessageAnswers(client, desk)

    async def hear(self, message: discord.Message) -> None:
        """Answers a message where it addresses the bot. Never raises."""
        if message.author.bot or message.webhook_id is not None or message.type not in _SPOKEN:
            return
        spoken = heard(message, self._client.user.id if self._client.user else None)
        if spoken is None:
            return
        begin_question()
        try:
            await self._heed(spoken)
        except discord.Forbidden:
            _log.info("no permission to answer in channel %s", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the boundary of this listener
            await self._apologise(message, error)

    async def _heed(self, spoken: Heard) -> None:
        if await self._desk.wants_to_be_left_alone(spoken.member):
            return
        settings = await self._desk.admission.settings_of(spoken.place)
        if spoken.addressed is Addressed.BY_POST:
            await self._heed_post(spoken, settings)
        elif await self._is_for_bot(spoken):
            await self._heed_member(spoken, settings)

    async def _heed_post(self, post: Heard, settings: ServerSettings) -> None:
        """Answers a post of a chosen forum; a limit that is reached passes it over in silence."""
        if post.place.parent not in settings.forums:
            return
        refuse = self._desk.admission.refuse
        if refuse(post.place, post.member, settings, settings.language) is None:
            await self._answers.answer_post(post)

    async def _is_for_bot(self, spoken: Heard) -> bool:
        """In a thread of its own, whether the bot opened it for the author."""
        if spoken.addressed is not Addressed.IN_ITS_THREAD:
            return True
        opened_for = self._desk.participation.opened_for
        return await asyncio.to_thread(opened_for, spoken.place.channel, spoken.member)

    async def _heed_member(self, spoken: Heard, settings: ServerSettings) -> None:
        """Answers a question or a wish; asking by name ends a silence, as does "start"."""
        wishes, message, wish = self._desk.participation, spoken.message, spoken.wish
        place, member = spoken.place, spoken.member
        silent = await asyncio.to_thread(wishes.is_silent, place.channel, member)
        if silent and spoken.addressed is not Addressed.BY_NAME and wish is not Wish.START:
            return
        if silent and wish is not Wish.STOP:
            await asyncio.to_thread(wishes.speak_again, place.channel, member)
        if wish is Wish.STOP:
            await self._stop(spoken)
        refusal = self._desk.admission.refuse(place, member, settings, settings.language)
        if refusal is not None:
            if refusal.is_news:
                await message.reply(refusal.text, mention_author=False)
        elif wish is Wish.STOP:
            await self._answers.say(message, _farewell(spoken), settings)
        elif silent and wish is Wish.START:
            await self._answers.say(message, "started", settings)
        elif not spoken.text:
            await self._answers.say(message, "how_to_ask", settings)
        else:
            await self._answers.answer(spoken, settings)

    async def _stop(self, spoken: Heard) -> None:
        """Forgets the conversation, and is quiet in a place that is the bot's and the author's."""
        channel = spoken.place.channel
        self._desk.conversations.forget(channel, self._answers.speaker(spoken.message))
        if spoken.own_place:
            be_silent = self._desk.participation.be_silent
            await asyncio.to_thread(be_silent, channel, spoken.member)

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        try:
            await message.reply(incident_message(error, "a message"), mention_author=False)
        except discord.HTTPException as second:
            _log.warning("a member could not be told of an error (code %s)", second.code)


def _farewell(spoken: Heard) -> str:
    """The key of what is said to somebody who said stop."""
    if spoken.addressed is Addressed.DIRECTLY:
        return "stopped_direct"
    return "stopped" if spoken.own_place else "stopped_channel"
