"""`/knowledge history` and `/knowledge rollback`."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.service import AnswerService
from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.moderation.history_embed import (
    history_embed,
    question_embed,
    stepped_embed,
    version_name,
)
from bot.discord.moderation.permission import Permission
from bot.moderation.index_state import IndexState, read_index_state
from bot.moderation.stepping import Stepping
from bot.state.builds import SqliteBuildLog
from index.errors import BuildUnderWayError, DamagedIndexError, OvertakenError
from index.versions import Versions

NO_OTHER = "There is no other whole version to go back to."
LOST = "It is lost which version should serve. `/knowledge reindex` puts it right."
NO_SUCH = "I have no whole version of that name. `/knowledge history` lists them."
OVERTAKEN = "Another version answers by now. `/knowledge rollback` asks anew."
UNDER_WAY = "A build is under way; wait until it has ended, then ask again."
DAMAGED = "That version is damaged by now, so nothing was changed."
_CHOICE_TEXT = 100


class SteppingBack(commands.Cog):
    """Shows moderators the versions, and has another one answer when they confirm it.

    The question goes to the moderator alone; the step is told to the channel. A button pressed
    when another version answers than the one it was asked about does nothing, and says so.
    """

    def __init__(
        self,
        service: AnswerService,
        versions: Versions,
        log: SqliteBuildLog,
        stepping: Stepping,
        permission: Permission,
    ) -> None:
        self._service = service
        self._versions = versions
        self._log = log
        self._stepping = stepping
        self._permission = permission

    async def show_history(self, interaction: discord.Interaction[Any]) -> None:
        await interaction.response.defer(ephemeral=True)
        state, changes, builds = await asyncio.to_thread(
            lambda: (self._state(), self._log.changes_by_version(), self._log.newest())
        )
        embed = history_embed(state, changes, builds, interaction.guild_id)
        await interaction.followup.send(embed=discord.Embed.from_dict(embed), ephemeral=True)

    async def ask(self, interaction: discord.Interaction[Any], version: str | None) -> None:
        """Asks whether a version, or the one before, is to answer."""
        await interaction.response.defer(ephemeral=True)
        state = await asyncio.to_thread(self._state)
        if not state.chosen:
            await interaction.followup.send(LOST, ephemeral=True)
            return
        earlier = [kept for kept in state.earlier if kept.name < state.chosen]
        names = [kept.name for kept in state.earlier]
        target = version or (earlier[0].name if earlier else None)
        if target is None or target not in names:
            await interaction.followup.send(NO_SUCH if version else NO_OTHER, ephemeral=True)
            return
        change = await asyncio.to_thread(self._stepping.change, state.chosen, target)
        manifest = next(k.manifest for k in state.earlier if k.name == target)
        assert manifest is not None
        await interaction.followup.send(
            embed=discord.Embed.from_dict(question_embed(manifest, change)),
            view=_confirm_view(state.chosen, target),
            ephemeral=True,
        )

    async def suggest(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        if not await self._permission.allows(interaction):
            return []
        state = await asyncio.to_thread(self._state)
        named = [(version_name(kept), kept.name) for kept in state.earlier]
        return [
            app_commands.Choice(name=name[:_CHOICE_TEXT], value=value)
            for name, value in named
            if typed.lower() in name.lower() or typed in value
        ][:25]

    async def step(self, interaction: discord.Interaction[Any], before: str, after: str) -> None:
        """Has a version answer, for a moderator who confirmed it."""
        await self._permission.require(interaction)
        await interaction.response.defer()
        server, member = interaction.guild_id or 0, interaction.user.id
        try:
            manifest = await asyncio.to_thread(self._stepping.step, server, member, before, after)
        except (BuildUnderWayError, OvertakenError, DamagedIndexError) as error:
            await tell(interaction, _refusal(error))
            return
        await interaction.edit_original_response(content="Done.", embed=None, view=None)
        embed = discord.Embed.from_dict(stepped_embed(manifest, member))
        await interaction.followup.send(embed=embed)

    def _state(self) -> IndexState:
        return read_index_state(self._versions, self._service.engine.index.manifest)


class StepControl(
    Control,
    template=r"step:(?P<before>[0-9TZa-f-]{1,40}):(?P<after>[0-9TZa-f-]{1,40})",
):
    """The button that confirms going back. Its id names the version now and the one then."""

    where = "going back"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(SteppingBack.__cog_name__)
        if isinstance(cog, SteppingBack):
            await cog.step(interaction, self.said["before"], self.said["after"])


def _confirm_view(before: str, after: str) -> discord.ui.View:
    button: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"step:{before}:{after}", label="Go back", style=discord.ButtonStyle.danger
    )
    view = discord.ui.View(timeout=None)
    view.add_item(StepControl(button))
    return view


def _refusal(error: Exception) -> str:
    if isinstance(error, BuildUnderWayError):
        return UNDER_WAY
    return OVERTAKEN if isinstance(error, OvertakenError) else DAMAGED


def add_stepping_commands(group: app_commands.Group, stepping_back: SteppingBack) -> None:
    """Adds `history` and `rollback` to `/knowledge`."""

    @group.command(name="history")
    async def history(interaction: discord.Interaction) -> None:
        """See the versions of the index, what each changed, and the last builds."""
        await stepping_back.show_history(interaction)

    @group.command(name="rollback")
    @app_commands.describe(version="Which version; the one before, unless you choose")
    async def rollback(
        interaction: discord.Interaction, version: app_commands.Range[str, 1, 40] | None = None
    ) -> None:
        """Have an earlier version of the index answer; you are asked to confirm it."""
        await stepping_back.ask(interaction, version)

    @rollback.autocomplete("version")
    async def suggest(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await stepping_back.suggest(interaction, typed)
