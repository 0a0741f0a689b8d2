"""The controls of quizzes; all that they need is in their ids, so they outlive a restart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import discord

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.limits import shorten
from bot.quizzes.result import LETTERS
from bot.quizzes.sitting import NOT_SURE, Sitting
from bot.quizzes.subjects import Subject

QUIZZES = "quizzes"
"""The name of the cog that answers these controls."""

STALE = "This quiz is no longer kept. `/quiz` starts a new one."
NOT_YOURS = "This quiz is somebody else's. `/quiz` starts one of your own."
ANSWERED = "That question is answered already; here is where you are."


SELECTED, OPTION_TEXT = 25, 100
"""How many options a select has at most, and how long the text of one may be."""


class Act(StrEnum):
    """What a control does."""

    ANSWER = "answer"
    START = "start"
    ANEW = "anew"
    RESUME = "resume"
    LEARNED = "learned"
    KNOWN = "known"
    ALL_KNOWN = "all"
    PICK = "pick"


@dataclass(frozen=True, slots=True)
class Press:
    """The use of a control, as its id tells it.

    Attributes:
        about: the id of a sitting; the code of a subject where it starts one.
        position: the number of the answered question, from 0.
        option: the chosen option.
        picked: the topics picked, where it is a select.
    """

    act: Act
    about: str
    position: int = 0
    option: int = NOT_SURE
    picked: tuple[str, ...] = ()

    @property
    def custom_id(self) -> str:
        """The id of the control, at most 100 characters."""
        numbers = f":{self.position}:{self.option}" if self.act is Act.ANSWER else ""
        return f"quiz:{self.act}:{self.about}{numbers}"


@runtime_checkable
class Desk(Protocol):
    """The cog that knows what the controls do."""

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Does what a control says for whoever used it."""


class QuizControl(
    Control,
    template=(
        r"quiz:(?P<act>answer|start|anew|resume|learned|known|all|pick):(?P<about>[a-z]+:[^:]*|[^:]*)"
        r"(?::(?P<position>\d+):(?P<option>[0-4]))?"
    ),
):
    """A button or select of a quiz."""

    where = "a control of a quiz"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        said, desk = self.said, interaction.client.get_cog(QUIZZES)
        position, option = int(said["position"] or 0), int(said["option"] or NOT_SURE)
        press = Press(Act(said["act"]), said["about"], position, option, self.picked)
        if isinstance(desk, Desk):
            await desk.press(interaction, press)
        else:
            await tell(interaction, STALE)


def button(
    press: Press,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
    row: int | None = None,
) -> QuizControl:
    """A button that does something with a quiz."""
    item: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=press.custom_id, label=label, style=style, row=row
    )
    return QuizControl(item)


def option_buttons(sitting: Sitting) -> Sequence[QuizControl]:
    """A button for each option of the current question, and one for not being sure."""
    primary = discord.ButtonStyle.primary
    return (
        *(
            button(Press(Act.ANSWER, sitting.id, sitting.position, place), letter, primary)
            for place, letter in enumerate(LETTERS)
        ),
        button(Press(Act.ANSWER, sitting.id, sitting.position, NOT_SURE), "Not sure"),
    )


def start_button(subject: Subject, label: str) -> QuizControl:
    """A button with which anybody starts a quiz of their own on a subject."""
    return button(Press(Act.START, subject.code), label)


def topic_select(sitting: Sitting, topics: Mapping[str, str]) -> QuizControl:
    """A select of which topics to mark, of their titles by slug; as many as Discord lets choose."""
    options = [
        discord.SelectOption(label=shorten(title, OPTION_TEXT), value=slug)
        for slug, title in list(topics.items())[:SELECTED]
    ]
    item: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=Press(Act.PICK, sitting.id).custom_id, placeholder="Or pick which to mark",
        options=options, min_values=1, max_values=len(options), row=1,
    )  # fmt: skip
    return QuizControl(item)
