"""The examiner: begins quizzes, takes answers, schedules reviews and judges the result.

Everything here reads and writes SQLite, so call it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.learning.companion import Zones
from bot.quizzes.choosing import choose_due, choose_of_topic, choose_of_track
from bot.quizzes.placing import Placing
from bot.quizzes.questions import QuizQuestion, read_questions
from bot.quizzes.scheduling import review
from bot.quizzes.sitting import Sitting
from bot.quizzes.subjects import Kind, Subject, Subjects
from bot.roadmaps.path import build_path
from bot.state.database import Database
from bot.state.learners import LearnerStore
from bot.state.review_cards import SqliteReviewCards
from bot.state.sittings import SqliteSittings
from index.opened import OpenIndex

LENGTHS = {Kind.TOPIC: 5, Kind.TRACK: 8, Kind.REVIEWS: 10}
"""How many questions are asked where the member did not say."""

LONGEST = 20

_AT_HAND = 3

PUT_OFF = timedelta(days=30)
"""For how long the reviews of questions that are not in the knowledge base are put off: they may
come back with another version of it."""


class NoSittingError(LookupError):
    """There is no such sitting any more."""


class NotTheirsError(Exception):
    """The sitting belongs to another member."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A sitting that was begun, or that goes on where the member left it."""

    sitting: Sitting
    resumed: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """A member's reviews: how many there are, how many are due, and when the next one will be."""

    total: int
    due: int
    next_at: datetime | None


class Examiner:
    """Examines members over the serving index.

    Args:
        index: gives the serving index, whichever it is at the moment.
        now: the clock, in UTC.
        new_id: gives the id of a new sitting.
    """

    def __init__(
        self,
        index: Callable[[], OpenIndex],
        database: Database,
        learners: LearnerStore,
        zones: Zones,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._index = index
        self._database = database
        self._sittings = SqliteSittings(database)
        self._cards = SqliteReviewCards(database)
        self._learners = learners
        self._zones = zones
        self._now = now
        self._new_id = new_id
        self._named: tuple[str, Subjects, Subjects] | None = None

    # -- names ----------------------------------------------------------------------------------

    def subjects(self) -> Subjects:
        """What there are quizzes on."""
        return self._names()[1]

    def placements(self) -> Subjects:
        """The tracks with a placement."""
        return self._names()[2]

    def subject(self, code: str) -> Subject | None:
        """The subject of a code; None where there is none (any more)."""
        return self.subjects().by_code(code) or self.placements().by_code(code)

    def _names(self) -> tuple[str, Subjects, Subjects]:
        index = self._index()
        if self._named is None or self._named[0] != index.version:
            roadmaps = index.store.roadmaps()
            of_quizzes = Subjects.of_quizzes(index.store.topics(), roadmaps)
            self._named = (index.version, of_quizzes, Subjects.of_placements(roadmaps))
        return self._named

    # -- sitting --------------------------------------------------------------------------------

    def begin(
        self, member: int, subject: Subject, length: int | None = None, anew: bool = False
    ) -> Begun | None:
        """Begins a sitting, or goes on with the one that the member has on that subject.

        None where there is nothing to ask: no due reviews, or no questions.

        Args:
            length: how many questions, at most `LONGEST`; placements have their own length.
            anew: forgets the sitting in progress.
        """
        with self._database.transaction():
            open_sittings = [s for s in self._sittings.unfinished(member) if s.subject == subject]
            if open_sittings and not anew:
                return Begun(open_sittings[0], resumed=True)
            sitting_id, now = self._new_id(), self._now()
            most = min(length or LENGTHS.get(subject.kind, 0), LONGEST)
            questions = self._questions(member, subject, most, sitting_id)
            if not questions:
                return None
            for sitting in open_sittings:
                self._sittings.remove(sitting.id)
            placing = subject.kind is Kind.PLACEMENT
            most = self._placing(subject).most if placing else len(questions)
            begun = Sitting(sitting_id, member, subject, most, questions, (), now, now)
            self._sittings.save(begun)
        return Begun(begun, resumed=False)

    def latest(self, member: int) -> Sitting | None:
        """The sitting that the member touched last and did not end."""
        return next(iter(self._sittings.unfinished(member)), None)

    def open(self, member: int, sitting_id: str) -> Sitting:
        """A member's sitting as it stands.

        Raises:
            NoSittingError: where it is no longer kept.
            NotTheirsError: where it belongs to another member.
        """
        sitting = self._sittings.get(sitting_id)
        if sitting is None:
            raise NoSittingError(sitting_id)
        if sitting.member != member:
            raise NotTheirsError
        return sitting

    def answer(self, member: int, sitting_id: str, position: int, option: int) -> Sitting:
        """Takes an answer: the sitting after it, the question's review scheduled, all durable.

        Raises:
            NoSittingError, NotTheirsError: see `open`.
            StaleAnswerError: where the question of that number is not the current one.
        """
        now = self._now()
        with self._database.transaction():
            sitting = self.open(member, sitting_id).answer(position, option, now)
            right = sitting.is_right(position)
            if sitting.subject.kind is Kind.PLACEMENT:
                following = self._placing(sitting.subject).next_question(sitting)
                sitting = sitting.ask(following) if following else sitting
            else:
                question = sitting.questions[position]
                card = self._cards.all(member).get(question.key)
                self._cards.save(member, review(card, question, right, now))
            self._sittings.save(sitting)
            self._learners.note_activity(member, now.astimezone(self._zones.zone(member)))
        return sitting

    # -- reviews --------------------------------------------------------------------------------

    def ahead(self, member: int) -> Ahead:
        """The member's reviews."""
        cards, now = self._cards.all(member).values(), self._now()
        later = [card.due for card in cards if card.due > now]
        return Ahead(len(cards), len(cards) - len(later), min(later, default=None))

    def back_at(self, sitting: Sitting) -> datetime | None:
        """When the first question of a sitting comes back; None where none does."""
        cards = self._cards.all(sitting.member)
        dues = [cards[q.key].due for q, _ in sitting.answers if q.key in cards]
        return min(dues, default=None)

    def at_hand(self, member: int) -> tuple[Subject, ...]:
        """The topics with a quiz that the member has under way, the newest first, at most three."""
        store = self._index().store
        begun = [t for t, state in self._learners.states(member).items() if not state.finished_at]
        found = (self.subjects().by_code(f"{Kind.TOPIC}:{topic}") for topic in reversed(begun))
        return tuple(s for s in found if s is not None and store.quiz(s.slug))[:_AT_HAND]

    # -- parts ----------------------------------------------------------------------------------

    def _questions(
        self, member: int, subject: Subject, count: int, seed: str
    ) -> tuple[QuizQuestion, ...]:
        cards, store = self._cards.all(member), self._index().store
        if subject.kind is Kind.TOPIC:
            return choose_of_topic(read_questions(store, subject.slug), cards, count, seed)
        if subject.kind is Kind.TRACK:
            quizzes = {topic: read_questions(store, topic) for topic in self._topics_of(subject)}
            known = self._learners.states(member)
            return choose_of_track(quizzes, known, cards, count, seed)
        if subject.kind is Kind.PLACEMENT:
            first = self._placing(subject).first_question(seed)
            return (first,) if first else ()
        topics = {card.topic for card in cards.values()}
        quizzes = {topic: read_questions(store, topic) for topic in topics}
        there = {question.key for questions in quizzes.values() for question in questions}
        self._cards.put_off(member, cards.keys() - there, self._now() + PUT_OFF)
        return choose_due(cards, quizzes, self._now())[:count]

    def _topics_of(self, subject: Subject) -> Sequence[str]:
        index = self._index()
        plan = index.store.roadmaps().get(subject.slug)
        if plan is None:
            return ()
        path = build_path(subject.slug, plan, index.store.topics(), index.graph)
        return tuple(dict.fromkeys(topic.slug for step in path.steps() for topic in step.topics))

    def _placing(self, subject: Subject) -> Placing:
        return Placing(self._index(), subject.slug)
