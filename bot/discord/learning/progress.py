"""`/progress`: how far a member has come, for themselves unless they share it."""

from __future__ import annotations

import asyncio
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import tell
from bot.discord.learning.control import (
    NEXT,
    PROGRESS,
    STALE,
    LearningControl,
    Press,
    button,
    select,
)
from bot.discord.learning.progress_embed import PICTURE, progress_alt_text, progress_embed
from bot.discord.limits import shorten
from bot.discord.page import Page, Picture, in_time
from bot.learning.companion import Companion
from bot.learning.progress import Progress
from bot.roadmaps.tracks import SUGGESTED, UnknownTrackError, find_track, suggest_tracks

_LONGEST_TRACK = 80
_OPTION = 100


class ProgressView(commands.Cog, name=PROGRESS):
    """Shows members how far they have come.

    It is for the member alone until they press `Share here`, which sends a copy for everybody
    without any control but one, with which they alone take it back. Others who use a control see
    their own progress.
    """

    def __init__(self, companion: Companion) -> None:
        self._companion = companion

    @app_commands.command(name="progress")
    @app_commands.describe(track="Which path; your own unless you name one")
    async def progress(
        self,
        interaction: discord.Interaction,
        track: app_commands.Range[str, 1, _LONGEST_TRACK] | None = None,
    ) -> None:
        """See what you have learned, your streak, and when your track is finished."""
        member = interaction.user.id
        try:
            page = await in_time(interaction, lambda: self._found(member, track))
        except UnknownTrackError as error:
            await tell(interaction, f"I know no such track. Did you mean {error.nearest.title}?")
            return
        await (page.send(interaction, private=True) if page else tell(interaction, STALE))

    @progress.autocomplete("track")
    async def _suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        tracks = await asyncio.to_thread(self._companion.tracks)
        return [
            app_commands.Choice(name=shorten(track.title, _OPTION), value=track.slug)
            for track in suggest_tracks(typed, tracks)
        ]

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        if press.act == "track" and press.picked:
            page = await in_time(
                interaction, lambda: self._page(interaction.user.id, press.picked[0]), in_place=True
            )
            await (page.put(interaction) if page else tell(interaction, STALE))
        elif press.act == "share":
            await self._share(interaction, press.subject)
        elif press.act == "remove":
            await interaction.response.defer()
            await interaction.delete_original_response()
        else:
            await tell(interaction, STALE)

    async def copy(self, interaction: discord.Interaction[Any], press: Press) -> None:
        if press.act == "remove":
            await tell(interaction, "Only whoever shared this can take it back.")
            return
        page = await in_time(interaction, lambda: self._page(interaction.user.id))
        await (page.send(interaction, private=True) if page else tell(interaction, STALE))

    async def _share(self, interaction: discord.Interaction[Any], track: str) -> None:
        member, name = interaction.user.id, interaction.user.display_name

        def shared() -> Page | None:
            progress = self._companion.progress(member, track)
            if progress is None:
                return None
            take_back = button(PROGRESS, "remove", member, "Take it back")
            return Page(progress_embed(progress, f"{name}'s"), (take_back,), _picture(progress))

        page = await in_time(interaction, shared, private=False)
        await (page.send(interaction, private=False) if page else tell(interaction, STALE))

    def _found(self, member: int, track: str | None) -> Page | None:
        """The page of a track as it was typed; see `find_track` for what it raises."""
        if track is None:
            return self._page(member)
        return self._page(member, find_track(track, self._companion.tracks()).slug)

    def _page(self, member: int, track: str | None = None) -> Page | None:
        progress = self._companion.progress(member, track)
        if progress is None:
            return None
        controls = tuple(self._controls(member, progress))
        return Page(progress_embed(progress), controls, _picture(progress))

    def _controls(self, member: int, progress: Progress) -> list[LearningControl]:
        shown = progress.path.slug
        options = [
            discord.SelectOption(
                label=shorten(track.title, _OPTION), value=track.slug, default=track.slug == shown
            )
            for track in self._companion.tracks()[:SUGGESTED]
        ]
        blue = discord.ButtonStyle.primary
        return [
            select(PROGRESS, "track", member, "Show another track", options, row=0),
            button(NEXT, "show", member, "What to learn now", style=blue, row=1),
            button(PROGRESS, "share", member, "Share here", shown, row=1),
        ]


def _picture(progress: Progress) -> Picture:
    from bot.learning.progress_picture import (
        draw_progress,  # Pillow takes memory only once it draws
    )

    return Picture(PICTURE, draw_progress(progress), progress_alt_text(progress))
