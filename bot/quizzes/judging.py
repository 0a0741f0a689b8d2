"""What came out of a sitting: feedback, results, and marking what a member has shown to know."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Protocol

from bot.answering.next_skills import next_skills
from bot.quizzes.examiner import Examiner
from bot.quizzes.placing import Placing
from bot.quizzes.questions import cite, each_once
from bot.quizzes.result import Feedback, PlacementResult, Result, Step, feedback_on
from bot.quizzes.sitting import Sitting
from bot.quizzes.subjects import Kind
from bot.state.learners import LearnerStore
from index.opened import OpenIndex
from index.store import Topic


class Marks(Protocol):
    """Marks what members know; the learning companion does."""

    def learn(self, member: int, topic: str) -> None:
        """Marks a topic as learned."""

    def know(self, member: int, topics: Iterable[str]) -> tuple[str, ...]:
        """Marks topics as known before; gives those that were not learned so far."""


class Judge:
    """Judges sittings over the serving index, and marks what a member agrees to have marked.

    It reads and writes SQLite, so call it in a thread.

    Args:
        index: gives the serving index, whichever it is at the moment.
    """

    def __init__(
        self,
        index: Callable[[], OpenIndex],
        examiner: Examiner,
        learners: LearnerStore,
        marks: Marks,
    ) -> None:
        self._index = index
        self._examiner = examiner
        self._learners = learners
        self._marks = marks

    def feedback(self, sitting: Sitting) -> Feedback | None:
        """On the last answer; None before the first, and in a placement, which does not tell."""
        if not sitting.chosen or sitting.subject.kind is Kind.PLACEMENT:
            return None
        question = sitting.questions[sitting.position - 1]
        return feedback_on(sitting, cite(self._index().store, question))

    def result(self, sitting: Sitting) -> Result:
        """The result of a quiz or of reviews that is over."""
        store = self._index().store
        missed = [cite(store, question) for question, right in sitting.answers if not right]
        again = each_once([reading for reading in missed if reading is not None])
        return Result(
            sitting.right,
            len(sitting.answers),
            again,
            self._steps(sitting),
            self._learnable(sitting),
            self._examiner.back_at(sitting),
            self._examiner.ahead(sitting.member).due,
        )

    def placement(self, sitting: Sitting) -> PlacementResult:
        """The result of a placement that is over."""
        index = self._index()
        topics = index.store.topics()
        learned = self._learners.learned(sitting.member)
        verdict = Placing(index, sitting.subject.slug).verdict(sitting, learned)
        return PlacementResult(
            {topic: topics[topic].title for topic in verdict.known},
            {topic: topics[topic].title for topic in verdict.foundations},
            sitting.right,
            len(sitting.answers),
        )

    def mark_learned(self, sitting: Sitting) -> str | None:
        """Marks the topic of a faultless quiz as learned: its title; None where it is gone."""
        topic = self._mastered(sitting)
        if topic is None:
            return None
        self._marks.learn(sitting.member, topic.slug)
        return topic.title

    def mark_known(
        self,
        sitting: Sitting,
        with_foundations: bool,
        picked: Collection[str] | None = None,
    ) -> int:
        """Marks what a placement found as known; tells how many topics were marked.

        Args:
            with_foundations: also marks what it rests on.
            picked: marks only these of them.
        """
        learned = self._learners.learned(sitting.member)
        verdict = Placing(self._index(), sitting.subject.slug).verdict(sitting, learned)
        topics = [*verdict.known, *(verdict.foundations if with_foundations else ())]
        chosen = [topic for topic in topics if picked is None or topic in picked]
        return len(self._marks.know(sitting.member, chosen))

    def _mastered(self, sitting: Sitting) -> Topic | None:
        """The topic of a faultless quiz on one topic."""
        faultless = sitting.is_over and sitting.right == len(sitting.questions)
        if sitting.subject.kind is not Kind.TOPIC or not faultless:
            return None
        return self._index().store.topics().get(sitting.subject.slug)

    def _learnable(self, sitting: Sitting) -> str | None:
        """The title of the topic that may be marked as learned now."""
        topic = self._mastered(sitting)
        if topic is None or topic.slug in self._learners.learned(sitting.member):
            return None
        return topic.title

    def _steps(self, sitting: Sitting) -> tuple[Step, ...]:
        """What follows the topic of the sitting, or the last topic that was all right."""
        index = self._index()
        topics = index.store.topics()
        missed = {question.topic for question, right in sitting.answers if not right}
        known = {q.topic for q, _ in sitting.answers} - missed
        learned = self._learners.learned(sitting.member) | known
        after = [q.topic for q, _ in reversed(sitting.answers) if q.topic in known & topics.keys()]
        if sitting.subject.slug in topics and sitting.subject.kind is Kind.TOPIC:
            after, learned = [sitting.subject.slug], learned | {sitting.subject.slug}
        if not after:
            return ()
        skills = next_skills(after[0], topics, index.graph, learned)
        return tuple(Step(skill.title, skill.reason) for skill in skills)
