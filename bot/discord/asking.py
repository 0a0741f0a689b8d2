"""Questions on Discord: `/ask`, a mention, a direct message, and `Answer this`."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import aclosing
from datetime import UTC, datetime
from typing import Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.answer import Answer
from bot.answering.service import AnswerService
from bot.discord.conversations import Conversations
from bot.discord.failures import incident_message
from bot.discord.growing import InteractionReply, MessageReply, show_growing
from bot.operation.question_id import begin_question
from bot.wording.reading import Wording
from bot.wording.worded import worded

_log = logging.getLogger(__name__)

LONGEST_QUESTION = 1000

HOW_TO_ASK = (
    "Ask me anything about back-end development, as a craft or a career: mention me with your "
    "question, write to me directly, or use `/ask`."
)


class Learned(Protocol):
    """Knows what members have learned."""

    def learned(self, member: int) -> frozenset[str]:
        """The topics that a member knows, which are not suggested as next skills."""


@app_commands.context_menu(name="Answer this")
async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answers the question in a message."""
    cog = interaction.client.get_cog(Asking.__cog_name__)  # type: ignore[attr-defined]
    if isinstance(cog, Asking):
        await cog.answer_message(interaction, message)


class Asking(commands.Cog):
    """Answers those who ask, and nobody else.

    A question is a `/ask`, a message that mentions the bot by name or replies to it, a direct
    message, or a message that somebody picks `Answer this` for. Messages of bots and webhooks,
    mentions of everyone and of roles are ignored. An interaction is answered at once and deferred
    only when the answer is late; a message is answered with a reply to it. Nobody is pinged.
    Where a model words answers, the reply grows by whole checked sentences.
    """

    def __init__(
        self,
        client: discord.Client,
        service: AnswerService,
        wording: Wording | None = None,
        learners: Learned | None = None,
    ) -> None:
        self._client = client
        self._learners = learners
        self._service = service
        self._wording = wording
        self._conversations = Conversations()

    @app_commands.command(name="ask")
    @app_commands.describe(
        question="What you want to know about back-end development",
        private="Show the answer to you alone",
    )
    async def ask(
        self,
        interaction: discord.Interaction,
        question: app_commands.Range[str, 1, LONGEST_QUESTION],
        private: bool = False,
    ) -> None:
        """Ask about back-end development and get a cited answer."""
        await self._answer_interaction(interaction, question, question, private)

    async def answer_message(
        self, interaction: discord.Interaction, message: discord.Message
    ) -> None:
        """Answers somebody's message for everybody to see."""
        text = message.content or "\n".join(e.description or "" for e in message.embeds)
        if not text.strip():
            await interaction.response.send_message(
                "There is no text in this message that I could answer.", ephemeral=True
            )
            return
        title = f"Asked by {message.author.display_name}"
        await self._answer_interaction(interaction, text, title, private=False)

    async def _answer_interaction(
        self, interaction: discord.Interaction, question: str, title: str, private: bool
    ) -> None:
        stream = self._answers(question, interaction.channel_id or 0, interaction.user.id)
        async with (
            InteractionReply(interaction, title, private) as reply,
            aclosing(stream) as answers,
        ):
            await show_growing(answers, reply)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answers a direct message, a mention, or a reply to one of the bot's messages."""
        if message.author.bot or message.webhook_id is not None or not self._is_asked(message):
            return
        begin_question()
        try:
            question = self._without_mention(message.content)
            if not question:
                await message.reply(HOW_TO_ASK, mention_author=False)
                return
            if self._wording is not None:
                await message.channel.typing()
            stream = self._answers(question, message.channel.id, message.author.id)
            async with aclosing(stream) as answers:
                await show_growing(answers, MessageReply(message))
        except discord.Forbidden:
            _log.info("no permission to answer in channel %s", message.channel.id)
        except Exception as error:  # noqa: BLE001 - the boundary of this listener
            await self._apologise(message, error)

    async def _apologise(self, message: discord.Message, error: Exception) -> None:
        try:
            await message.reply(incident_message(error, "a message"), mention_author=False)
        except discord.HTTPException as second:
            _log.warning("a member could not be told of an error (code %s)", second.code)

    def _is_asked(self, message: discord.Message) -> bool:
        if message.guild is None:
            return True
        return self._client.user in message.mentions

    def _without_mention(self, text: str) -> str:
        user = self._client.user
        for form in (f"<@{user.id}>", f"<@!{user.id}>") if user else ():
            text = text.replace(form, " ")
        return text.strip()

    async def _answers(
        self, question: str, channel: int, member: int
    ) -> AsyncGenerator[Answer, None]:
        """The answer, growing where a model words it; the last one is final."""
        turns = self._conversations.turns(channel, member, datetime.now(UTC))
        learned = await self._learned(member)
        reply = await asyncio.to_thread(self._service.answer, question, turns, learned)
        self._conversations.add(channel, member, reply.turn)
        index = self._service.engine.index
        async with aclosing(worded(reply, index, self._wording)) as answers:
            async for answer in answers:
                yield answer

    async def _learned(self, member: int) -> frozenset[str]:
        if self._learners is None:
            return frozenset()
        return await asyncio.to_thread(self._learners.learned, member)
