"""`/about`: help on one screen, and the switch by which members are left alone."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Callable
from typing import Any, Protocol

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.community.about_embed import Help, about_embed
from bot.discord.community.admission import Admission
from bot.discord.community.place import place_of_interaction
from bot.discord.community.texts import Texts, language_of
from bot.discord.community.translator import CommandTranslations
from bot.discord.control import Control
from bot.state.participation import Participation
from index.manifest import Manifest

_OUT, _IN = "out", "in"


class Described(Protocol):
    """An index that tells what it holds; an opened one does."""

    @property
    def manifest(self) -> Manifest:
        """Version and counts."""


class About(commands.Cog):
    """Tells members, in their language and to them alone, what the bot does.

    The button below has it leave a member's messages alone, or answer them again.

    Args:
        index: gives the serving index, whichever it is at the moment.
    """

    def __init__(
        self,
        client: commands.AutoShardedBot,
        index: Callable[[], Described],
        admission: Admission,
        participation: Participation,
        texts: Texts,
        translations: CommandTranslations,
    ) -> None:
        self._client = client
        self._index = index
        self._admission = admission
        self._participation = participation
        self._texts = texts
        self._translations = translations

    @app_commands.command(name="about")
    async def about(self, interaction: discord.Interaction) -> None:
        """See what Backroad does, its commands, and how it treats your data."""
        language, place = language_of(interaction.locale), place_of_interaction(interaction)
        settings = await self._admission.settings_of(place)
        manifest = self._index().manifest
        help_ = Help(
            commands=self._commands(language),
            version=manifest.version,
            articles=manifest.counts.get("articles", 0),
            sections=manifest.counts.get("sections", 0),
            keep_days=settings.keep_days,
            in_server=place.server is not None,
        )
        say = functools.partial(self._texts.say, language=language)
        embed = discord.Embed.from_dict(about_embed(help_, say))
        opted_out = await asyncio.to_thread(self._participation.is_opted_out, interaction.user.id)
        view = self._switch(opted_out, language)
        await interaction.response.send_message(embed=embed, view=view, ephemeral=True)

    async def opt(self, interaction: discord.Interaction[Any], out: bool) -> None:
        """Leaves a member's messages alone from now on, or answers them again."""
        act = self._participation.opt_out if out else self._participation.opt_in
        await asyncio.to_thread(act, interaction.user.id)
        language = language_of(interaction.locale)
        text = self._texts.say("opted_out" if out else "opted_in", language)
        await interaction.response.edit_message(content=text, view=self._switch(out, language))

    def _commands(self, language: str) -> list[tuple[str, str]]:
        """The commands for everybody, as a member's Discord shows them."""
        shown = []
        for command in self._client.tree.get_commands(type=discord.AppCommandType.chat_input):
            if command.default_permissions is None:
                translated = self._translations.of(language, command.name)
                name = translated.name if translated else command.name
                about = translated.description if translated else command.description
                shown.append((name, about))
        return shown

    def _switch(self, opted_out: bool, language: str) -> discord.ui.View:
        act, key = (_IN, "about_opt_in") if opted_out else (_OUT, "about_opt_out")
        button: discord.ui.Button[Any] = discord.ui.Button(
            custom_id=f"about:{act}",
            label=self._texts.say(key, language),
            style=discord.ButtonStyle.secondary,
        )
        view = discord.ui.View(timeout=None)
        view.add_item(AboutControl(button))
        return view


class AboutControl(Control, template=r"about:(?P<act>out|in)"):
    """The switch below the help. It counts for whoever presses it."""

    where = "the switch of /about"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(About.__cog_name__)
        assert isinstance(cog, About)
        await cog.opt(interaction, self.said["act"] == _OUT)
