"""Members who want to be told when their question is answered."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from typing import Any

import discord
from discord.ext import commands

from bot.discord.answer_embed import answer_embed
from bot.discord.community.texts import Texts, language_of
from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.limits import shorten
from bot.discord.plain_text import harmless, one_line
from bot.moderation.settling import Fulfilled, Settling
from bot.state.gap_answers import GapAnswers

_log = logging.getLogger(__name__)

_QUESTION = 200


def wish_button(number: int) -> WishControl:
    """The button below a refusal, for the question of that number."""
    button: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"wish:{number}",
        label="Tell me when this is answered",
        style=discord.ButtonStyle.secondary,
    )
    return WishControl(button)


class Wishes(commands.Cog):
    """Keeps who wants to be told, and tells them once, in a direct message.

    Only who is still in the server is told, since an entry is that server's alone. Who accepts no
    direct messages is passed over. A wish is taken off the list before it is fulfilled, so that
    nobody is told twice; those of a server that cannot be reached now are kept.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        client: commands.AutoShardedBot,
        answers: GapAnswers,
        settling: Settling,
        texts: Texts,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._answers = answers
        self._settling = settling
        self._texts = texts
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    async def note(self, interaction: discord.Interaction[Any], number: int) -> None:
        """Notes a member's wish to be told of a question of the server they are in.

        In direct messages, of the question that was answered there.
        """
        server, member = interaction.guild_id, interaction.user.id
        kept = await asyncio.to_thread(self._answers.wish, number, member, server, self._now())
        key = "wish_noted" if kept else "wish_too_old"
        await tell(interaction, self._texts.say(key, language_of(interaction.locale)))

    def entry_published(self, server: int, topic: str, questions: Sequence[str]) -> None:
        """Looks, in the background, which missed questions of the server an entry answers.

        To be called whenever an entry is added, changed or restored.
        """
        self._start(self._settle(server, topic, questions))

    def index_rebuilt(self) -> None:
        """Tells, in the background, those whose refused questions the articles answer by now."""
        self._start(self._look_again())

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:  # noqa: BLE001 - the boundary of background work
            _log.exception("what is answered by now could not be told")

    async def _settle(self, server: int, topic: str, questions: Sequence[str]) -> None:
        fulfilled = await asyncio.to_thread(self._settling.published, server, topic, questions)
        await self._tell_all(server, fulfilled)

    async def _look_again(self) -> None:
        for server in await asyncio.to_thread(self._answers.servers_with_wishes):
            fulfilled = await asyncio.to_thread(self._settling.rebuilt, server)
            await self._tell_all(server, fulfilled)

    async def _tell_all(self, server: int, fulfilled: Sequence[Fulfilled]) -> None:
        guild = self._client.get_guild(server)
        if guild is None:
            return
        for each in fulfilled:
            if await asyncio.to_thread(self._answers.take, each.wish):
                await self._tell(guild, each)

    async def _tell(self, guild: discord.Guild, fulfilled: Fulfilled) -> None:
        try:
            member = await guild.fetch_member(fulfilled.wish.member)
            question = harmless(shorten(one_line(fulfilled.question), _QUESTION))
            await member.send(
                f"You asked in **{harmless(guild.name)}**: {question}\nThere is an answer now.",
                embed=discord.Embed.from_dict(answer_embed(fulfilled.answer)),
                allowed_mentions=discord.AllowedMentions.none(),
            )
        except discord.HTTPException as error:
            _log.info("a member could not be told of an answer (code %s)", error.code)


class WishControl(Control, template=r"wish:(?P<number>\d{1,18})"):
    """The button below a refusal; its id names the question."""

    where = "a wish to be told"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Wishes.__cog_name__)
        assert isinstance(cog, Wishes)
        await cog.note(interaction, int(self.said["number"]))
