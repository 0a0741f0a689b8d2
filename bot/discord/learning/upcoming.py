"""`/next`: the three skills to learn now."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import tell
from bot.discord.learning.control import NEXT, STALE, LearningControl, Press, button
from bot.discord.learning.next_embed import next_embed
from bot.discord.learning.skill_pages import read_select
from bot.discord.limits import shorten
from bot.discord.page import Page, in_time
from bot.learning.companion import Companion, Outlook
from bot.roadmaps.text import short_title

_LABEL = 80


class Upcoming(commands.Cog, name=NEXT):
    """Suggests what to learn now, to the member alone.

    A suggestion can be started, or put away for good; what was put away last can be taken back
    below. The message always shows how things stand after that.
    """

    def __init__(self, companion: Companion) -> None:
        self._companion = companion

    @app_commands.command(name="next")
    async def next(self, interaction: discord.Interaction) -> None:
        """See the three skills to learn now, and why."""
        await self.show(interaction)

    async def show(self, interaction: discord.Interaction[Any]) -> None:
        """Shows a member what to learn now, for them alone."""
        member = interaction.user.id
        page = await in_time(interaction, lambda: self._page(member))
        await page.send(interaction, private=True)

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        if press.act == "show":
            await self.show(interaction)
            return
        member = interaction.user.id
        page = await in_time(interaction, lambda: self._changed(member, press), in_place=True)
        await (page.put(interaction) if page is not None else tell(interaction, STALE))

    async def copy(self, interaction: discord.Interaction[Any], press: Press) -> None:
        await self.show(interaction)

    def _changed(self, member: int, press: Press) -> Page | None:
        """Does what a button says and gives what to learn now after that."""
        topic = press.subject
        title = self._companion.title(topic)
        if title is None:
            return None
        if press.act == "start":
            self._companion.begin(member, topic)
            return self._page(member, f"{title} is under way.")
        if press.act == "dismiss":
            self._companion.dismiss(member, topic)
            return self._page(member, f"I won't suggest {title} again.", put_away=topic)
        if press.act == "undo":
            self._companion.undo_dismissal(member, topic)
            return self._page(member, f"I may suggest {title} again.")
        return None

    def _page(self, member: int, note: str = "", put_away: str = "") -> Page:
        outlook = self._companion.outlook(member)
        controls = self._controls(member, outlook, put_away)
        return Page(next_embed(outlook, note), tuple(controls))

    def _controls(self, member: int, outlook: Outlook, put_away: str) -> list[LearningControl]:
        made = []
        for one in outlook.suggestions:
            label = shorten(f"Start {short_title(one.title)}", _LABEL)
            style = discord.ButtonStyle.primary
            made.append(button(NEXT, "start", member, label, one.topic, style, row=0))
        for one in outlook.suggestions:
            label = shorten(f"Not interested in {short_title(one.title)}", _LABEL)
            made.append(button(NEXT, "dismiss", member, label, one.topic, row=1))
        topics = {one.topic: one.title for one in outlook.suggestions}
        topics.update({topic.slug: topic.title for topic in outlook.under_way})
        if topics:
            made.append(read_select("Read about a skill", topics, row=2))
        title = self._companion.title(put_away) if put_away else None
        if title is not None:
            label = shorten(f"Undo: {short_title(title)} does interest me", _LABEL)
            made.append(button(NEXT, "undo", member, label, put_away, row=3))
        return made
