"""One quiz in progress, as a value: its questions, and what was chosen so far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.quizzes.questions import OPTIONS, QuizQuestion
from bot.quizzes.subjects import Subject

NOT_SURE = OPTIONS
"""What is chosen by a member who does not know; it counts as wrong, and nothing is guessed."""


class StaleAnswerError(Exception):
    """An answer to a question that is not the current one.

    Attributes:
        sitting: where the member is in truth.
    """

    def __init__(self, sitting: Sitting) -> None:
        super().__init__(f"question {sitting.position} is the current one")
        self.sitting = sitting


@dataclass(frozen=True, slots=True)
class Sitting:
    """A member's way through some questions.

    Attributes:
        id: 12 hexadecimal digits; the order of the options depends on it.
        most: how many questions there will be at most.
        questions: those asked so far and, unless the sitting is over, those to come as far as
            they are known; a placement knows only the next one.
        chosen: for each answered question the option's place, or `NOT_SURE`.
        touched_at: when it was begun or last answered.
    """

    id: str
    member: int
    subject: Subject
    most: int
    questions: tuple[QuizQuestion, ...]
    chosen: tuple[int, ...]
    started_at: datetime
    touched_at: datetime

    @property
    def position(self) -> int:
        """The number of the current question, from 0."""
        return len(self.chosen)

    @property
    def is_over(self) -> bool:
        """Whether every question is answered."""
        return self.position >= len(self.questions)

    @property
    def current(self) -> QuizQuestion | None:
        """The question to answer now; None at the end."""
        return None if self.is_over else self.questions[self.position]

    def is_right(self, position: int) -> bool:
        """Whether an answered question was answered rightly."""
        question, chosen = self.questions[position], self.chosen[position]
        return chosen != NOT_SURE and question.options(self.id)[chosen] == question.answer

    @property
    def answers(self) -> tuple[tuple[QuizQuestion, bool], ...]:
        """The answered questions, each with whether it was right."""
        return tuple((self.questions[n], self.is_right(n)) for n in range(self.position))

    @property
    def right(self) -> int:
        """How many were right."""
        return sum(right for _, right in self.answers)

    def answer(self, position: int, option: int, now: datetime) -> Sitting:
        """The sitting after an answer.

        Raises:
            StaleAnswerError: where `position` is not that of the current question.
            ValueError: for an option that there is not.
        """
        if not 0 <= option <= NOT_SURE:
            raise ValueError(f"an option is 0 to {NOT_SURE}: {option}")
        if self.is_over or position != self.position:
            raise StaleAnswerError(self)
        return replace(self, chosen=(*self.chosen, option), touched_at=now)

    def ask(self, question: QuizQuestion) -> Sitting:
        """The sitting with one more question at its end."""
        return replace(self, questions=(*self.questions, question))
