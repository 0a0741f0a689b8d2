"""Gateway events and the intents an app needs to receive them.

Intents: https://discord.com/developers/docs/events/gateway#gateway-intents
"""

from __future__ import annotations

from dataclasses import dataclass

from .model import JSON, Message


class Intents:
    """Intent bits."""

    GUILDS = 1 << 0
    GUILD_MEMBERS = 1 << 1
    GUILD_PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_MESSAGE_REACTIONS = 1 << 10
    GUILD_MESSAGE_TYPING = 1 << 11
    DIRECT_MESSAGES = 1 << 12
    DIRECT_MESSAGE_REACTIONS = 1 << 13
    DIRECT_MESSAGE_TYPING = 1 << 14
    MESSAGE_CONTENT = 1 << 15

    ALL = 0b11_0011_0001_1111_1111_1111_1111
    PRIVILEGED = GUILD_MEMBERS | GUILD_PRESENCES | MESSAGE_CONTENT


PRIVILEGED_INTENTS = {
    "members": Intents.GUILD_MEMBERS,
    "presences": Intents.GUILD_PRESENCES,
    "message_content": Intents.MESSAGE_CONTENT,
}
"""The intents that are switched on in the developer portal, by name."""


@dataclass(frozen=True)
class Event:
    """One dispatch, before it is known which sessions receive it.

    `intents` is zero for what every session receives, else any one of the bits is enough.
    `message` is the message that `data` shows, whose content may have to be taken out.
    """

    name: str
    data: JSON
    guild_id: int | None = None
    intents: int = 0
    message: Message | None = None
