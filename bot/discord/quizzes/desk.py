"""`/quiz`: questions with buttons, reviews that are due, and placements."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import tell
from bot.discord.page import Page, in_time
from bot.discord.quizzes.controls import ANSWERED, NOT_YOURS, QUIZZES, STALE, Act, Press
from bot.discord.quizzes.pages import Pages
from bot.quizzes.examiner import LONGEST, Examiner, NoSittingError, NotTheirsError
from bot.quizzes.judging import Judge
from bot.quizzes.sitting import StaleAnswerError
from bot.quizzes.subjects import REVIEWS, Kind, Subject, Subjects, UnknownSubjectError

_LONGEST_NAME = 80
_CHOICE = 100


class Quizzes(commands.Cog, name=QUIZZES):
    """Asks members what they want to be asked, or what is due.

    A quiz is for the member alone unless they want it in the channel, and only they answer it. It
    is stored after each answer, so it goes on after a restart, and the command that began it comes
    back to it. Whoever presses a button of somebody else's quiz, of one that is no longer kept, or
    of a question that is answered, is told so.
    """

    def __init__(self, examiner: Examiner, judge: Judge, pages: Pages) -> None:
        self._examiner = examiner
        self._judge = judge
        self._pages = pages

    @app_commands.command(name="quiz")
    @app_commands.describe(
        topic="A topic or a track; leave it out for the reviews that are due",
        length="How many questions",
        placement="Find out what you know already of a track, in about ten questions",
        private="Show the quiz to you alone (yes, unless you say no)",
    )
    async def quiz(
        self,
        interaction: discord.Interaction,
        topic: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        length: app_commands.Range[int, 1, LONGEST] | None = None,
        placement: app_commands.Range[str, 1, _LONGEST_NAME] | None = None,
        private: bool = True,
    ) -> None:
        """Be asked about a topic or a track, or review what is due."""
        member = interaction.user.id

        def begin() -> Page:
            if placement is not None:
                return self._begin(member, self._examiner.placements().find(placement), None)
            subject = self._examiner.subjects().find(topic) if topic is not None else REVIEWS
            return self._begin(member, subject, length)

        try:
            page = await in_time(interaction, begin, private=private)
        except UnknownSubjectError as error:
            await tell(interaction, self._pages.unknown(error.nearest))
            return
        await page.send(interaction, private)

    @quiz.autocomplete("topic")
    async def _suggest_topic(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await _choices(self._examiner.subjects, typed)

    @quiz.autocomplete("placement")
    async def _suggest_placement(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await _choices(self._examiner.placements, typed)

    async def begin_topic(self, interaction: discord.Interaction[Any], topic: str) -> None:
        """Begins a quiz on a topic, given by its slug, for the member alone."""
        await self._start(interaction, f"{Kind.TOPIC}:{topic}")

    # -- buttons --------------------------------------------------------------------------------

    async def press(self, interaction: discord.Interaction[Any], press: Press) -> None:
        """Does what a button says for whoever pressed it."""
        if press.act is Act.START:
            await self._start(interaction, press.about)
            return
        try:
            page = await in_time(
                interaction, lambda: self._turn(interaction.user.id, press), in_place=True
            )
        except NoSittingError:
            await tell(interaction, STALE)
        except NotTheirsError:
            await tell(interaction, NOT_YOURS)
        except StaleAnswerError as error:
            sitting = error.sitting
            page = await asyncio.to_thread(self._pages.of_sitting, sitting)
            await page.put(interaction)
            await tell(interaction, ANSWERED)
        else:
            await page.put(interaction)

    def _turn(self, member: int, press: Press) -> Page:
        """What the message shows after a press; raises what `Examiner.answer` raises."""
        if press.act is Act.ANSWER:
            sitting = self._examiner.answer(member, press.about, press.position, press.option)
            return self._pages.of_sitting(sitting)
        sitting = self._examiner.open(member, press.about)
        if press.act is Act.LEARNED:
            title = self._judge.mark_learned(sitting)
            return self._pages.of_sitting(sitting, note=self._pages.learned(title))
        if press.act in (Act.KNOWN, Act.ALL_KNOWN, Act.PICK):
            picked = press.picked if press.act is Act.PICK else None
            count = self._judge.mark_known(sitting, press.act is not Act.KNOWN, picked)
            return self._pages.marked(sitting, count)
        if press.act is Act.ANEW:
            return self._begin(member, sitting.subject, sitting.most, anew=True)
        return self._pages.of_sitting(sitting, resumed=True)

    # -- parts ----------------------------------------------------------------------------------

    async def _start(self, interaction: discord.Interaction[Any], code: str) -> None:
        """Begins a quiz on the subject of a code for whoever pressed, in a new message."""
        member = interaction.user.id

        def begin() -> Page | None:
            subject = self._examiner.subject(code)
            return self._begin(member, subject, None) if subject is not None else None

        page = await in_time(interaction, begin)
        await (page.send(interaction, private=True) if page else tell(interaction, STALE))

    def _begin(self, member: int, subject: Subject, length: int | None, anew: bool = False) -> Page:
        begun = self._examiner.begin(member, subject, length, anew)
        if begun is not None:
            return self._pages.of_sitting(begun.sitting, resumed=begun.resumed)
        if subject == REVIEWS:
            return self._pages.nothing_due(member)
        return self._pages.no_questions(subject)


async def _choices(subjects: Callable[[], Subjects], typed: str) -> list[app_commands.Choice[str]]:
    found = await asyncio.to_thread(lambda: subjects().suggest(typed))
    return [
        app_commands.Choice(name=_label(subject), value=subject.code)
        for subject in found
        if len(subject.code) <= _LONGEST_NAME
    ]


def _label(subject: Subject) -> str:
    kind = "Track: " if subject.kind is Kind.TRACK else ""
    return f"{kind}{subject.title}"[:_CHOICE]
