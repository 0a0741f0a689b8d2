"""`/knowledge feedback` and `/knowledge insight`."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import discord
from discord import app_commands

from bot.discord.moderation.report_embed import INSIGHT_PICTURE, feedback_embed, insight_embed
from bot.moderation.insight import Insight
from bot.moderation.insight_text import alt_text
from bot.moderation.reports import Reports

DAYS = 30


class ReportDesk:
    """Shows moderators the reports of their own server, to them alone."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    async def show_feedback(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        feedback = await asyncio.to_thread(self._reports.feedback, interaction.guild_id or 0)
        embed = discord.Embed.from_dict(feedback_embed(feedback))
        await interaction.followup.send(embed=embed, ephemeral=True)

    async def show_insight(self, interaction: discord.Interaction[Any], days: int) -> None:
        await interaction.response.defer(ephemeral=True)
        name = interaction.guild.name if interaction.guild else "this server"
        server = interaction.guild_id or 0
        insight, picture = await asyncio.to_thread(self._draw, server, name, days)
        text = alt_text(insight, name)
        file = discord.File(io.BytesIO(picture), INSIGHT_PICTURE, description=text)
        embed = discord.Embed.from_dict(insight_embed(insight))
        await interaction.followup.send(embed=embed, file=file, ephemeral=True)

    def _draw(self, server: int, name: str, days: int) -> tuple[Insight, bytes]:
        from bot.moderation.insight_picture import draw_insight  # Pillow, once it draws

        insight = self._reports.insight(server, days)
        return insight, draw_insight(insight, name)


def add_report_commands(group: app_commands.Group, desk: ReportDesk) -> None:
    """Adds `feedback` and `insight` to `/knowledge`."""

    @group.command(name="feedback")
    async def feedback(interaction: discord.Interaction) -> None:
        """See which articles and sections members voted down most, and why."""
        await desk.show_feedback(interaction)

    @group.command(name="insight")
    @app_commands.describe(days="How many days to look back")
    async def insight(
        interaction: discord.Interaction, days: app_commands.Range[int, 1, 90] = DAYS
    ) -> None:
        """See the questions, topics, satisfaction and gaps of this server as a picture."""
        await desk.show_insight(interaction, days)
