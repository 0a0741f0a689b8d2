"""The connection to Discord, with its features added to it."""

from __future__ import annotations

import logging
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.command_sync import sync_commands
from bot.discord.endpoints import use_its_gateway
from bot.discord.failures import explain_to_member, tell
from bot.discord.features import Parts, add_features
from bot.discord.watching import Watching, requests_told_to
from bot.operation.observing import Observer
from bot.operation.question_id import begin_question
from bot.state.commands import SqliteSyncMemory

_log = logging.getLogger(__name__)


class Tree(app_commands.CommandTree["BackroadClient"]):
    """The command tree, with the error boundary of all interactions."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Gives what the command leads to an id in the log; lets everybody through."""
        begin_question()
        return True

    async def on_error(
        self,
        interaction: discord.Interaction[Any],
        error: app_commands.AppCommandError,
    ) -> None:
        name = interaction.command.qualified_name if interaction.command else "an interaction"
        interaction.client.dispatch("command_fault", interaction, error)
        text = explain_to_member(error, name)
        if text is not None:
            await tell(interaction, text)


class BackroadClient(commands.AutoShardedBot):
    """Backroad's bot. Needs no privileged intent; pings nobody.

    Args:
        parts: what its features are made of.
        elsewhere: whether the gateway is that of a Discord-compatible server, not Discord's own.
        observer: told of interactions, requests and the gateway.
    """

    def __init__(self, parts: Parts, elsewhere: bool, observer: Observer) -> None:
        self._watching = Watching(observer)
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
            http_trace=requests_told_to(self._watching),
        )
        self._parts = parts
        self._elsewhere = elsewhere

    async def setup_hook(self) -> None:
        """Adds the features and registers changed commands, before the gateway is dialled."""
        if self._elsewhere:
            await use_its_gateway(self)
        await self.add_cog(self._watching)
        await add_features(self, self._parts)
        await sync_commands(self.tree, SqliteSyncMemory(self._parts.database))

    async def on_message(self, message: discord.Message, /) -> None:
        """Text commands are not used; the cogs listen to messages themselves."""

    async def on_ready(self) -> None:
        _log.info("connected as %s to %d servers", self.user, len(self.guilds))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("error while handling %s", event_method)
