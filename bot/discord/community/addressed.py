"""How a message addresses the bot."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

import discord

from bot.asking.wishes import Wish, read_wish
from bot.discord.community.desk import is_own_thread
from bot.discord.community.place import Place, place_of_message


class Addressed(Enum):
    """The ways to address the bot in a message."""

    BY_NAME = auto()
    DIRECTLY = auto()
    IN_ITS_THREAD = auto()
    BY_POST = auto()


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that addresses the bot.

    Attributes:
        addressed: how it does.
        text: without the bot's name.
        wish: where the text is a wish and no question.
        own_place: whether the bot is alone with the author there, or opened the thread.
    """

    message: discord.Message
    place: Place
    addressed: Addressed
    text: str
    wish: Wish | None
    own_place: bool

    @property
    def member(self) -> int:
        """Who wrote it."""
        return self.message.author.id


def heard(message: discord.Message, bot: int | None) -> Heard | None:
    """A message as it addresses the bot; None where it does not.

    Args:
        bot: the bot's own id.
    """
    addressed = _addressed(message, bot)
    if addressed is None:
        return None
    text = message.content
    for form in (f"<@{bot}>", f"<@!{bot}>"):
        text = text.replace(form, " ")
    text = text.strip()
    own_place = addressed is Addressed.DIRECTLY or is_own_thread(message.channel, bot)
    return Heard(message, place_of_message(message), addressed, text, read_wish(text), own_place)


def _addressed(message: discord.Message, bot: int | None) -> Addressed | None:
    if message.guild is None:
        return Addressed.DIRECTLY
    named = any(user.id == bot for user in message.mentions)
    if named or _replied_to(message) == bot:
        return Addressed.BY_NAME
    channel = message.channel
    if is_own_thread(channel, bot):
        to_others = bool(message.mentions) or message.reference is not None
        return None if to_others or not message.content else Addressed.IN_ITS_THREAD
    # The message that opens a forum post bears the id of the post.
    if isinstance(channel, discord.Thread) and channel.id == message.id:
        return Addressed.BY_POST
    return None


def _replied_to(message: discord.Message) -> int:
    """The author of the message that one replies to; 0 where it is no reply."""
    original = message.reference.resolved if message.reference else None
    return original.author.id if isinstance(original, discord.Message) else 0
