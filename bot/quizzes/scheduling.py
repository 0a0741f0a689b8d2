"""When a question is asked again: FSRS, with a rating read from the answer.

FSRS (https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm) wants a rating of
how well something was recalled. A quiz only knows whether the answer was right and how hard the
question is, so:

- wrong, or "not sure": Again;
- right on a hard question: Hard; on a medium one: Good;
- right on an easy question: Easy where the answer before was right too, else Good: one blind guess
  in four is right, and a first meeting should not send a question away for a week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from fsrs import Card, Rating, Scheduler, State

from bot.quizzes.questions import QuizQuestion
from knowledge.quiz import Difficulty

RETENTION = 0.9
"""The chance to recall a question when it comes again, which FSRS aims at."""

EARLY = timedelta(hours=6)
"""How much before the moment that FSRS names a question is due: its intervals are whole days, and
who answers at about the same hour each day should not wait a day longer for being early."""

_RIGHT = {
    Difficulty.EASY: Rating.Good,
    Difficulty.MEDIUM: Rating.Good,
    Difficulty.HARD: Rating.Hard,
}

# Steps within a day make no sense where reviews are a daily matter; without fuzz it is
# reproducible, and the few cards of a quiz need not be spread.
_SCHEDULER = Scheduler(
    desired_retention=RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False
)


@dataclass(frozen=True, slots=True)
class ReviewCard:
    """What is known of one member's memory of one question.

    Attributes:
        question: the question's key.
        stability: days until the chance to recall it has sunk to 90 %.
        difficulty: from 1 (easy) to 10, for this member.
        due: from when on it is asked, in UTC, in whole seconds.
        last_review: when it was last answered, in UTC.
        right: whether it was answered rightly then.
        reviews: how often it was answered.
    """

    topic: str
    question: str
    stability: float
    difficulty: float
    due: datetime
    last_review: datetime
    right: bool
    reviews: int


def rate(difficulty: Difficulty, right: bool, right_before: bool) -> Rating:
    """The rating of an answer; see the top of this module."""
    if not right:
        return Rating.Again
    if difficulty is Difficulty.EASY and right_before:
        return Rating.Easy
    return _RIGHT[difficulty]


def review(
    card: ReviewCard | None, question: QuizQuestion, right: bool, now: datetime
) -> ReviewCard:
    """The card after an answer; without a card, the first one.

    The next time is at least a day away, less `EARLY`.

    Args:
        now: the time of the answer, aware.
    """
    at = now.astimezone(UTC)
    before = Card(card_id=0, due=at)
    if card is not None:
        before = Card(
            0, State.Review, None, card.stability, card.difficulty, card.due, card.last_review
        )
    rating = rate(question.difficulty, right, card is not None and card.right)
    after, _ = _SCHEDULER.review_card(before, rating, at)
    assert after.stability is not None
    assert after.difficulty is not None
    return ReviewCard(
        question.topic,
        question.key,
        after.stability,
        after.difficulty,
        (after.due - EARLY).replace(microsecond=0),
        at.replace(microsecond=0),
        right,
        (card.reviews if card else 0) + 1,
    )
