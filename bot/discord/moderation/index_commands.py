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
from bot.moderation.index_state import read_index_state
from bot.state.builds import SqliteBuildLog
from bot.state.gap_answers import GapAnswers
from index.versions import Versions

_BUILDS = 3


class IndexDesk:
    """Shows moderators the index, to them alone.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        service: AnswerService,
        versions: Versions,
        log: SqliteBuildLog,
        answers: GapAnswers,
        now: Callable[[], datetime],
    ) -> None:
        self._service = service
        self._versions = versions
        self._log = log
        self._answers = answers
        self._now = now

    async def show_status(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        embed = await asyncio.to_thread(self._status, interaction.guild_id or 0)
        await interaction.followup.send(embed=discord.Embed.from_dict(embed), ephemeral=True)

    def _status(self, server: int) -> dict[str, Any]:
        state = read_index_state(self._versions, self._service.engine.index.manifest)
        return status_embed(
            state, self._now(), self._log.newest(_BUILDS), self._answers.last_run(server), server
        )


def add_index_commands(group: app_commands.Group, desk: IndexDesk) -> None:
    """Adds `status` to `/knowledge`."""

    @group.command(name="status")
    async def status(interaction: discord.Interaction) -> None:
        """See which index version answers, what it holds and how it is."""
        await desk.show_status(interaction)
