"""Where something was asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import discord


@dataclass(frozen=True, slots=True)
class Place:
    """A channel or thread.

    Attributes:
        server: the server that added the bot; None in private conversations, and in servers where
            somebody uses the bot who has it installed for themselves.
        parent: the channel that a thread belongs to.
    """

    channel: int
    server: int | None = None
    parent: int | None = None

    def is_within(self, channels: Collection[int]) -> bool:
        """Whether this is one of the channels or a thread of one."""
        return self.channel in channels or self.parent in channels


def place_of_interaction(interaction: discord.Interaction[Any]) -> Place:
    server = interaction.guild_id if interaction.is_guild_integration() else None
    return Place(interaction.channel_id or 0, server, _parent(interaction.channel))


def place_of_message(message: discord.Message) -> Place:
    server = message.guild.id if message.guild is not None else None
    return Place(message.channel.id, server, _parent(message.channel))


def _parent(channel: object) -> int | None:
    return channel.parent_id if isinstance(channel, discord.Thread) else None
