"""What a quiz's message shows at each of its points, composed of embeds and buttons."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord

from bot.discord.page import Page
from bot.discord.quizzes.controls import (
    Act,
    Press,
    button,
    option_buttons,
    start_button,
    topic_select,
)
from bot.discord.quizzes.question_embed import feedback_embed, question_embed
from bot.discord.quizzes.result_embed import (
    marked_embed,
    nothing_due_embed,
    placement_embed,
    result_embed,
)
from bot.quizzes.examiner import Examiner
from bot.quizzes.judging import Judge
from bot.quizzes.sitting import Sitting
from bot.quizzes.subjects import REVIEWS, Kind, Subject

_LABEL = 80


class Pages:
    """Composes pages. It reads SQLite, so call it in a thread.

    Args:
        is_reminded: tells whether a member is reminded of reviews.
        title: gives the title of a topic; None where there is none (any more).
    """

    def __init__(
        self,
        examiner: Examiner,
        judge: Judge,
        is_reminded: Callable[[int], bool],
        title: Callable[[str], str | None],
    ) -> None:
        self._examiner = examiner
        self._judge = judge
        self._is_reminded = is_reminded
        self._title = title

    def of_sitting(self, sitting: Sitting, resumed: bool = False, note: str = "") -> Page:
        """A sitting as it stands: what to say of the last answer, then a question or the result.

        Args:
            resumed: whether the member comes back to it.
            note: what has just been done, shown below the result.
        """
        if sitting.is_over:
            return self._ended(sitting, note)
        feedback = None if resumed else self._judge.feedback(sitting)
        question = sitting.current
        title = self._title(question.topic) if question is not None else None
        embed = question_embed(sitting, title, resumed and bool(sitting.chosen))
        buttons = list(option_buttons(sitting))
        if resumed and sitting.chosen and sitting.subject != REVIEWS:
            buttons.append(button(Press(Act.ANEW, sitting.id), "Start again", row=1))
        above = feedback_embed(feedback) if feedback is not None else None
        return Page(embed, tuple(buttons), above=above)

    def marked(self, sitting: Sitting, count: int) -> Page:
        """After a placement was taken over."""
        return Page(marked_embed(sitting.subject, count))

    def nothing_due(self, member: int) -> Page:
        """When no review is due, with ways to go on."""
        latest = self._examiner.latest(member)
        buttons = []
        if latest is not None:
            label = f"Go on with {latest.subject.title}"[:_LABEL]
            buttons.append(button(Press(Act.RESUME, latest.id), label))
        buttons += [
            start_button(subject, f"Quiz me on {subject.title}"[:_LABEL])
            for subject in self._examiner.at_hand(member)
            if latest is None or subject != latest.subject
        ]
        return Page(nothing_due_embed(self._examiner.ahead(member)), tuple(buttons))

    def no_questions(self, subject: Subject) -> Page:
        """When there is no quiz on a subject."""
        text = f"There is no quiz on {subject.title} yet. `/ask` answers questions about it."
        return Page({"title": subject.title, "description": text})

    def unknown(self, nearest: Subject | None) -> str:
        """What is said to somebody who named something unknown."""
        hint = f"Did you mean **{nearest.title}**? " if nearest is not None else ""
        return f"I know no such topic or track. {hint}`/quiz` lists them while you type."

    def learned(self, title: str | None) -> str:
        """What is said after a topic was marked as learned."""
        if title is None:
            return "There is no such topic any more, so nothing was marked."
        return f"**{title}** is marked as learned."

    def _ended(self, sitting: Sitting, note: str) -> Page:
        if sitting.subject.kind is Kind.PLACEMENT:
            return self._placed(sitting)
        result = self._judge.result(sitting)
        embed = result_embed(sitting.subject, result, self._is_reminded(sitting.member))
        if note:
            embed = {**embed, "description": f"{embed['description']}\n\n{note}"}
        feedback = self._judge.feedback(sitting)
        above = feedback_embed(feedback) if feedback is not None else None
        buttons: list[discord.ui.Item[Any]] = []
        if result.learnable is not None:
            label = f"Mark {result.learnable} as learned"[:_LABEL]
            buttons.append(button(Press(Act.LEARNED, sitting.id), label, _SUCCESS))
        if sitting.subject != REVIEWS:
            buttons.append(start_button(sitting.subject, "Another round"))
        if sitting.subject.kind is Kind.TRACK:
            placement = Subject(Kind.PLACEMENT, sitting.subject.slug, sitting.subject.title)
            buttons.append(start_button(placement, "Find out what I know"))
        if result.due:
            buttons.append(start_button(REVIEWS, "Review what is due"))
        return Page(embed, tuple(buttons), above=above)

    def _placed(self, sitting: Sitting) -> Page:
        result = self._judge.placement(sitting)
        known, more = len(result.known), len(result.foundations)
        buttons = []
        if known:
            label = "Mark it as known" if known == 1 else f"Mark these {known} as known"
            buttons.append(button(Press(Act.KNOWN, sitting.id), label, _SUCCESS))
        if known and more:
            label = f"Mark all {known + more}, with what they rest on"
            buttons.append(button(Press(Act.ALL_KNOWN, sitting.id), label))
        if known + more > 1 and known:
            buttons.append(topic_select(sitting, result.titles))
        return Page(placement_embed(sitting.subject, result), tuple(buttons))


_SUCCESS = discord.ButtonStyle.success
