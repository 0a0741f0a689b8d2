"""`/skill`: one skill with what it needs, and "I know Python and SQL" to mark what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import tell, told
from bot.discord.learning.control import SKILL, STALE, Press
from bot.discord.learning.question_dialog import asked_about, question_dialog
from bot.discord.learning.skill_embed import QUIET, known_embed
from bot.discord.learning.skill_pages import SkillPages
from bot.discord.limits import shorten
from bot.discord.page import Page, in_time
from bot.learning.companion import Companion
from bot.learning.skill_names import UnknownSkillError

LONGEST_NAME = 200
_OPTION = 100

Answering = Callable[[discord.Interaction[Any], str], Awaitable[None]]
"""Answers a question for the member alone."""

Quizzing = Callable[[discord.Interaction[Any], str], Awaitable[None]]
"""Begins a quiz on a topic, given by its slug, for the member."""


class Skills(commands.Cog, name=SKILL):
    """Shows skills, and marks them for whoever they are shown to.

    A skill is shown to the member alone unless they share it. Its controls work for that member;
    others get the skill as it is for them. Marks are confirmed by the changed message. A text that
    says what somebody knows is read and shown back, and nothing is marked before they confirm.

    Args:
        ask: where a question about a skill goes.
        quiz: where `Quiz me` leads; None where there are no quizzes.
    """

    def __init__(
        self, companion: Companion, ask: Answering | None = None, quiz: Quizzing | None = None
    ) -> None:
        self._companion = companion
        self._ask = ask
        self._quiz = quiz
        self._pages = SkillPages(companion, quiz is not None, ask is not None)

    @app_commands.command(name="skill")
    @app_commands.describe(
        name="A skill such as Docker, or what you know: “I know Python, Git and SQL”",
        share="Show it to everybody here, with what you have learned of it",
    )
    async def skill(
        self,
        interaction: discord.Interaction,
        name: app_commands.Range[str, 1, LONGEST_NAME],
        share: bool = False,
    ) -> None:
        """See a skill: what it is, what it needs, its project; or say what you know already."""
        found = await asyncio.to_thread(self._find, name)
        if isinstance(found, UnknownSkillError):
            await self._hear(interaction, name, found)
        else:
            await self.show(interaction, found, private=not share)

    @skill.autocomplete("name")
    async def _suggest(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        titles = await asyncio.to_thread(self._suggested, interaction.user.id, typed)
        return [
            app_commands.Choice(name=shorten(title, _OPTION), value=slug)
            for slug, title in titles.items()
        ]

    # -- controls -------------------------------------------------------------------------------

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        member = interaction.user.id
        if press.act == "quiz" and self._quiz is not None:
            await self._quiz(interaction, press.subject)
        elif press.act == "ask" and self._ask is not None:
            await self._open_question(interaction, press.subject)
        elif press.act == "read":
            await self.show(interaction, press.picked[0] if press.picked else press.subject)
        elif press.act in ("pick", "mark", "all", "nothing"):
            await self._settle_claim(interaction, press)
        else:
            page = await in_time(interaction, lambda: self._changed(member, press), in_place=True)
            await (page.put(interaction) if page is not None else tell(interaction, STALE))

    async def copy(self, interaction: discord.Interaction[Any], press: Press) -> None:
        if press.act in ("pick", "mark", "all", "nothing"):
            await tell(interaction, "This is somebody else's. `/skill` takes yours.")
        else:
            await self.show(interaction, press.subject)

    async def show(
        self, interaction: discord.Interaction[Any], topic: str, private: bool = True
    ) -> None:
        """Shows a member a skill as it is for them."""
        member = interaction.user.id
        page = await in_time(interaction, lambda: self._pages.skill(member, topic), private=private)
        await (page.send(interaction, private) if page else tell(interaction, STALE))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Takes the question about a skill from its dialog, also after a restart."""
        asked = asked_about(interaction)
        if asked is None or self._ask is None:
            return
        topic, question = asked
        async with told(interaction, "a question about a skill"):
            title = await asyncio.to_thread(self._companion.title, topic)
            if title is not None and title.casefold() not in question.casefold():
                question = f"{title}: {question}"
            await self._ask(interaction, question)

    # -- parts ----------------------------------------------------------------------------------

    async def _open_question(self, interaction: discord.Interaction[Any], topic: str) -> None:
        title = await asyncio.to_thread(self._companion.title, topic)
        if title is None:
            await tell(interaction, STALE)
            return
        await interaction.response.send_modal(question_dialog(topic, title))

    async def _hear(
        self, interaction: discord.Interaction[Any], text: str, unknown: UnknownSkillError
    ) -> None:
        """Reads what a member says they know; else names the skills that they may have meant."""
        member = interaction.user.id

        def heard() -> Page:
            claim = self._companion.claim(member, text)
            if claim is not None:
                return self._pages.claim(member, claim, claim.known)
            return self._pages.did_you_mean(member, unknown.nearest)

        page = await in_time(interaction, heard)
        await page.send(interaction, private=True)

    async def _settle_claim(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Picks among the skills that a member says they know, or marks the picked ones."""
        member = interaction.user.id
        options = _options(interaction)
        picked = [o.value for o in options if o.default]
        if press.act == "pick":
            picked = list(press.picked)
        offered = [o.value for o in options]

        def settled() -> Page:
            if press.act == "nothing":
                return Page({"description": "Nothing was marked.", "color": QUIET})
            claim = self._companion.claim_of(member, picked)
            if press.act == "pick":
                return self._pages.claim(member, claim, offered)
            topics = claim.known + (claim.beneath if press.act == "all" else ())
            new = self._companion.know(member, topics)
            return Page(known_embed(list(self._companion.titles(new).values())))

        page = await in_time(interaction, settled, in_place=True)
        await page.put(interaction)

    def _suggested(self, member: int, typed: str) -> dict[str, str]:
        first = () if typed.strip() else self._companion.at_hand(member)
        return self._companion.titles(self._companion.names().suggest(typed, first))

    def _find(self, name: str) -> str | UnknownSkillError:
        """The skill of that name; where there is none, the reason, which names the nearest."""
        try:
            return self._companion.names().find(name)
        except UnknownSkillError as error:
            return error

    def _changed(self, member: int, press: Press) -> Page | None:
        """Does what a button says and gives the skill as it is then."""
        topic = press.picked[0] if press.picked else press.subject
        title = self._companion.title(topic)
        if title is None:
            return None
        note = ""
        if press.act == "start":
            self._companion.begin(member, topic)
            note = "Started. Mark it as learned when you can use it without looking things up."
        elif press.act == "learn":
            self._companion.learn(member, topic)
            note = "Learned. Well done; `/next` has what follows."
        elif press.act == "unmark":
            self._companion.unmark(member, topic)
            note = "It is open again."
        elif press.act == "beneath":
            new = self._companion.know(member, self._companion.claim_of(member, [topic]).beneath)
            known = ", ".join(self._companion.titles(new).values()) or "Nothing new"
            note = f"Marked as known: {known}."
        return self._pages.skill(member, topic, note)


def _options(interaction: discord.Interaction[Any]) -> list[discord.SelectOption]:
    """The options of the first select of the message whose control was used."""
    rows = interaction.message.components if interaction.message else []
    for row in rows:
        for child in getattr(row, "children", []):
            if isinstance(child, discord.SelectMenu):
                return child.options
    return []
