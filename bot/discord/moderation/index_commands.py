"""`/knowledge status`: which index version answers, and how it is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands

from bot.answering.service import AnswerService
from bot.discord.moderation.index_embed import status_embed
from bot.moderation.index_state import IndexState, read_index_state
from index.versions import Versions


class IndexDesk:
    """Shows moderators the index, to them alone.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self, service: AnswerService, versions: Versions, now: Callable[[], datetime]
    ) -> None:
        self._service = service
        self._versions = versions
        self._now = now

    async def show_status(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        state = await asyncio.to_thread(self._state)
        embed = discord.Embed.from_dict(status_embed(state, self._now()))
        await interaction.followup.send(embed=embed, ephemeral=True)

    def _state(self) -> IndexState:
        return read_index_state(self._versions, self._service.engine.index.manifest)


def add_index_commands(group: app_commands.Group, desk: IndexDesk) -> None:
    """Adds `status` to `/knowledge`."""

    @group.command(name="status")
    async def status(interaction: discord.Interaction) -> None:
        """See which index version answers, what it holds and how it is."""
        await desk.show_status(interaction)
