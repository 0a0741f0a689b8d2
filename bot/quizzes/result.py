"""What a member is told: after each answer, and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.quizzes.questions import QuizQuestion, Reading
from bot.quizzes.sitting import NOT_SURE, Sitting

LETTERS = "ABCD"
"""What the options are called, in their order."""


@dataclass(frozen=True, slots=True)
class Feedback:
    """On one answer: whether it was right, what would have been, and why.

    Attributes:
        chosen: the letter of the chosen option; None where the member was not sure.
        answer: the letter of the right one.
        reading: None where the article is gone.
    """

    question: QuizQuestion
    right: bool
    chosen: str | None
    answer: str
    reading: Reading | None


@dataclass(frozen=True, slots=True)
class Step:
    """Something to learn next, with the reason."""

    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """The end of a quiz or of reviews.

    Attributes:
        again: what to read again, for each wrong answer once.
        learnable: the title of the topic that may be marked as learned now; None for none.
        back_at: when the first of the questions comes back; None where none does.
        due: how many reviews are due still.
    """

    right: int
    total: int
    again: tuple[Reading, ...]
    steps: tuple[Step, ...]
    learnable: str | None
    back_at: datetime | None
    due: int


@dataclass(frozen=True, slots=True)
class PlacementResult:
    """The end of a placement: what was found, with the titles of the topics by slug."""

    known: Mapping[str, str]
    foundations: Mapping[str, str]
    right: int
    total: int

    @property
    def titles(self) -> dict[str, str]:
        """All that was found."""
        return {**self.known, **self.foundations}


def feedback_on(sitting: Sitting, reading: Reading | None) -> Feedback:
    """The feedback on the last answer of a sitting that has one."""
    last = sitting.position - 1
    question, chosen = sitting.questions[last], sitting.chosen[last]
    answer = question.options(sitting.id).index(question.answer)
    letter = None if chosen == NOT_SURE else LETTERS[chosen]
    return Feedback(question, sitting.is_right(last), letter, LETTERS[answer], reading)
