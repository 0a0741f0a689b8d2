"""`/privacy` on Discord: what is stored about a member, as a file, and its deletion."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.privacy_embed import CONFIRM, DELETED, KEPT, NOT_YOURS, overview_embed
from bot.privacy.records import MemberRecords

FILE_NAME = "backroad-my-data.json"

_EXPORT, _ASK, _DELETE, _KEEP = "export", "ask", "delete", "keep"
_LABELS = {
    _EXPORT: ("Export as a file", discord.ButtonStyle.secondary),
    _ASK: ("Delete everything", discord.ButtonStyle.danger),
    _DELETE: ("Yes, delete everything now", discord.ButtonStyle.danger),
    _KEEP: ("Keep it", discord.ButtonStyle.secondary),
}


class Privacy(commands.Cog):
    """Shows members what is stored about them, gives it to them, and deletes it.

    Everything is shown to the member alone. Deleting asks once more, and then is done at once, for
    every feature, or not at all. What cogs hold in memory only, they forget at the event
    `member_forgotten`. The buttons work for the member who asked, however much later.

    Args:
        now: the clock, in UTC.
    """

    def __init__(self, records: MemberRecords, now: Callable[[], datetime]) -> None:
        self._records = records
        self._now = now

    @app_commands.command(name="privacy")
    async def privacy(self, interaction: discord.Interaction) -> None:
        """See what is stored about you, get it as a file, or delete it."""
        await interaction.response.defer(ephemeral=True)
        stored = await asyncio.to_thread(self._records.overview, interaction.user.id)
        embed = discord.Embed.from_dict(overview_embed(stored))
        await interaction.followup.send(
            embed=embed, view=_buttons(interaction.user.id, _EXPORT, _ASK), ephemeral=True
        )

    async def export(self, interaction: discord.Interaction[Any]) -> None:
        """Sends the member a file with everything."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        content = await asyncio.to_thread(self._records.export, interaction.user.id, self._now())
        file = discord.File(io.BytesIO(content), FILE_NAME, description="All that I store of you")
        await interaction.followup.send(file=file, ephemeral=True)

    async def ask(self, interaction: discord.Interaction[Any]) -> None:
        """Asks whether everything shall really be deleted."""
        await interaction.response.send_message(
            CONFIRM, view=_buttons(interaction.user.id, _DELETE, _KEEP), ephemeral=True
        )

    async def delete(self, interaction: discord.Interaction[Any]) -> None:
        """Deletes everything stored about the member."""
        await interaction.response.defer()
        await asyncio.to_thread(self._records.forget, interaction.user.id)
        interaction.client.dispatch("member_forgotten", interaction.user.id)
        await interaction.edit_original_response(content=DELETED, view=None)

    async def keep(self, interaction: discord.Interaction[Any]) -> None:
        """Leaves everything as it is."""
        await interaction.response.edit_message(content=KEPT, view=None)


class PrivacyControl(
    Control,
    template=r"privacy:(?P<act>export|ask|delete|keep):(?P<member>[0-9]+)",
):
    """A button of `/privacy`. Its id says what it does and for whom."""

    where = "a control of /privacy"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Privacy.__cog_name__)
        if interaction.user.id != int(self.said["member"]) or not isinstance(cog, Privacy):
            await tell(interaction, NOT_YOURS)
            return
        acts = {_EXPORT: cog.export, _ASK: cog.ask, _DELETE: cog.delete, _KEEP: cog.keep}
        await acts[self.said["act"]](interaction)


def _buttons(member: int, *acts: str) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for act in acts:
        label, style = _LABELS[act]
        button: discord.ui.Button[Any] = discord.ui.Button(
            custom_id=f"privacy:{act}:{member}", label=label, style=style
        )
        view.add_item(PrivacyControl(button))
    return view
