"""`/roadmap`: a path as picture and text, its stages and skills, and choosing it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.learning.skill_pages import read_select
from bot.discord.page import Page, Picture, in_time
from bot.discord.quizzes.controls import start_button
from bot.discord.roadmap_embed import (
    choice_name,
    picture_alt_text,
    picture_embed,
    picture_name,
    stage_embed,
    stage_options,
    text_embed,
)
from bot.learning.companion import Companion
from bot.learning.member_paths import DEFAULT_TRACK
from bot.quizzes.subjects import Kind, Subject
from bot.roadmaps.path import LearningPath, PathStep, State
from bot.roadmaps.tracks import UnknownTrackError, find_track, suggest_tracks

OUTDATED = "This roadmap has changed since it was posted. `/roadmap` shows it as it is now."

_PICTURE, _TEXT, _STAGE, _CHOOSE = "picture", "text", "stage", "choose"
_SHARED = "shared"
"""Stands before `_PICTURE` or `_TEXT` where the progress is to be seen by everybody."""
_LONGEST_TRACK = 80
_FIRST = (State.UNDER_WAY, State.NEXT, State.OPEN, State.DONE)


class Roadmaps(commands.Cog):
    """Shows roadmaps to those who ask for one, with how far they have come.

    A roadmap comes as a picture. One without any of the member's progress is seen by everybody;
    one with it by the member alone, unless they say otherwise. Below it, anybody opens a stage or a
    skill, or chooses the track, for themselves. The button between picture and text turns the
    message over for the member who asked for it; others get a copy that they alone see, and so
    does that member where it would show everybody progress that they did not share. The controls
    carry all that they need in their ids, so they work after a restart; where the roadmap has
    changed since, they say so.
    """

    def __init__(self, companion: Companion) -> None:
        self._companion = companion

    @app_commands.command(name="roadmap")
    @app_commands.describe(
        track="Which path, such as Python, databases or a first job; yours if you chose one",
        private="Whether you alone see it; if you don't say, when it shows your progress",
    )
    async def roadmap(
        self,
        interaction: discord.Interaction,
        track: app_commands.Range[str, 1, _LONGEST_TRACK] | None = None,
        private: bool | None = None,
    ) -> None:
        """See a learning path: its stages, its skills and projects, and how far you are."""
        member = interaction.user.id
        try:
            path = await in_time(
                interaction, lambda: self._found(member, track), private=private is not False
            )
        except UnknownTrackError as error:
            await tell(
                interaction,
                f"I know no such track. Did you mean **{error.nearest.title}**? "
                "`/roadmap` lists the tracks while you type.",
            )
            return
        hidden = _shows_progress(path) if private is None else private
        is_shared = private is False
        page = await in_time(
            interaction, lambda: self._faced(member, path, _PICTURE, is_shared), private=hidden
        )
        await page.send(interaction, private=hidden)

    @roadmap.autocomplete("track")
    async def _suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        tracks = await asyncio.to_thread(self._companion.tracks)
        return [
            app_commands.Choice(name=choice_name(track.title), value=track.slug)
            for track in suggest_tracks(typed, tracks)
            if len(track.slug) <= _LONGEST_TRACK
        ]

    async def open_stage(
        self, interaction: discord.Interaction[Any], track: str, number: str
    ) -> None:
        """Shows a member one stage of a track, for them alone."""
        member = interaction.user.id
        page = await in_time(interaction, lambda: self._stage(member, track, number))
        await (page.send(interaction, private=True) if page else tell(interaction, OUTDATED))

    async def choose(self, interaction: discord.Interaction[Any], track: str) -> None:
        """Makes a track the member's own, and offers to find out what they know of it."""
        member = interaction.user.id
        title = await in_time(interaction, lambda: self._chosen(member, track))
        if title is None:
            await tell(interaction, OUTDATED)
            return
        placement = start_button(Subject(Kind.PLACEMENT, track, title), "Find out what I know")
        text = (
            f"**{title}** is your track now. `/next` says what to learn first, and `/progress` "
            "how far you are. If you know some of it already, a few questions find out."
        )
        await Page(None, (placement,), text=text).send(interaction, private=True)

    async def turn_over(
        self, interaction: discord.Interaction[Any], track: str, face: str, is_shared: bool
    ) -> None:
        """Turns a roadmap to its picture or its text, or gives the member a copy.

        Args:
            is_shared: whether who asked for it wanted everybody to see their progress.
        """
        owns = _asked_for(interaction)
        member = interaction.user.id
        await interaction.response.defer(ephemeral=True, thinking=not owns)
        path = await asyncio.to_thread(self._companion.path, member, track)
        if path is None:
            await interaction.followup.send(OUTDATED, ephemeral=True)
            return
        page = await asyncio.to_thread(self._faced, member, path, face, is_shared)
        if owns and (is_shared or _is_private(interaction) or not _shows_progress(path)):
            await page.put(interaction)
        else:
            await page.send(interaction, private=True)

    # -- parts, to be called in a thread ----------------------------------------------------------

    def _found(self, member: int, name: str | None) -> LearningPath:
        """The track as it was typed; without a name, the one that the member chose.

        See `find_track` for what it raises.
        """
        tracks = self._companion.tracks()
        track = find_track(name or self._companion.chosen_track(member) or DEFAULT_TRACK, tracks)
        path = self._companion.path(member, track.slug)
        if path is None:
            raise UnknownTrackError(track.slug, track)
        return path

    def _faced(self, member: int, path: LearningPath, face: str, is_shared: bool) -> Page:
        items = tuple(self._controls(member, path, face, is_shared))
        if face == _TEXT:
            return Page(text_embed(path), items)
        from bot.roadmaps.picture import draw_path  # Pillow takes memory only once it draws

        picture = Picture(picture_name(path), draw_path(path), picture_alt_text(path))
        return Page(picture_embed(path), items, picture)

    def _controls(self, member: int, path: LearningPath, face: str, is_shared: bool) -> list[Any]:
        """The selects of stages and skills, and the buttons to turn over and to choose."""
        stages: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"roadmap:{_STAGE}:{path.slug}",
            placeholder="Open a stage",
            options=[
                discord.SelectOption(
                    label=option.label, value=option.value, description=option.description
                )
                for option in stage_options(path)
            ],
            row=0,
        )
        other = _TEXT if face == _PICTURE else _PICTURE
        is_chosen = self._companion.chosen_track(member) == path.slug
        return [
            RoadmapControl(stages),
            read_select("Open a skill", _skills(path.steps()), row=1),
            _button(_SHARED * is_shared + other, path.slug, f"Show as {other}"),
            _button(_CHOOSE, path.slug, "Your track" if is_chosen else "Choose this track"),
        ]

    def _chosen(self, member: int, track: str) -> str | None:
        """Chooses a track; gives its title, or None where there is none (any more)."""
        if not self._companion.choose_track(member, track):
            return None
        return next(known.title for known in self._companion.tracks() if known.slug == track)

    def _stage(self, member: int, track: str, number: str) -> Page | None:
        path = self._companion.path(member, track)
        stage = next((s for s in path.stages if str(s.number) == number), None) if path else None
        if path is None or stage is None:
            return None
        topics = [topic.slug for step in stage.steps for topic in step.topics]
        embed = stage_embed(path, stage, self._companion.reading(topics))
        return Page(embed, (read_select("Open a skill", _skills(stage.steps)),))


def _shows_progress(path: LearningPath) -> bool:
    return any(step.state in (State.DONE, State.UNDER_WAY) for step in path.steps())


def _skills(steps: Iterable[PathStep]) -> dict[str, str]:
    """Titles of the skills of some steps by slug, those to work on first."""
    topics = [topic for step in steps for topic in step.topics]
    return {t.slug: t.title for state in _FIRST for t in topics if t.state is state}


def _button(act: str, track: str, label: str) -> RoadmapControl:
    item: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"roadmap:{act}:{track}",
        label=label,
        style=discord.ButtonStyle.secondary,
        row=2,
    )
    return RoadmapControl(item)


class RoadmapControl(
    Control,
    template=r"roadmap:(?P<act>[a-z]*):(?P<track>.*)",
):
    """A control below a roadmap. Its id says what it does and for which track."""

    where = "a roadmap's control"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Roadmaps.__cog_name__)
        face = self.said["act"].removeprefix(_SHARED)
        if isinstance(cog, Roadmaps) and isinstance(self.item, discord.ui.Select):
            await cog.open_stage(interaction, self.said["track"], self.item.values[0])
        elif isinstance(cog, Roadmaps) and face in (_PICTURE, _TEXT):
            await cog.turn_over(interaction, self.said["track"], face, face != self.said["act"])
        elif isinstance(cog, Roadmaps) and self.said["act"] == _CHOOSE:
            await cog.choose(interaction, self.said["track"])
        else:
            await tell(interaction, OUTDATED)


def _asked_for(interaction: discord.Interaction[Any]) -> bool:
    """Whether the member is the one whom the message answers."""
    origin = interaction.message.interaction_metadata if interaction.message else None
    return origin is not None and origin.user.id == interaction.user.id


def _is_private(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message whose control was used is seen by its member alone."""
    return interaction.message is not None and interaction.message.flags.ephemeral
