"""A quiz's message, sent once and turned over in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import discord


@dataclass(frozen=True, slots=True)
class QuizPage:
    """What a message shows: up to two embeds, and buttons without a time limit."""

    embeds: Sequence[dict[str, Any]]
    buttons: Sequence[discord.ui.Item[Any]] = ()

    async def send(self, interaction: discord.Interaction[Any], private: bool) -> None:
        """Sends the page as a new message in answer to an interaction."""
        send: Any = interaction.response.send_message
        if interaction.response.is_done():
            send = interaction.followup.send
        view = {"view": self.view()} if self.buttons else {}
        await send(embeds=self._shown(), ephemeral=private, **view)

    async def put(self, interaction: discord.Interaction[Any]) -> None:
        """Puts the page in the place of the message whose button was pressed."""
        change: Any = interaction.response.edit_message
        if interaction.response.is_done():
            change = interaction.edit_original_response
        await change(embeds=self._shown(), view=self.view())

    def view(self) -> discord.ui.View:
        """The buttons."""
        view = discord.ui.View(timeout=None)
        for item in self.buttons:
            view.add_item(item)
        return view

    def _shown(self) -> list[discord.Embed]:
        return [discord.Embed.from_dict(embed) for embed in self.embeds]
