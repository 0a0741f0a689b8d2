"""👍 and 👎 below an answer, and why it did not help."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord.ext import commands

from bot.discord.community.texts import Texts, language_of
from bot.discord.control import Control
from bot.discord.dialogs import Dialog, submitted
from bot.discord.failures import tell, told
from bot.state.feedback import LONGEST_REASON, FeedbackStore

_UP, _DOWN = "up", "down"
_WHY = "vote:why:"
_REASON = "reason"


def vote_controls(number: int) -> discord.ui.View:
    """The two buttons below the answer of that number, without a time limit."""
    view = discord.ui.View(timeout=None)
    for act, emoji in ((_UP, "👍"), (_DOWN, "👎")):
        button: discord.ui.Button[Any] = discord.ui.Button(
            custom_id=f"vote:{act}:{number}", emoji=emoji, style=discord.ButtonStyle.secondary
        )
        view.add_item(VoteControl(button))
    return view


class Voting(commands.Cog):
    """Counts votes: one a member on each answer, which they may change.

    A vote counts with its click. A 👎 then opens a dialog that asks why; whoever closes it has
    voted all the same. Buttons and dialog work after a restart.

    Args:
        now: the clock, in UTC.
    """

    def __init__(self, store: FeedbackStore, texts: Texts, now: Callable[[], datetime]) -> None:
        self._store = store
        self._texts = texts
        self._now = now

    async def vote(self, interaction: discord.Interaction[Any], number: int, liked: bool) -> None:
        """Counts a vote and thanks for it, or asks why."""
        language = language_of(interaction.locale)
        counted = await asyncio.to_thread(
            self._store.vote, number, interaction.user.id, liked, self._now()
        )
        if not counted:
            await tell(interaction, self._texts.say("vote_too_old", language))
        elif liked:
            await tell(interaction, self._texts.say("vote_up", language))
        else:
            await interaction.response.send_modal(self._why(number, language))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Keeps the reason that a member gave."""
        number, texts = submitted(interaction, _WHY)
        if not number:
            return
        async with told(interaction, "the reason of a vote"):
            language = language_of(interaction.locale)
            reason = texts.get(_REASON, "").strip()
            kept = number.isdecimal() and await asyncio.to_thread(
                self._store.explain, int(number), interaction.user.id, reason
            )
            key = "vote_too_old" if not kept else "vote_reason_kept" if reason else "vote_down"
            await tell(interaction, self._texts.say(key, language))

    def _why(self, number: int, language: str) -> Dialog:
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=_REASON,
            style=discord.TextStyle.paragraph,
            placeholder=self._texts.say("vote_reason_hint", language),
            max_length=LONGEST_REASON,
            required=False,
        )
        title = self._texts.say("vote_title", language)
        return Dialog(title, f"{_WHY}{number}", {self._texts.say("vote_reason", language): field})


class VoteControl(
    Control,
    template=r"vote:(?P<act>up|down):(?P<number>[0-9]{1,18})",
):
    """A button below an answer. Its id says what it does and which answer it is about."""

    where = "a vote"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Voting.__cog_name__)
        assert isinstance(cog, Voting)
        await cog.vote(interaction, int(self.said["number"]), self.said["act"] == _UP)
