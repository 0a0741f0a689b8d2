"""A placement over the serving index: its questions and its verdict."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from bot.quizzes.choosing import choose_for_placement
from bot.quizzes.placement import MOST, Answers, Placement, Verdict
from bot.quizzes.questions import QuizQuestion, read_questions
from bot.quizzes.sitting import Sitting
from index.opened import OpenIndex


class Placing:
    """The placement of one track.

    It asks about what the track assumes and about its steps, but not about optional ones, nor
    about those of which a learner takes one.

    Args:
        track: a slug; where there is no such track (any more), nothing is asked.
    """

    def __init__(self, index: OpenIndex, track: str) -> None:
        self._index = index
        plan = index.store.roadmaps().get(track)
        steps = [step for stage in plan["stages"] for step in stage["steps"]] if plan else []
        needed = [step["topic"] for step in steps if step["topic"] and not step["optional"]]
        assumed = plan["assumes"] if plan else []
        topics = index.store.topics()
        self._topics = [topic for topic in dict.fromkeys([*assumed, *needed]) if topic in topics]

    @cached_property
    def _placement(self) -> Placement:
        counts = {topic: len(self._index.store.quiz(topic)) for topic in self._topics}
        levels = {slug: topic.level for slug, topic in self._index.store.topics().items()}
        return Placement(counts, self._index.graph, levels)

    @property
    def most(self) -> int:
        """How many questions there will be at most."""
        return min(MOST, sum(min(2, len(self._index.store.quiz(t))) for t in self._topics))

    def first_question(self, seed: str) -> QuizQuestion | None:
        """The question to begin with; None where there is none."""
        return self._next((), (), seed)

    def next_question(self, sitting: Sitting) -> QuizQuestion | None:
        """The question after those answered so far; None when enough is known."""
        asked = {question.key for question in sitting.questions}
        return self._next(self._answers(sitting), asked, sitting.id)

    def verdict(self, sitting: Sitting, learned: Collection[str]) -> Verdict:
        """What the answers show, without what is learned already."""
        return self._placement.verdict(self._answers(sitting), learned)

    def _next(self, answers: Answers, asked: Collection[str], seed: str) -> QuizQuestion | None:
        topic = self._placement.next_topic(answers)
        if topic is None:
            return None
        return choose_for_placement(read_questions(self._index.store, topic), asked, seed)

    def _answers(self, sitting: Sitting) -> Answers:
        graph = self._index.graph
        return [(q.topic, right) for q, right in sitting.answers if q.topic in graph]
