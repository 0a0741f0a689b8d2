"""The `/knowledge` group, to which each moderators' feature adds its commands."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands

from bot.discord.moderation.permission import Permission


class KnowledgeGroup(app_commands.Group):
    """`/knowledge`, for servers that have the bot.

    Discord offers it to those who may manage the server, unless the server's own settings say
    otherwise; every use is checked again here. Autocompletion, buttons, menus and dialogs do not
    pass this check and make their own.
    """

    def __init__(self, permission: Permission) -> None:
        super().__init__(
            name="knowledge",
            description="Look after what Backroad knows and how it answers",
            guild_only=True,
            default_permissions=discord.Permissions(manage_guild=True),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=False, private_channel=False
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
        )
        self._permission = permission

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        await self._permission.require(interaction)
        return True
