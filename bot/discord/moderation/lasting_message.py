"""A reply that goes on being edited after its interaction has run out."""

from __future__ import annotations

import logging
from typing import Any

import discord

_log = logging.getLogger(__name__)
_INVALID_TOKEN = 50027
_RUN_OUT = frozenset({_INVALID_TOKEN, 10015})


class LastingMessage:
    """The public reply to an interaction.

    Discord takes edits through an interaction for 15 minutes. Afterwards the message is edited as
    any other of the bot's own, for which the bot must see the channel. An edit that fails is
    logged and passed over.
    """

    def __init__(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        self._interaction = interaction
        self._message = interaction.client.get_partial_messageable(
            message.channel.id, guild_id=interaction.guild_id
        ).get_partial_message(message.id)
        self._run_out = False

    @property
    def channel_id(self) -> int:
        return int(self._message.channel.id)

    @property
    def id(self) -> int:
        return int(self._message.id)

    @property
    def lasts(self) -> bool:
        """Whether it can be edited after the 15 minutes."""
        return self._interaction.app_permissions.view_channel

    async def edit(self, **values: Any) -> None:
        """Replaces its embed, view or content."""
        try:
            if not await self._edited_as_reply(values):
                nobody = discord.AllowedMentions.none()
                await self._message.edit(**values, allowed_mentions=nobody)
        except discord.HTTPException as error:
            _log.info("message %s could not be edited (code %s)", self.id, error.code)

    async def _edited_as_reply(self, values: dict[str, Any]) -> bool:
        """Edits it through the interaction; False once that has run out."""
        if self._run_out or self._interaction.is_expired():
            return False
        try:
            await self._interaction.edit_original_response(**values)
        except discord.HTTPException as error:
            if error.code not in _RUN_OUT:
                raise
            self._run_out = True
        return not self._run_out
