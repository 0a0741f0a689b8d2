"""The buttons and selects of the learning companion. They carry all that they need in their ids."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import discord

from bot.discord.control import Control
from bot.discord.failures import tell

ANYBODY = 0
"""The owner of a control that everybody may use, each for themselves."""

STALE = "This has changed since it was posted. `/skill`, `/next` and `/progress` show it anew."

SKILL, NEXT, PROGRESS = "skill", "next", "progress"
"""The desks, each a cog of that name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """The use of a control.

    Attributes:
        act: what it does.
        owner: the member whom it is for, or `ANYBODY`.
        subject: what it is about, such as a topic's slug; empty where there is no need.
        picked: the values picked, where it is a select.
    """

    act: str
    owner: int
    subject: str
    picked: tuple[str, ...] = ()


@runtime_checkable
class Desk(Protocol):
    """A cog that knows what its controls do."""

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Does what a control says, for the member whom it is for."""

    async def copy(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Answers somebody else than whom a control is for, with a copy of their own."""


def control_id(desk: str, act: str, owner: int, subject: str = "") -> str:
    """The custom id of a control."""
    return f"{desk}:{act}:{owner}:{subject}"


class LearningControl(
    Control,
    template=rf"(?P<desk>{SKILL}|{NEXT}|{PROGRESS}):(?P<act>[a-z]+):(?P<owner>\d+):(?P<subject>.*)",
):
    """A control of the companion. It works only for whom it is meant."""

    where = "a control of the companion"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        said = self.said
        desk = interaction.client.get_cog(said["desk"])
        press = Press(said["act"], int(said["owner"]), said["subject"], self.picked)
        if not isinstance(desk, Desk):
            await tell(interaction, STALE)
        elif press.owner in (ANYBODY, interaction.user.id):
            await desk.press(interaction, press)
        else:
            await desk.copy(interaction, press)


def button(
    desk: str,
    act: str,
    owner: int,
    label: str,
    subject: str = "",
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    row: int | None = None,
) -> LearningControl:
    """A button of a desk."""
    item: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=control_id(desk, act, owner, subject), label=label, style=style, row=row
    )
    return LearningControl(item)


def select(
    desk: str,
    act: str,
    owner: int,
    placeholder: str,
    options: Sequence[discord.SelectOption],
    subject: str = "",
    least: int = 1,
    most: int = 1,
    row: int | None = None,
) -> LearningControl:
    """A select of a desk; `least` to `most` of its options are picked."""
    item: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=control_id(desk, act, owner, subject), placeholder=placeholder,
        options=list(options), min_values=least, max_values=most, row=row,
    )  # fmt: skip
    return LearningControl(item)
