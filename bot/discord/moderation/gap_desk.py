"""`/knowledge gaps`: what members asked in vain, and an entry drafted from it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.moderation.gap_embed import WORDINGS, gap_options, gaps_embed, group_embed
from bot.discord.moderation.permission import Permission
from bot.moderation.gaps import GapGroup, Gaps

GONE = "These questions are no gap any more. `/knowledge gaps` shows what is."
STILL_READING = "I was still reading the questions. Press the button once more."
_PATIENCE = 2.0
_OPEN, _DRAFT = "open", "draft"


class EntryDrafting(Protocol):
    """Lets a moderator write an entry."""

    async def draft(self, interaction: discord.Interaction[Any], questions: Sequence[str]) -> None:
        """Answers the interaction with a form for an entry that answers these questions."""


class GapDesk(commands.Cog):
    """Shows moderators the gaps of their own server, to them alone.

    A menu opens one; its button opens the form of a new entry with the questions filled in. Menus
    and buttons work after a restart; where the gap is closed by then, they say so.
    """

    def __init__(self, gaps: Gaps, permission: Permission, drafting: EntryDrafting) -> None:
        self._gaps = gaps
        self._permission = permission
        self._drafting = drafting

    async def show(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        groups = await asyncio.to_thread(self._gaps.groups, interaction.guild_id or 0)
        embed = discord.Embed.from_dict(gaps_embed(groups))
        view = _menu(groups) if groups else discord.utils.MISSING
        await interaction.followup.send(embed=embed, view=view, ephemeral=True)

    async def open_gap(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Shows the wordings of a gap, which one of its questions names."""
        await self._permission.require(interaction)
        await interaction.response.defer(ephemeral=True, thinking=True)
        group = await self._group(interaction, number)
        if group is None:
            await interaction.followup.send(GONE, ephemeral=True)
            return
        embed = discord.Embed.from_dict(group_embed(group))
        await interaction.followup.send(embed=embed, view=_draft_button(group), ephemeral=True)

    async def draft(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Opens the form of an entry that answers a gap."""
        await self._permission.require(interaction)
        try:
            group = await asyncio.wait_for(self._group(interaction, number), _PATIENCE)
        except TimeoutError:  # a dialog must open within three seconds of the click
            await tell(interaction, STILL_READING)
            return
        if group is None:
            await tell(interaction, GONE)
            return
        await self._drafting.draft(interaction, group.wordings(WORDINGS))

    async def _group(self, interaction: discord.Interaction[Any], number: int) -> GapGroup | None:
        return await asyncio.to_thread(self._gaps.group, interaction.guild_id or 0, number)


class GapControl(
    Control,
    template=r"gap:(?P<act>open|draft):(?P<number>\d{1,18})",
):
    """A menu or button of gaps. A button's id names a question of its gap; a menu's names none."""

    where = "a gap's control"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(GapDesk.__cog_name__)
        assert isinstance(cog, GapDesk)
        if self.said["act"] == _DRAFT:
            await cog.draft(interaction, int(self.said["number"]))
        elif self.picked and self.picked[0].isdecimal():
            await cog.open_gap(interaction, int(self.picked[0]))
        else:
            await tell(interaction, GONE)


def _menu(groups: Sequence[GapGroup]) -> discord.ui.View:
    select: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=f"gap:{_OPEN}:0",
        placeholder="Open a gap",
        options=[
            discord.SelectOption(label=o.label, value=o.value, description=o.description)
            for o in gap_options(groups)
        ],
    )
    view = discord.ui.View(timeout=None)
    view.add_item(GapControl(select))
    return view


def _draft_button(group: GapGroup) -> discord.ui.View:
    button: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"gap:{_DRAFT}:{group.key}",
        label="Draft an entry",
        style=discord.ButtonStyle.primary,
    )
    view = discord.ui.View(timeout=None)
    view.add_item(GapControl(button))
    return view


def add_gap_commands(group: app_commands.Group, desk: GapDesk) -> None:
    """Adds `gaps` to `/knowledge`."""

    @group.command(name="gaps")
    async def gaps(interaction: discord.Interaction) -> None:
        """See what members asked in vain, most asked first, and draft an entry from it."""
        await desk.show(interaction)
