"""The connection to Discord, with its features added to it."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.service import AnswerService
from bot.discord.asking import Asking, answer_this
from bot.discord.command_sync import SyncMemory, sync_commands
from bot.discord.endpoints import use_its_gateway
from bot.discord.failures import explain_to_member, tell
from bot.discord.roadmaps import RoadmapControl, Roadmaps
from bot.wording.reading import Wording

_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree["BackroadClient"]):
    """The command tree, with the error boundary of all interactions."""

    async def on_error(
        self,
        interaction: discord.Interaction[Any],
        error: app_commands.AppCommandError,
    ) -> None:
        name = interaction.command.qualified_name if interaction.command else "an interaction"
        text = explain_to_member(error, name)
        if text is not None:
            await tell(interaction, text)


class BackroadClient(commands.AutoShardedBot):
    """Backroad's bot. Needs no privileged intent; pings nobody.

    Args:
        elsewhere: whether the gateway is that of a Discord-compatible server, not Discord's own.
        wording: the model that words answers; None where answers are extracts.
    """

    def __init__(
        self,
        service: AnswerService,
        memory: SyncMemory,
        elsewhere: bool,
        wording: Wording | None = None,
    ) -> None:
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            allowed_contexts=app_commands.AppCommandContext(
                guild=True, dm_channel=True, private_channel=True
            ),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            max_messages=None,
        )
        self._service = service
        self._memory = memory
        self._elsewhere = elsewhere
        self._wording = wording

    async def setup_hook(self) -> None:
        """Adds the features and registers changed commands, before the gateway is dialled."""
        if self._elsewhere:
            await use_its_gateway(self)
        await self.add_cog(Asking(self, self._service, self._wording))
        await self.add_cog(Roadmaps(lambda: self._service.engine.index))
        self.add_dynamic_items(RoadmapControl)
        self.tree.add_command(answer_this)
        await sync_commands(self.tree, self._memory)

    async def on_message(self, message: discord.Message, /) -> None:
        """Text commands are not used; the cogs listen to messages themselves."""

    async def on_ready(self) -> None:
        _log.info("connected as %s to %d servers", self.user, len(self.guilds))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("error while handling %s", event_method)
