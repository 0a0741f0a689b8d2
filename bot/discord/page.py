"""A message with controls that is sent once and turned over in place, and work that may be late."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import discord

DEFER_AFTER = 1.5
"""Seconds after which an interaction is deferred; Discord gives up after 3."""

T = TypeVar("T")


def seconds_left(interaction: discord.Interaction[Any]) -> float:
    """Seconds until an interaction is to be deferred, counted from when Discord made it.

    By Discord's clock, but at most from now on where that clock is ahead.
    """
    age = (discord.utils.utcnow() - interaction.created_at).total_seconds()
    return DEFER_AFTER - max(0.0, min(age, DEFER_AFTER))


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture to attach: its file name, its PNG, and what it shows in words."""

    name: str
    content: bytes
    alt_text: str

    def file(self) -> discord.File:
        """The picture as a file, to be made anew for each sending."""
        return discord.File(io.BytesIO(self.content), self.name, description=self.alt_text)


@dataclass(frozen=True, slots=True)
class Page:
    """What a message shows. The controls carry all that they need, so they have no time limit.

    Attributes:
        embed: None where there is nothing but text.
        above: an embed to show above the other.
        text: above all embeds.
    """

    embed: dict[str, Any] | None
    items: tuple[discord.ui.Item[Any], ...] = ()
    picture: Picture | None = None
    above: dict[str, Any] | None = None
    text: str = ""

    async def send(self, interaction: discord.Interaction[Any], private: bool) -> None:
        """Sends the page as a new message in answer to an interaction."""
        send: Any = interaction.response.send_message
        if interaction.response.is_done():
            send = interaction.followup.send
        files = [self.picture.file()] if self.picture is not None else []
        view = {"view": self._view()} if self.items else {}
        text = {"content": self.text} if self.text else {}
        await send(embeds=self._embeds(), files=files, ephemeral=private, **view, **text)

    async def put(self, interaction: discord.Interaction[Any]) -> None:
        """Puts the page in the place of the message whose control was used."""
        files = [self.picture.file()] if self.picture is not None else []
        change: Any = interaction.response.edit_message
        if interaction.response.is_done():
            change = interaction.edit_original_response
        await change(
            content=self.text or None,
            embeds=self._embeds(),
            attachments=files,
            view=self._view() if self.items else None,
        )

    def _embeds(self) -> list[discord.Embed]:
        shown = (self.above, self.embed)
        return [discord.Embed.from_dict(embed) for embed in shown if embed is not None]

    def _view(self) -> discord.ui.View:
        view = discord.ui.View(timeout=None)
        for item in self.items:
            view.add_item(item)
        return view


async def in_time(
    interaction: discord.Interaction[Any],
    work: Callable[[], T],
    *,
    private: bool = True,
    in_place: bool = False,
) -> T:
    """Does blocking work in a thread; acknowledges the interaction, once, where that takes long.

    Args:
        private: whether the answer, where it comes late, is for the member alone.
        in_place: whether the answer will change the message whose control was used.
    """
    task = asyncio.create_task(asyncio.to_thread(work))
    done, _ = await asyncio.wait({task}, timeout=seconds_left(interaction))
    is_late = not done and not interaction.response.is_done()
    if is_late and in_place:
        await interaction.response.defer()
    elif is_late:
        await interaction.response.defer(ephemeral=private, thinking=True)
    return await task
