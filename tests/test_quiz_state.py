"""Quizzes, reviews and reminders in the database: kept, taken up again, and never half written."""

from __future__ import annotations

import itertools
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.quizzes.examiner import Examiner, NoSittingError, NotTheirsError
from bot.quizzes.judging import Judge
from bot.quizzes.sitting import NOT_SURE, Sitting, StaleAnswerError
from bot.quizzes.subjects import REVIEWS, Kind, Subject
from bot.state.database import Database, open_database
from bot.state.learners import Mark, SqliteLearners
from bot.state.reminders import SqliteReminders
from bot.state.review_cards import SqliteReviewCards
from bot.state.sittings import KEPT, SqliteSittings
from index.opened import OpenIndex, open_index

ANA, BEN = 501, 502
START = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLES = Subject(Kind.TOPIC, "tables", "Tables")


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


class LearnersMarks:
    """Marks in the learners' store, as the companion makes them."""

    def __init__(self, learners: SqliteLearners) -> None:
        self._learners = learners

    def learn(self, member: int, topic: str) -> None:
        self._learners.mark(member, [topic], Mark.LEARNED, START)

    def know(self, member: int, topics: object) -> tuple[str, ...]:
        known = tuple(topics)  # type: ignore[call-overload]
        self._learners.mark(member, known, Mark.KNOWN, START)
        return known


@pytest.fixture(scope="module")
def index(built_small: Path) -> OpenIndex:
    return open_index(built_small / "data")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def examiner(index: OpenIndex, database: Database, clock: Clock) -> Examiner:
    return examiner_on(index, database, clock)


def examiner_on(index: OpenIndex, database: Database, clock: Callable[[], datetime]) -> Examiner:
    reminders = SqliteReminders(database, SqliteReviewCards(database))
    numbers = itertools.count(1)
    learners = SqliteLearners(database)
    return Examiner(
        lambda: index, database, learners, reminders, clock, lambda: f"{next(numbers):012x}"
    )


def right_option(sitting: Sitting) -> int:
    assert sitting.current is not None
    return sitting.current.options(sitting.id).index(sitting.current.answer)


def take(examiner: Examiner, sitting: Sitting, right: Callable[[int], bool]) -> Sitting:
    """Answers a sitting to its end."""
    while not sitting.is_over:
        option = right_option(sitting) if right(sitting.position) else NOT_SURE
        sitting = examiner.answer(sitting.member, sitting.id, sitting.position, option)
    return sitting


def begin(examiner: Examiner, subject: Subject, length: int | None = None) -> Sitting:
    begun = examiner.begin(ANA, subject, length)
    assert begun is not None
    return begun.sitting


def test_a_quiz_goes_on_where_it_was_left(
    examiner: Examiner, index: OpenIndex, database: Database, clock: Clock
) -> None:
    sitting = begin(examiner, TABLES)
    after = examiner.answer(ANA, sitting.id, 0, right_option(sitting))
    clock.time += timedelta(days=8)
    again = examiner_on(index, database, clock).begin(ANA, TABLES)
    assert again is not None
    assert again.resumed
    assert again.sitting == after
    assert examiner.latest(ANA) == after
    assert examiner.latest(BEN) is None
    anew = examiner_on(index, database, clock).begin(BEN, TABLES)
    assert anew is not None
    assert not anew.resumed


def test_a_quiz_can_be_begun_anew(examiner: Examiner) -> None:
    first = begin(examiner, TABLES)
    second = examiner.begin(ANA, TABLES, anew=True)
    assert second is not None
    assert second.sitting.id != first.id
    with pytest.raises(NoSittingError):
        examiner.open(ANA, first.id)


def test_a_sitting_is_its_members_alone_and_each_answer_counts_once(examiner: Examiner) -> None:
    sitting = begin(examiner, TABLES)
    with pytest.raises(NotTheirsError):
        examiner.answer(BEN, sitting.id, 0, 0)
    after = examiner.answer(ANA, sitting.id, 0, 1)
    with pytest.raises(StaleAnswerError) as stale:
        examiner.answer(ANA, sitting.id, 0, 2)
    assert stale.value.sitting == after
    with pytest.raises(NoSittingError):
        examiner.answer(ANA, "ffffffffffff", 0, 0)


def test_of_answers_at_the_same_moment_one_counts(examiner: Examiner) -> None:
    sitting = begin(examiner, TABLES)

    def press(option: int) -> bool:
        try:
            examiner.answer(ANA, sitting.id, 0, option % 5)
        except StaleAnswerError:
            return False
        return True

    with ThreadPoolExecutor(max_workers=8) as pool:
        counted = list(pool.map(press, range(16)))
    assert counted.count(True) == 1
    assert examiner.open(ANA, sitting.id).position == 1
    assert examiner.ahead(ANA).total == 1


def test_answers_come_back_as_reviews_when_they_are_due(examiner: Examiner, clock: Clock) -> None:
    assert examiner.begin(ANA, REVIEWS) is None
    assert examiner.ahead(ANA).total == 0
    done = take(examiner, begin(examiner, TABLES), lambda position: position != 0)
    assert done.right == 3
    assert examiner.begin(ANA, REVIEWS) is None
    ahead = examiner.ahead(ANA)
    assert (ahead.total, ahead.due) == (4, 0)
    assert ahead.next_at is not None
    clock.time = ahead.next_at
    first = take(examiner, begin(examiner, REVIEWS), lambda _: True)
    assert set(first.questions) >= {done.questions[0]}
    clock.time += timedelta(days=60)
    assert examiner.ahead(ANA).due == 4
    short = begin(examiner, REVIEWS, length=3)
    assert len(short.questions) == 3


def test_reviews_of_questions_that_are_gone_are_put_off(
    examiner: Examiner, database: Database, clock: Clock
) -> None:
    take(examiner, begin(examiner, TABLES), lambda _: True)
    with database.transaction() as db:
        db.execute("update review_card set question = 'gone' || question, topic = 'gone'")
    clock.time += timedelta(days=60)
    assert examiner.ahead(ANA).due == 4
    assert examiner.begin(ANA, REVIEWS) is None
    assert examiner.ahead(ANA).due == 0


def test_a_track_and_a_placement_are_judged(
    examiner: Examiner, index: OpenIndex, database: Database
) -> None:
    learners = SqliteLearners(database)
    judge = Judge(lambda: index, examiner, learners, LearnersMarks(learners))
    track = take(examiner, begin(examiner, Subject(Kind.TRACK, "small", "Small path")), bool)
    result = judge.result(track)
    assert (result.right, result.total) == (7, 8)
    assert [reading.title for reading in result.again] == ["Tables"]
    assert result.learnable is None
    assert result.back_at is not None
    feedback = judge.feedback(track)
    assert feedback is not None
    assert feedback.reading is not None
    assert feedback.reading.sources[0].url.startswith("https://spec.test/")

    placing = begin(examiner, Subject(Kind.PLACEMENT, "small", "Small path"))
    assert placing.most == 4
    placed = take(examiner, placing, lambda _: True)
    assert judge.feedback(placed) is None
    found = judge.placement(placed)
    assert found.known == {"tables": "Tables", "queries": "Queries"}
    assert judge.mark_known(placed, with_foundations=True, picked=["queries", "speed"]) == 1
    assert learners.learned(ANA) == {"queries"}
    assert judge.mark_known(placed, with_foundations=True) == 1
    assert learners.learned(ANA) == {"tables", "queries"}
    assert judge.placement(placed).known == {}


def test_a_faultless_quiz_may_be_marked_as_learned(
    examiner: Examiner, index: OpenIndex, database: Database
) -> None:
    learners = SqliteLearners(database)
    judge = Judge(lambda: index, examiner, learners, LearnersMarks(learners))
    flawed = take(examiner, begin(examiner, TABLES), bool)
    assert judge.result(flawed).learnable is None
    assert [step.title for step in judge.result(flawed).steps][:1] == ["Queries"]
    assert judge.mark_learned(flawed) is None
    clean = take(examiner, begin(examiner, TABLES), lambda _: True)
    assert judge.result(clean).learnable == "Tables"
    assert judge.result(clean).steps
    assert judge.mark_learned(clean) == "Tables"
    assert judge.result(clean).learnable is None
    assert learners.active_days(ANA) == (START.date(),)


def test_old_sittings_are_forgotten(examiner: Examiner, database: Database) -> None:
    sitting = begin(examiner, TABLES)
    sittings = SqliteSittings(database)
    sittings.remove_old(START + KEPT)
    assert sittings.get(sitting.id) == sitting
    sittings.remove_old(START + KEPT + timedelta(seconds=1))
    assert sittings.get(sitting.id) is None


KILLED = """
import sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from test_quiz_state import ANA, TABLES, Clock, examiner_on, right_option
from bot.state.database import open_database
from bot.state.reminders import SqliteReminders
from bot.state.review_cards import SqliteReviewCards
from index.opened import open_index

database = open_database(Path({folder!r}))
clock = Clock()
examiner = examiner_on(open_index(Path({data!r})), database, clock)
sitting = examiner.begin(ANA, TABLES).sitting
examiner.answer(ANA, sitting.id, 0, right_option(sitting))
SqliteReminders(database, SqliteReviewCards(database)).set(ANA, 7, "UTC", clock())
print("confirmed", flush=True)
sys.stdin.read()
"""


def test_a_confirmed_answer_survives_the_death_of_the_process(
    built_small: Path, index: OpenIndex, tmp_path: Path, clock: Clock
) -> None:
    program = KILLED.format(
        tests=str(Path(__file__).parent), folder=str(tmp_path), data=str(built_small / "data")
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process.stdin, process.stdout:
        assert process.stdout.readline() == b"confirmed\n"
        process.kill()
        assert process.wait() == -signal.SIGKILL
    database = open_database(tmp_path)
    examiner = examiner_on(index, database, clock)
    begun = examiner.begin(ANA, TABLES)
    assert begun is not None
    assert begun.resumed
    assert begun.sitting.right == 1
    assert examiner.ahead(ANA).total == 1
    reminder = SqliteReminders(database, SqliteReviewCards(database)).get(ANA)
    assert reminder is not None
    assert reminder.hour == 7
    database.close()
