"""`/knowledge reindex`: a build that moderators watch and may cancel."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.moderation.build_embed import ended_embed, running_embed
from bot.discord.moderation.lasting_message import LastingMessage
from bot.discord.moderation.permission import Permission
from bot.discord.moderation.wishes import Wishes
from bot.moderation.build_events import Built
from bot.moderation.build_texts import share_done
from bot.moderation.plain_words import span_in_words
from bot.moderation.rebuilds import AlreadyUnderWayError, Rebuilds, RunningBuild
from bot.state.builds import LoggedBuild, SqliteBuildLog
from bot.state.gap_answers import GapAnswers

_log = logging.getLogger(__name__)

EDIT_EVERY = 2.0
"""Seconds between two edits of the progress, so that they stay far below Discord's rate limits."""

ENDED = "This build has ended. `/knowledge history` shows how."
INTERRUPTED = (
    "I was stopped while this build ran. What answered before goes on answering; "
    "`/knowledge reindex` builds again."
)
_CLOSING_PATIENCE = 5.0


class Rebuilding(commands.Cog):
    """Rebuilds the index for moderators, for everybody in the channel to see.

    One build runs at a time; who asks for a second is told who started the first. Its message is
    edited at most every two seconds. Any moderator of the server cancels it. A bot that stops
    cancels it too, and one that was killed says so at its next start.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        client: commands.AutoShardedBot,
        rebuilds: Rebuilds,
        log: SqliteBuildLog,
        answers: GapAnswers,
        wishes: Wishes,
        permission: Permission,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._rebuilds = rebuilds
        self._log = log
        self._answers = answers
        self._wishes = wishes
        self._permission = permission
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    async def cog_load(self) -> None:
        left = await asyncio.to_thread(self._log.interrupt_running, self._now())
        self._keep(asyncio.create_task(self._tell_of_interruption(left)))

    async def cog_unload(self) -> None:
        await self._rebuilds.close()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSING_PATIENCE)

    async def reindex(self, interaction: discord.Interaction[Any]) -> None:
        """Starts a build, and shows how it goes until it has ended."""
        running = self._rebuilds.running
        if running is not None and not running.ended.done():
            await tell(interaction, self._under_way(running, interaction.guild_id))
            return
        await interaction.response.defer()
        try:
            running = await self._rebuilds.start(interaction.guild_id or 0, interaction.user.id)
        except AlreadyUnderWayError as error:
            text = self._under_way(error.running, interaction.guild_id)
            await interaction.edit_original_response(content=text)
            return
        task = asyncio.create_task(self._show(running, interaction))
        self._keep(task)
        await asyncio.shield(task)

    async def cancel(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Cancels a build for a moderator of the server that it was started in."""
        await self._permission.require(interaction)
        running = self._rebuilds.running
        foreign = running is not None and running.server != interaction.guild_id
        await interaction.response.defer()
        if foreign or not await self._rebuilds.cancel(number, interaction.user.id):
            await interaction.followup.send(ENDED, ephemeral=True)

    async def _show(self, running: RunningBuild, interaction: discord.Interaction[Any]) -> None:
        sent = await interaction.edit_original_response(
            embed=discord.Embed.from_dict(running_embed(running, lasts=True)),
            view=_cancel_view(running.number),
        )
        message = LastingMessage(interaction, sent)
        await asyncio.to_thread(self._log.shown_in, running.number, message.channel_id, message.id)
        clock = asyncio.get_running_loop().time
        shown, at = running.progress, clock()
        while not running.ended.done():
            await asyncio.wait({running.ended}, timeout=EDIT_EVERY)
            if running.progress != shown and not running.ended.done():
                shown, at = running.progress, clock()
                embed = discord.Embed.from_dict(running_embed(running, message.lasts))
                await message.edit(embed=embed)
        await asyncio.sleep(at + EDIT_EVERY - clock())
        ending = running.ended.result()
        regression = None
        if isinstance(ending, Built):
            regression = await asyncio.to_thread(self._answers.last_run, running.server)
            self._wishes.index_rebuilt()
        embed = discord.Embed.from_dict(ended_embed(running, ending, regression))
        await message.edit(embed=embed, view=None)

    async def _tell_of_interruption(self, left: list[LoggedBuild]) -> None:
        for build in left:
            if build.channel is None or build.message is None:
                continue
            place = self._client.get_partial_messageable(build.channel)
            embed = discord.Embed(title="Rebuild interrupted", description=INTERRUPTED)
            try:
                message = place.get_partial_message(build.message)
                await message.edit(
                    embed=embed, view=None, allowed_mentions=discord.AllowedMentions.none()
                )
            except discord.HTTPException as error:
                _log.info("an interrupted build could not be told of (code %s)", error.code)

    def _under_way(self, running: RunningBuild, server: int | None) -> str:
        who = f"<@{running.member}>" if running.server == server else "A moderator elsewhere"
        ago = span_in_words(self._now() - running.started_at)
        share = f"{share_done(running.progress):.0%}".replace("%", " %")
        return f"{who} started a build {ago} ago, and it is {share} done. One runs at a time."

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class BuildControl(
    Control,
    template=r"build:cancel:(?P<number>\d{1,18})",
):
    """The button that cancels a build, which its id names."""

    where = "a build's control"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Rebuilding.__cog_name__)
        if isinstance(cog, Rebuilding):
            await cog.cancel(interaction, int(self.said["number"]))


def _cancel_view(number: int) -> discord.ui.View:
    button: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"build:cancel:{number}", label="Cancel", style=discord.ButtonStyle.danger
    )
    view = discord.ui.View(timeout=None)
    view.add_item(BuildControl(button))
    return view


def add_rebuilding_commands(group: app_commands.Group, rebuilding: Rebuilding) -> None:
    """Adds `reindex` to `/knowledge`."""

    @group.command(name="reindex")
    async def reindex(interaction: discord.Interaction) -> None:
        """Rebuild the index from the articles, while members keep asking."""
        await rebuilding.reindex(interaction)
