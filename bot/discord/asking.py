"""Questions on Discord: `/ask`, `Answer this`, and messages that address the bot."""

from __future__ import annotations

import contextlib
from contextlib import aclosing
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.conversation import Turn
from bot.discord.community.desk import (
    Desk,
    controls_of,
    deserves_thread,
    speaker_in,
    thread_name,
)
from bot.discord.community.exchange import Ask, Exchange
from bot.discord.community.listening import Listener
from bot.discord.community.place import place_of_interaction
from bot.discord.community.texts import language_of
from bot.discord.failures import tell
from bot.discord.growing import InteractionReply, show_growing
from bot.state.server_settings import ServerSettings, Style

LONGEST_QUESTION = 1000


@app_commands.context_menu(name="Answer this")
async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
    """Answers the question in a message."""
    cog = interaction.client.get_cog(Asking.__cog_name__)  # type: ignore[attr-defined]
    if isinstance(cog, Asking):
        await cog.answer_message(interaction, message)


async def answer_privately(interaction: discord.Interaction[Any], question: str) -> None:
    """Answers a question that came by another control than `/ask`, for its asker alone."""
    cog = interaction.client.get_cog(Asking.__cog_name__)
    if isinstance(cog, Asking):
        await cog.answer_privately(interaction, question)


class Asking(commands.Cog):
    """Answers those who ask, and nobody else.

    A question is a `/ask`, a message that somebody picks `Answer this` for, or a message that
    addresses the bot (see `Listener`). An interaction is answered at once, and deferred only when
    the answer is late or will be, because many ask at once. Where and how often may be asked, and
    whether the answer is for all to see, is the server's to set. Nobody is pinged. Where a model
    words answers, the reply grows by whole checked sentences.
    """

    def __init__(self, client: discord.Client, desk: Desk, listener: Listener) -> None:
        self._client = client
        self._desk = desk
        self._listener = listener

    @commands.Cog.listener()
    async def on_member_forgotten(self, member: int) -> None:
        """Forgets what a member said, once they had everything about them deleted."""
        self._desk.conversations.forget_member(member)

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
        place = place_of_interaction(interaction)
        turns = self._desk.turns(place, self._speaker(interaction))
        await self._answer(interaction, question, question, private, turns)

    async def answer_message(
        self, interaction: discord.Interaction, message: discord.Message
    ) -> None:
        """Answers somebody's message for everybody to see, unless they want to be left alone."""
        say, language = self._desk.texts.say, language_of(interaction.locale)
        text = message.content or "\n".join(e.description or "" for e in message.embeds)
        if message.author.bot:
            await tell(interaction, say("of_a_bot", language))
        elif not text.strip():
            await tell(interaction, say("no_text", language))
        elif await self._desk.wants_to_be_left_alone(message.author.id):
            await tell(interaction, say("left_alone", language))
        else:
            title = f"Asked by {message.author.display_name}"
            await self._answer(interaction, text, title, private=False, turns=())

    async def answer_privately(self, interaction: discord.Interaction[Any], question: str) -> None:
        """Answers a question for its asker alone, outside any conversation."""
        await self._answer(interaction, question, question, private=True, turns=())

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Answers a message that addresses the bot."""
        await self._listener.hear(message)

    async def _answer(
        self,
        interaction: discord.Interaction,
        question: str,
        title: str,
        private: bool,
        turns: tuple[Turn, ...],
    ) -> None:
        desk, place, member = self._desk, place_of_interaction(interaction), interaction.user.id
        async with InteractionReply(interaction, title, private) as reply:
            settings = await desk.admission.settings_of(place)
            reply.private = private or settings.style is Style.PRIVATE
            language = language_of(interaction.locale)
            refusal = desk.admission.refuse(place, member, settings, language)
            if refusal is not None:
                await tell(interaction, refusal.text)
                return
            if desk.exchanges.is_busy:
                await reply.defer()
            ask = Ask(question, member, place, turns)
            exchange = await desk.exchanges.begin(ask)
            reply.controls = controls_of(exchange)
            async with aclosing(exchange.answers()) as answers:
                await show_growing(answers, reply)
        message = None if reply.private else reply.message
        speaker = member if reply.private else self._speaker(interaction)
        desk.remember(ask, exchange, place.channel, speaker, message)
        if message is not None:
            await self._open_thread(interaction, ask, exchange, message, settings)

    async def _open_thread(
        self,
        interaction: discord.Interaction,
        ask: Ask,
        exchange: Exchange,
        message: int,
        settings: ServerSettings,
    ) -> None:
        """Opens a thread on a public answer where the server wants that and permits it."""
        channel = interaction.channel
        if (
            settings.style is not Style.THREAD
            or not isinstance(channel, discord.TextChannel)
            or not deserves_thread(exchange)
            or not interaction.app_permissions.create_public_threads
        ):
            return
        with contextlib.suppress(discord.HTTPException):
            posted = channel.get_partial_message(message)
            thread = await posted.create_thread(name=thread_name(ask.question))
            await self._desk.open_thread(thread.id, ask, exchange)

    def _speaker(self, interaction: discord.Interaction) -> int:
        bot = self._client.user
        return speaker_in(interaction.channel, interaction.user.id, bot.id if bot else None)
