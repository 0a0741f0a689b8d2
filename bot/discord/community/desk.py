"""What answering on Discord rests on, for interactions and messages alike."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.answering.answer import Outcome
from bot.answering.conversation import Turn
from bot.discord.community.admission import Admission
from bot.discord.community.exchange import Ask, Exchange
from bot.discord.community.exchanges import Exchanges
from bot.discord.community.place import Place
from bot.discord.community.texts import Texts
from bot.discord.community.voting import vote_controls
from bot.discord.conversations import Conversations
from bot.discord.limits import shorten
from bot.discord.moderation.wishes import wish_button
from bot.state.participation import Participation

LONGEST_THREAD_NAME = 80

EVERYBODY = 0
"""Whose conversation it is in a thread that the bot opened: all who speak there share one."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is let in, what was said before, how a question is answered, and what is remembered.

    Attributes:
        now: the clock, in UTC.
    """

    admission: Admission
    exchanges: Exchanges
    conversations: Conversations
    participation: Participation
    texts: Texts
    now: Callable[[], datetime]

    def turns(self, place: Place, speaker: int) -> tuple[Turn, ...]:
        """What was said before in a place, oldest first."""
        return self.conversations.turns(place.channel, speaker, self.now())

    def remember(
        self, ask: Ask, exchange: Exchange, channel: int, speaker: int, message: int | None
    ) -> None:
        """Remembers an exchange for what follows it in a channel or as a reply to a message."""
        turn = exchange.reply.turn
        self.conversations.add(channel, speaker, turn, ask.member)
        if message is not None:
            self.conversations.add_answer(message, ask.member, (*ask.turns, turn))

    async def open_thread(self, thread: int, ask: Ask, exchange: Exchange) -> None:
        """Remembers a thread that was opened for a question, and what it begins with."""
        self.conversations.add(thread, EVERYBODY, exchange.reply.turn, ask.member)
        await asyncio.to_thread(self.participation.open_thread, thread, ask.member, self.now())

    async def wants_to_be_left_alone(self, member: int) -> bool:
        """Whether a member opted out of having their messages answered."""
        return await asyncio.to_thread(self.participation.is_opted_out, member)


def controls_of(exchange: Exchange) -> discord.ui.View | None:
    """What is shown below an answer."""
    if exchange.number is None or not exchange.is_votable:
        return None
    controls = vote_controls(exchange.number)
    if exchange.reply.answer.outcome is Outcome.NOT_COVERED and exchange.is_in_server:
        controls.add_item(wish_button(exchange.number))
    return controls


def deserves_thread(exchange: Exchange) -> bool:
    """Whether there is anything to go on talking about."""
    return exchange.reply.answer.outcome is Outcome.ANSWERED


def speaker_in(channel: object, member: int, bot: int | None) -> int:
    """Whose conversation a member's words in a channel belong to."""
    return EVERYBODY if is_own_thread(channel, bot) else member


def is_own_thread(channel: object, bot: int | None) -> bool:
    """Whether the bot opened it."""
    return isinstance(channel, discord.Thread) and channel.owner_id == bot


def thread_name(question: str) -> str:
    """The name of the thread for a question: its beginning, in one line."""
    return shorten(" ".join(question.split()), LONGEST_THREAD_NAME) or "Answer"
