"""`/settings`: how the bot works in a server, for its moderators."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.community.settings_embed import log_text, read_numbers, settings_embed
from bot.discord.community.settings_panel import (
    CHANNELS,
    FORUMS,
    LANGUAGE,
    LOG,
    NUMBERS_DIALOG,
    PREFIX,
    ROLE,
    STYLE,
    numbers_dialog,
    settings_controls,
)
from bot.discord.control import Control
from bot.discord.dialogs import submitted
from bot.discord.failures import tell, told
from bot.discord.moderation.permission import Permission
from bot.state.server_settings import LANGUAGES, ServerSettings, ServerSettingsStore, Style

_log = logging.getLogger(__name__)

UNKNOWN_CHOICE = "That is not to be had in this server any more. `/settings` shows what is."
LOG_LENGTH = 15


class ServerSettingsCommand(commands.Cog):
    """Shows moderators the settings of their server and changes them.

    Who moderates is decided anew for the command, every menu, every button and the dialog. The
    panel is seen by its moderator alone, shows each change at once, and works after a restart.
    Whatever a menu sends must exist in the server where it is used.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        client: discord.Client,
        store: ServerSettingsStore,
        permission: Permission,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._store = store
        self._permission = permission
        self._now = now

    @app_commands.command(name="settings")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    @app_commands.allowed_installs(guilds=True, users=False)
    async def settings(self, interaction: discord.Interaction) -> None:
        """See and change how Backroad works in this server."""
        await self._permission.require(interaction)
        settings = await asyncio.to_thread(self._store.of, _server(interaction))
        await interaction.response.send_message(
            embed=self._embed(settings),
            view=settings_controls(settings, SettingControl),
            ephemeral=True,
        )

    async def use(self, interaction: discord.Interaction[Any], act: str, chosen: list[Any]) -> None:
        """Does what a control of the panel is for.

        Raises:
            NotAModeratorError: for anybody but a moderator of the server.
        """
        await self._permission.require(interaction)
        server = _server(interaction)
        if act == NUMBERS_DIALOG:
            settings = await asyncio.to_thread(self._store.of, server)
            await interaction.response.send_modal(numbers_dialog(settings))
        elif act == LOG:
            changes = await asyncio.to_thread(self._store.changes, server, LOG_LENGTH)
            embed = discord.Embed(title="Who changed what", description=log_text(changes))
            await interaction.response.send_message(embed=embed, ephemeral=True)
        elif act == LANGUAGE:
            settings = await asyncio.to_thread(self._store.of, server)
            place = LANGUAGES.index(settings.language)
            await self._change(interaction, language=LANGUAGES[(place + 1) % len(LANGUAGES)])
        else:
            change = _choice(interaction.guild, act, chosen)
            if change is None:
                await tell(interaction, UNKNOWN_CHOICE)
            else:
                await self._change(interaction, **change)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Takes the numbers that a moderator typed."""
        dialog, texts = submitted(interaction, PREFIX)
        if dialog != NUMBERS_DIALOG:
            return
        async with told(interaction, "the dialog of /settings"):
            await self._permission.require(interaction)
            numbers, faults = read_numbers(texts)
            if faults:
                await tell(interaction, "\n".join(["Nothing was changed.", *faults]))
            else:
                await self._change(interaction, **numbers)

    async def _change(self, interaction: discord.Interaction[Any], **changes: Any) -> None:
        """Changes settings and shows the panel as it is now."""
        server, member = _server(interaction), interaction.user.id
        settings = await asyncio.to_thread(
            self._store.change, server, member, self._now(), **changes
        )
        _log.info("settings of server %s changed: %s", server, ", ".join(changes))
        await interaction.response.edit_message(
            embed=self._embed(settings), view=settings_controls(settings, SettingControl)
        )

    def _embed(self, settings: ServerSettings) -> discord.Embed:
        reads_messages = self._client.intents.message_content
        return discord.Embed.from_dict(settings_embed(settings, reads_messages))


class SettingControl(
    Control,
    template=r"settings:(?P<act>channels|forums|moderator_role|style|numbers|language|log)",
):
    """A control of the panel. Its id says what it sets; it belongs to the server it is used in."""

    where = "a control of /settings"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(ServerSettingsCommand.__cog_name__)
        assert isinstance(cog, ServerSettingsCommand)
        await cog.use(interaction, self.said["act"], getattr(self.item, "values", []))


def _choice(guild: discord.Guild | None, act: str, chosen: list[Any]) -> dict[str, Any] | None:
    """What a menu sets; None where it chose something that the server does not have."""
    if guild is None:
        return None
    if act == STYLE:
        known = {style.value: style for style in Style}
        return {act: known[chosen[0]]} if chosen and chosen[0] in known else None
    ids = [int(getattr(value, "id", value)) for value in chosen]
    if act == ROLE:
        if not all(guild.get_role(role) and role != guild.id for role in ids):
            return None
        return {act: ids[0] if ids else None}
    if act in (CHANNELS, FORUMS):
        return {act: frozenset(ids)} if _has_channels(guild, ids, act == FORUMS) else None
    return None


def _has_channels(guild: discord.Guild, ids: Iterable[int], forums: bool) -> bool:
    found = [guild.get_channel(channel) for channel in ids]
    return all(c is not None and isinstance(c, discord.ForumChannel) == forums for c in found)


def _server(interaction: discord.Interaction[Any]) -> int:
    """The server; to be asked for only where `Permission` let somebody through."""
    assert interaction.guild_id is not None
    return interaction.guild_id
