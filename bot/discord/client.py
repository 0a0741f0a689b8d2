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
from bot.discord.once import Once
from bot.discord.watching import Watching, requests_told_to
from bot.operation.observing import Observer
from bot.operation.question_id import begin_question
from bot.state.commands import SqliteSyncMemory

_log = logging.getLogger(__name__)

NO_MESSAGE_CONTENT = (
    "message content: off, so in a thread of its own the bot answers only who mentions or replies "
    "to it, and a post of a chosen forum by its title alone; to change that, switch on the Message "
    "Content Intent on the page Bot of Discord's developer portal"
)


class Tree(app_commands.CommandTree["BackroadClient"]):
    """The command tree, with the error boundary of all interactions."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Gives what the command leads to an id in the log; passes over what was sent again."""
        begin_question()
        return bool(interaction.client.once.is_new(interaction.id))

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
    """Backroad's bot. Needs no privileged intent, and uses that of message content where it is
    granted; pings nobody.

    Args:
        parts: what its features are made of.
        elsewhere: whether the gateway is that of a Discord-compatible server, not Discord's own.
        observer: told of interactions, requests and the gateway.
    """

    def __init__(self, parts: Parts, elsewhere: bool, observer: Observer) -> None:
        self._watching = Watching(observer)
        self._reads = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=self._reads,
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
        self.once = Once()
        self.was_ready = False

    async def setup_hook(self) -> None:
        """Adds the features and registers changed commands, before the gateway is dialled."""
        if self._elsewhere:
            await use_its_gateway(self)
        await self.add_cog(self._watching)
        self._read_messages_where_granted()
        await add_features(self, self._parts)
        await sync_commands(self.tree, SqliteSyncMemory(self._parts.database))

    def _read_messages_where_granted(self) -> None:
        """Asks for the content of all messages where the application may have it.

        Asking for it where it is not switched on would have Discord refuse the connection.
        """
        flags = self.application_flags
        if flags.gateway_message_content or flags.gateway_message_content_limited:
            self._reads.message_content = True
            _log.info("message content: on")
        else:
            _log.info(NO_MESSAGE_CONTENT)

    def dispatch(self, event: str, /, *args: Any, **kwargs: Any) -> None:
        """Has the listeners of an event called, unless it is a message that was sent again."""
        if event == "message" and not self.once.is_new(args[0].id):
            return
        super().dispatch(event, *args, **kwargs)

    async def on_message(self, message: discord.Message, /) -> None:
        """Text commands are not used; the cogs listen to messages themselves."""

    async def on_ready(self) -> None:
        self.was_ready = True
        _log.info("connected as %s to %d servers", self.user, len(self.guilds))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        _log.exception("error while handling %s", event_method)
