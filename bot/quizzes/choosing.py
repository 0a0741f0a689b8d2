"""Which questions a quiz asks. Pure."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from bot.quizzes.questions import QuizQuestion
from bot.quizzes.scheduling import ReviewCard
from knowledge.quiz import Difficulty

T = TypeVar("T")

_HARDNESS = tuple(Difficulty)
_NEVER = datetime.min.replace(tzinfo=UTC)

Cards = Mapping[str, ReviewCard]
"""A member's cards by the keys of their questions."""


def choose_of_topic(
    questions: Sequence[QuizQuestion], cards: Cards, count: int, seed: str
) -> tuple[QuizQuestion, ...]:
    """Questions of one topic, from easy to hard.

    Those never asked go before the others, and of these the ones due first.

    Args:
        seed: decides between questions that stand equal.
    """
    chosen = sorted(_shuffled(questions, seed), key=_need(cards))[:count]
    return tuple(sorted(chosen, key=lambda q: _HARDNESS.index(q.difficulty)))


def choose_of_track(
    quizzes: Mapping[str, Sequence[QuizQuestion]],
    known: Collection[str],
    cards: Cards,
    count: int,
    seed: str,
) -> tuple[QuizQuestion, ...]:
    """Questions of many topics, as few of each as will do, in the order of the topics.

    Where the member knows enough of the topics, only those are asked.

    Args:
        quizzes: the questions of each topic of the track, in its order.
        known: the topics that the member learned or has under way.
    """
    begun = {topic: questions for topic, questions in quizzes.items() if topic in known}
    pool = begun if sum(map(len, begun.values())) >= count else quizzes
    left = {
        topic: sorted(_shuffled(questions, seed), key=_need(cards))
        for topic, questions in pool.items()
    }
    chosen: list[QuizQuestion] = []
    while len(chosen) < count and any(left.values()):
        topics = _shuffled([topic for topic, questions in left.items() if questions], seed)
        chosen += [left[topic].pop(0) for topic in topics[: count - len(chosen)]]
    places = list(pool)
    return tuple(sorted(chosen, key=lambda q: places.index(q.topic)))


def choose_due(
    cards: Cards, quizzes: Mapping[str, Sequence[QuizQuestion]], now: datetime
) -> tuple[QuizQuestion, ...]:
    """The questions that are due, the longest due first; those that are gone are left out."""
    by_key = {question.key: question for questions in quizzes.values() for question in questions}
    due = sorted((card for card in cards.values() if card.due <= now), key=lambda card: card.due)
    return tuple(by_key[card.question] for card in due if card.question in by_key)


def choose_for_placement(
    questions: Sequence[QuizQuestion], asked: Collection[str], seed: str
) -> QuizQuestion:
    """The question of a topic that tells most: one not asked yet, of medium difficulty if any.

    Args:
        asked: the keys of the questions asked already, fewer than there are.
    """
    left = [question for question in _shuffled(questions, seed) if question.key not in asked]
    return min(left, key=lambda q: abs(_HARDNESS.index(q.difficulty) - 1))


def _need(cards: Cards) -> Callable[[QuizQuestion], datetime]:
    """A key by which questions that need asking come first."""
    return lambda question: cards[question.key].due if question.key in cards else _NEVER


def _shuffled(things: Sequence[T], seed: str) -> list[T]:
    return random.Random(seed).sample(list(things), len(things))  # noqa: S311 - only an order
