"""Who moderates: decided anew for every command, button, menu and dialog."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import discord
from discord import app_commands

NOT_A_MODERATOR = (
    "This is for the moderators of this server: those who may manage the server, and those with "
    "the moderator role that was chosen in `/settings`."
)


class NotAModeratorError(app_commands.CheckFailure):
    """Somebody who does not moderate here used what only moderators may."""

    def __init__(self) -> None:
        super().__init__("not a moderator of this server")


class ModeratorRoles(Protocol):
    """Knows which role a server made its moderators' role."""

    def moderator_role(self, guild: int) -> int | None:
        """The id of the role; None where the server chose none. Called off the event loop."""


class Permission:
    """Tells moderators from everybody else.

    A moderator is a member of a server that has the bot, who there has Administrator or Manage
    Server, or the server's moderator role. Discord states the permissions and roles with each
    interaction, so what was taken from somebody counts at once. Nobody moderates in direct
    messages, nor in a server that the bot is not in.
    """

    def __init__(self, roles: ModeratorRoles) -> None:
        self._roles = roles

    async def allows(self, interaction: discord.Interaction[Any]) -> bool:
        """Whether a moderator did this. For autocompletion, which must not raise."""
        guild = interaction.guild_id
        if guild is None or interaction.client.get_guild(guild) is None:
            return False
        held = interaction.permissions
        if held.administrator or held.manage_guild:
            return True
        member = interaction.user
        if not isinstance(member, discord.Member):
            return False
        role = await asyncio.to_thread(self._roles.moderator_role, guild)
        return role is not None and role != guild and member.get_role(role) is not None

    async def require(self, interaction: discord.Interaction[Any]) -> None:
        """Lets a moderator through; `bot.discord.failures` words the refusal.

        Raises:
            NotAModeratorError: for everybody else.
        """
        if not await self.allows(interaction):
            raise NotAModeratorError
