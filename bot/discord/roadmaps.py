"""Roadmaps on Discord: `/roadmap`, its picture and text, and its stages."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import explain_to_member, tell
from bot.discord.roadmap_embed import (
    choice_name,
    picture_alt_text,
    picture_embed,
    picture_name,
    stage_embed,
    stage_options,
    text_embed,
)
from bot.roadmaps.path import LearningPath, build_path
from bot.roadmaps.text import Reading
from bot.roadmaps.tracks import (
    Track,
    UnknownTrackError,
    find_track,
    read_tracks,
    suggest_tracks,
)
from index.store import KnowledgeStore
from knowledge.graph import SkillGraph

DEFAULT_TRACK = "backend-beginner"

DEFER_AFTER = 1.5
"""Seconds after which an interaction is deferred; Discord gives up after 3."""

OUTDATED = "This roadmap has changed since it was posted. `/roadmap` shows it as it is now."

_PICTURE, _TEXT, _STAGE = "picture", "text", "stage"
_LONGEST_TRACK = 80


class Roadbook(Protocol):
    """What roadmaps are drawn from; an opened index is one."""

    @property
    def store(self) -> KnowledgeStore:
        """The roadmaps and the topics."""

    @property
    def graph(self) -> SkillGraph:
        """Which topics to know before which."""


@dataclass(frozen=True, slots=True)
class Page:
    """One face of a roadmap: its embed, and its picture where it has one."""

    path: LearningPath
    embed: discord.Embed
    picture: bytes | None = None

    def files(self) -> list[discord.File]:
        """The picture to attach, made anew for each sending."""
        if self.picture is None:
            return []
        alt_text = picture_alt_text(self.path)
        return [
            discord.File(io.BytesIO(self.picture), picture_name(self.path), description=alt_text)
        ]

    def controls(self) -> discord.ui.View:
        """The select of stages and the button to the other face, without a time limit."""
        other_face = _TEXT if self.picture is not None else _PICTURE
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"roadmap:{_STAGE}:{self.path.slug}",
            placeholder="Open a stage",
            options=[
                discord.SelectOption(label=option.label, value=option.value,
                                     description=option.description)
                for option in stage_options(self.path)
            ],
        )  # fmt: skip
        button: discord.ui.Button[Any] = discord.ui.Button(
            custom_id=f"roadmap:{other_face}:{self.path.slug}",
            label="Show as text" if other_face == _TEXT else "Show as picture",
            style=discord.ButtonStyle.secondary,
        )
        view = discord.ui.View(timeout=None)
        view.add_item(RoadmapControl(select, _STAGE, self.path.slug))
        view.add_item(RoadmapControl(button, other_face, self.path.slug))
        return view


class Roadmaps(commands.Cog):
    """Shows roadmaps to those who ask for one.

    A roadmap comes as a picture that everybody sees. Below it, anybody opens a stage for
    themselves. The button between picture and text turns the message over for the member who asked
    for it; others get a copy that they alone see. The controls carry all that they need in their
    ids, so they work after a restart; where the roadmap has changed since, they say so.

    Args:
        roadbook: gives the serving index, whichever it is at the moment.
    """

    def __init__(self, roadbook: Callable[[], Roadbook]) -> None:
        self._roadbook = roadbook

    @app_commands.command(name="roadmap")
    @app_commands.describe(
        track="Which path, such as Python, databases or a first job",
        private="Show the roadmap to you alone",
    )
    async def roadmap(
        self,
        interaction: discord.Interaction,
        track: app_commands.Range[str, 1, _LONGEST_TRACK] = DEFAULT_TRACK,
        private: bool = False,
    ) -> None:
        """See a learning path: its stages, its skills and its projects."""
        task = asyncio.create_task(asyncio.to_thread(self._find_page, track))
        done, _ = await asyncio.wait({task}, timeout=DEFER_AFTER)
        if not done:
            await interaction.response.defer(ephemeral=private)
        try:
            page = await task
        except UnknownTrackError as error:
            await tell(
                interaction,
                f"I know no such track. Did you mean **{error.nearest.title}**? "
                "`/roadmap` lists the tracks while you type.",
            )
            return
        await self._send(interaction, page, private)

    @roadmap.autocomplete("track")
    async def _suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        tracks = await asyncio.to_thread(self._tracks)
        return [
            app_commands.Choice(name=choice_name(track.title), value=track.slug)
            for track in suggest_tracks(typed, tracks)
            if len(track.slug) <= _LONGEST_TRACK
        ]

    async def open_stage(
        self, interaction: discord.Interaction[Any], track: str, number: str
    ) -> None:
        """Shows a member one stage of a track, for them alone."""
        embed = await asyncio.to_thread(self._stage, track, number)
        if embed is None:
            await tell(interaction, OUTDATED)
            return
        await interaction.response.send_message(embed=embed, ephemeral=True)

    async def turn_over(self, interaction: discord.Interaction[Any], track: str, face: str) -> None:
        """Turns a roadmap to its picture or its text, or gives a copy to who did not ask for it."""
        owns = _asked_for(interaction)
        await interaction.response.defer(ephemeral=True, thinking=not owns)
        page = await asyncio.to_thread(self._page, track, face)
        if page is None:
            await interaction.followup.send(OUTDATED, ephemeral=True)
        elif owns:
            await interaction.edit_original_response(
                embed=page.embed, attachments=page.files(), view=page.controls()
            )
        else:
            await self._send(interaction, page, private=True)

    async def _send(self, interaction: discord.Interaction[Any], page: Page, private: bool) -> None:
        send: Any = interaction.response.send_message
        if interaction.response.is_done():
            send = interaction.followup.send
        await send(embed=page.embed, files=page.files(), view=page.controls(), ephemeral=private)

    def _tracks(self) -> tuple[Track, ...]:
        return read_tracks(self._roadbook().store.roadmaps())

    def _find_page(self, name: str) -> Page:
        """The picture of the track of that name; see `find_track` for what it raises."""
        track = find_track(name, self._tracks())
        page = self._page(track.slug, _PICTURE)
        if page is None:
            raise UnknownTrackError(name, track)
        return page

    def _path(self, track: str) -> LearningPath | None:
        """A track as it is now; None where there is no such track any more."""
        book = self._roadbook()
        plan = book.store.roadmaps().get(track)
        return build_path(track, plan, book.store.topics(), book.graph) if plan else None

    def _page(self, track: str, face: str) -> Page | None:
        path = self._path(track)
        if path is None:
            return None
        if face == _TEXT:
            return Page(path, discord.Embed.from_dict(text_embed(path)))
        from bot.roadmaps.picture import draw_path  # Pillow takes memory only once it draws

        return Page(path, discord.Embed.from_dict(picture_embed(path)), draw_path(path))

    def _stage(self, track: str, number: str) -> discord.Embed | None:
        path = self._path(track)
        stage = next((s for s in path.stages if str(s.number) == number), None) if path else None
        if path is None or stage is None:
            return None
        topics = [topic.slug for step in stage.steps for topic in step.topics]
        sources = {topic: self._roadbook().store.sources(topic) for topic in topics}
        reading = {
            topic: Reading(first.title, first.url)
            for topic, links in sources.items()
            for first in list(links.values())[:1]
        }
        return discord.Embed.from_dict(stage_embed(path, stage, reading))


class RoadmapControl(
    discord.ui.DynamicItem["discord.ui.Item[Any]"],
    template=r"roadmap:(?P<act>[a-z]*):(?P<track>.*)",
):
    """A control below a roadmap. Its id says what it does and for which track."""

    def __init__(self, item: discord.ui.Item[Any], act: str, track: str) -> None:
        super().__init__(item)
        self._act = act
        self._track = track

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> RoadmapControl:
        return cls(item, match["act"], match["track"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Roadmaps.__cog_name__)
        try:
            if isinstance(cog, Roadmaps) and isinstance(self.item, discord.ui.Select):
                await cog.open_stage(interaction, self._track, self.item.values[0])
            elif isinstance(cog, Roadmaps) and self._act in (_PICTURE, _TEXT):
                await cog.turn_over(interaction, self._track, self._act)
            else:
                await tell(interaction, OUTDATED)
        except Exception as error:  # noqa: BLE001 - the boundary of this control
            text = explain_to_member(error, "a roadmap's control")
            if text is not None:
                await tell(interaction, text)


def _asked_for(interaction: discord.Interaction[Any]) -> bool:
    """Whether the member is the one whom the message answers."""
    origin = interaction.message.interaction_metadata if interaction.message else None
    return origin is not None and origin.user.id == interaction.user.id
