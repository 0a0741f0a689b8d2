"""Quizzes as values: choosing questions, answering them, scheduling them, placing a member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fsrs import Rating
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quizzes.choosing import (
    choose_due,
    choose_for_placement,
    choose_of_topic,
    choose_of_track,
)
from bot.quizzes.placement import FEWEST, KNOWN, MOST, Placement
from bot.quizzes.questions import QuizQuestion, cite, read_questions
from bot.quizzes.result import feedback_on
from bot.quizzes.scheduling import EARLY, ReviewCard, rate, review
from bot.quizzes.sitting import NOT_SURE, Sitting, StaleAnswerError
from bot.quizzes.subjects import REVIEWS, Kind, Subject, Subjects, UnknownSubjectError
from index.opened import OpenIndex
from knowledge.graph import SkillGraph
from knowledge.quiz import Difficulty

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
EASY, MEDIUM, HARD = Difficulty


def question(number: int, difficulty: Difficulty = MEDIUM, topic: str = "sql") -> QuizQuestion:
    wrong = tuple(f"Wrong {number}{letter}" for letter in "abc")
    text = f"Question {number}?"
    return QuizQuestion(topic, text, difficulty, f"Right {number}", wrong, "So it is.", "What")


def card_of(asked: QuizQuestion, due: datetime) -> ReviewCard:
    return ReviewCard(asked.topic, asked.key, 3.0, 5.0, due, NOW - timedelta(days=3), True, 1)


def sitting_of(*questions: QuizQuestion) -> Sitting:
    subject = Subject(Kind.TOPIC, "sql", "SQL")
    return Sitting("0123456789ab", 7, subject, len(questions), questions, (), NOW, NOW)


def place_of_answer(sitting: Sitting) -> int:
    assert sitting.current is not None
    return sitting.current.options(sitting.id).index(sitting.current.answer)


# -- questions and sittings ----------------------------------------------------------------------


def test_options_keep_their_order_within_a_sitting_and_change_between_sittings() -> None:
    asked = question(1)
    orders = {asked.options(f"sitting {number}") for number in range(60)}
    assert all(sorted(o) == sorted([asked.answer, *asked.distractors]) for o in orders)
    assert len(orders) > 12
    assert asked.options("one") == asked.options("one")
    places = [asked.options(f"{n}").index(asked.answer) for n in range(400)]
    assert all(60 < places.count(place) < 140 for place in range(4))


def test_a_question_keeps_its_key_until_it_is_worded_anew() -> None:
    asked = question(1)
    assert asked.key == replace(asked, explanation="Otherwise.").key
    assert asked.key != replace(asked, text="Question one?").key
    assert QuizQuestion.load("sql", asked.dump()) == asked


def test_a_sitting_takes_each_answer_once_and_in_order() -> None:
    sitting = sitting_of(question(1), question(2))
    wrong = (place_of_answer(sitting) + 1) % 4
    first = sitting.answer(0, place_of_answer(sitting), NOW + timedelta(minutes=1))
    assert first.right == 1
    assert not first.is_over
    assert first.touched_at == NOW + timedelta(minutes=1)
    for position in (0, 2):
        with pytest.raises(StaleAnswerError) as stale:
            first.answer(position, wrong, NOW)
        assert stale.value.sitting == first
    second = first.answer(1, NOT_SURE, NOW)
    assert second.is_over
    assert second.current is None
    assert [right for _, right in second.answers] == [True, False]
    with pytest.raises(StaleAnswerError):
        second.answer(2, 0, NOW)
    with pytest.raises(ValueError, match="an option is 0 to 4: 5"):
        first.answer(1, 5, NOW)


def test_feedback_names_both_letters() -> None:
    sitting = sitting_of(question(1))
    right = place_of_answer(sitting)
    wrong = feedback_on(sitting.answer(0, (right + 1) % 4, NOW), None)
    assert (wrong.right, wrong.answer) == (False, "ABCD"[right])
    assert wrong.chosen == "ABCD"[(right + 1) % 4]
    assert feedback_on(sitting.answer(0, NOT_SURE, NOW), None).chosen is None
    assert feedback_on(sitting.answer(0, right, NOW), None).right


def test_every_explanation_has_its_section_and_source(project_index: OpenIndex) -> None:
    for topic in list(project_index.store.topics())[::5]:
        for asked in read_questions(project_index.store, topic):
            reading = cite(project_index.store, asked)
            assert reading is not None
            assert reading.section == asked.section
            assert reading.sources, (topic, asked.section)
    assert cite(project_index.store, question(1, topic="no-such-topic")) is None


# -- choosing ------------------------------------------------------------------------------------


def test_a_topic_is_asked_from_easy_to_hard_with_what_was_never_asked_first() -> None:
    easy, medium, hard, other = (
        question(1, EASY), question(2, MEDIUM), question(3, HARD), question(4, EASY),
    )  # fmt: skip
    everything = choose_of_topic([hard, medium, other, easy], {}, 9, "seed")
    assert [q.difficulty for q in everything] == [EASY, EASY, MEDIUM, HARD]
    cards = {
        easy.key: card_of(easy, NOW + timedelta(days=9)),
        medium.key: card_of(medium, NOW + timedelta(days=2)),
    }
    assert set(choose_of_topic([easy, medium, hard, other], cards, 2, "seed")) == {hard, other}
    assert medium in choose_of_topic([easy, medium, hard, other], cards, 3, "seed")


def test_a_track_is_asked_across_its_topics_in_their_order() -> None:
    quizzes = {
        name: [question(10 * place + n, topic=name) for n in range(4)]
        for place, name in enumerate(("terminal", "git", "sql", "http"))
    }
    chosen = choose_of_track(quizzes, (), {}, 4, "seed")
    assert [q.topic for q in chosen] == ["terminal", "git", "sql", "http"]
    assert len(choose_of_track(quizzes, (), {}, 16, "seed")) == 16
    assert len(set(choose_of_track(quizzes, (), {}, 99, "seed"))) == 16
    begun = choose_of_track(quizzes, {"git", "http"}, {}, 6, "seed")
    assert {q.topic for q in begun} == {"git", "http"}
    too_little = choose_of_track(quizzes, {"git"}, {}, 8, "seed")
    assert {q.topic for q in too_little} == set(quizzes)
    assert choose_of_track(quizzes, (), {}, 4, "seed") == chosen


def test_what_is_due_comes_longest_due_first_without_what_is_gone() -> None:
    old, new, later, gone = (question(n) for n in range(4))
    cards = {
        new.key: card_of(new, NOW),
        later.key: card_of(later, NOW + timedelta(seconds=1)),
        gone.key: card_of(gone, NOW - timedelta(days=5)),
        old.key: card_of(old, NOW - timedelta(days=2)),
    }
    assert choose_due(cards, {"sql": [later, new, old]}, NOW) == (old, new)


def test_a_placement_prefers_medium_questions_that_were_not_asked() -> None:
    easy, medium, hard = question(1, EASY), question(2, MEDIUM), question(3, HARD)
    assert choose_for_placement([easy, medium, hard], (), "seed") is medium
    assert choose_for_placement([easy, medium, hard], {medium.key}, "seed") in (easy, hard)


# -- scheduling ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("difficulty", "right", "right_before", "rating"),
    [
        (EASY, False, True, Rating.Again),
        (HARD, False, False, Rating.Again),
        (EASY, True, False, Rating.Good),
        (EASY, True, True, Rating.Easy),
        (MEDIUM, True, True, Rating.Good),
        (HARD, True, True, Rating.Hard),
    ],
)
def test_an_answer_is_rated(
    difficulty: Difficulty, right: bool, right_before: bool, rating: Rating
) -> None:
    assert rate(difficulty, right, right_before) is rating


def test_what_is_known_well_comes_back_later_each_time() -> None:
    asked = question(1)
    card, now, gaps = None, NOW, []
    for _ in range(5):
        card = review(card, asked, True, now)
        gaps.append(card.due - now)
        now = card.due
    assert gaps == sorted(gaps)
    assert gaps[0] >= timedelta(days=1) - EARLY
    assert gaps[-1] > timedelta(days=30)
    forgotten = review(card, asked, False, now)
    assert forgotten.due - now < timedelta(days=9)
    assert forgotten.reviews == 6
    assert not forgotten.right


Answered = tuple[bool, int]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 400 * 86400))), st.sampled_from(Difficulty))
@settings(max_examples=60, deadline=None)
def test_a_review_is_never_due_the_same_moment_nor_out_of_bounds(
    answers: list[Answered], difficulty: Difficulty
) -> None:
    card, now = None, NOW
    for right, wait in answers:
        now += timedelta(seconds=wait)
        before = card
        card = review(card, question(1, difficulty), right, now)
        assert card.due >= now + timedelta(days=1) - EARLY - timedelta(seconds=1)
        assert 1 <= card.difficulty <= 10
        assert card.stability > 0
        assert card.due.tzinfo is UTC
        assert card.reviews == (before.reviews if before else 0) + 1
        wrong = review(before, question(1, difficulty), False, now)
        assert wrong.due <= card.due


def test_who_answers_at_the_same_hour_each_day_waits_no_day_longer() -> None:
    card = review(None, question(1), False, NOW)
    assert card.due <= NOW + timedelta(days=1) - timedelta(hours=5)


# -- subjects ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def subjects(project_index: OpenIndex) -> Subjects:
    return Subjects.of_quizzes(project_index.store.topics(), project_index.store.roadmaps())


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("http-caching", "topic:http-caching"),
        ("HTTP Caching", "topic:http-caching"),
        ("topic:sql", "topic:sql"),
        ("track:python", "track:python"),
        ("Back-end developer with Python", "track:python"),
        ("python path", "track:python"),
        ("postgers", "topic:postgresql"),
        ("reviews:", "reviews:"),
    ],
)
def test_a_subject_is_found_as_people_type_it(subjects: Subjects, typed: str, code: str) -> None:
    assert subjects.find(typed).code == code


def test_an_unknown_subject_names_the_nearest(subjects: Subjects) -> None:
    with pytest.raises(UnknownSubjectError) as error:
        subjects.find("idempotent kittens")
    assert error.value.nearest is not None
    assert error.value.nearest.code == "topic:idempotency"


def test_subjects_are_suggested_while_they_are_typed(subjects: Subjects) -> None:
    assert subjects.suggest("")[0].kind is Kind.TRACK
    assert subjects.suggest("sql")[0].code == "topic:sql"
    assert "topic:idempotency" in [s.code for s in subjects.suggest("idempotancy")]
    assert len(subjects.suggest("a")) == 25
    assert subjects.by_code("reviews:") is REVIEWS
    assert subjects.by_code("track:gone") is None


def test_a_knowledge_base_without_tracks_has_no_placements() -> None:
    nothing = Subjects.of_placements({})
    assert nothing.suggest("pyt") == ()
    with pytest.raises(UnknownSubjectError) as error:
        nothing.find("python")
    assert error.value.nearest is None


# -- placement -----------------------------------------------------------------------------------

CHAIN = {f"t{n}": [f"t{n - 1}"] if n else [] for n in range(20)}


def placed(
    knows: Callable[[str], bool], placement: Placement
) -> tuple[list[tuple[str, bool]], set[str], set[str]]:
    answers: list[tuple[str, bool]] = []
    while (topic := placement.next_topic(answers)) is not None:
        answers.append((topic, knows(topic)))
    verdict = placement.verdict(answers)
    return answers, set(verdict.known), set(verdict.foundations)


def chain_placement() -> Placement:
    return Placement(
        dict.fromkeys(CHAIN, 4), SkillGraph(CHAIN), dict.fromkeys(CHAIN, "intermediate")
    )


@pytest.mark.parametrize("reach", [0, 2, 4, 7, 10, 20])
def test_a_placement_finds_how_far_somebody_has_come(reach: int) -> None:
    answers, known, foundations = placed(lambda t: int(t[1:]) < reach, chain_placement())
    truth = {f"t{n}" for n in range(reach)}
    assert FEWEST <= len(answers) <= MOST
    assert known <= truth
    assert foundations <= truth
    assert len(known | foundations) >= reach - 2
    assert not known & foundations


@pytest.mark.parametrize("track", ["python", "backend-beginner", "databases"])
def test_a_placement_finds_most_of_what_half_a_track_rests_on(
    project_index: OpenIndex, track: str
) -> None:
    store, graph = project_index.store, project_index.graph
    steps = [step for stage in store.roadmaps()[track]["stages"] for step in stage["steps"]]
    topics = [step["topic"] for step in steps if step["topic"]]
    half = topics[: len(topics) // 2]
    truth = set(half).union(*(graph.all_requires(topic) for topic in half))
    levels = {slug: topic.level for slug, topic in store.topics().items()}
    placement = Placement(dict.fromkeys(topics, 4), graph, levels)
    answers, known, foundations = placed(lambda topic: topic in truth, placement)
    assert FEWEST <= len(answers) <= MOST
    assert known <= truth
    assert len(foundations & truth) >= 0.8 * len(foundations)
    assert len((known | foundations) & truth) >= 8


@given(st.lists(st.booleans(), min_size=MOST, max_size=MOST))
@settings(max_examples=25, deadline=None)
def test_a_placement_ends_whatever_is_answered(told: list[bool]) -> None:
    placement, left = chain_placement(), iter(told)
    answers, known, foundations = placed(lambda _: next(left), placement)
    assert FEWEST <= len(answers) <= MOST
    asked = [topic for topic, _ in answers]
    assert all(asked.count(topic) <= 2 for topic in asked)
    failed = {topic for topic, right in answers if not right}
    assert not foundations & failed
    assert all(placement.belief(topic, answers) >= KNOWN for topic in known)


def test_a_short_track_asks_no_more_than_it_has() -> None:
    short = Placement(
        {"t0": 1, "t1": 1, "t2": 0}, SkillGraph(CHAIN), dict.fromkeys(CHAIN, "beginner")
    )
    answers, known, _ = placed(lambda _: True, short)
    assert sorted(topic for topic, _ in answers) == ["t0", "t1"]
    assert known == {"t0", "t1"}


def test_what_is_learned_already_is_not_found_again() -> None:
    placement = chain_placement()
    answers, known, foundations = placed(lambda t: int(t[1:]) < 10, placement)
    verdict = placement.verdict(answers, learned=known | {"t0"})
    assert verdict.known == ()
    assert set(verdict.foundations) == foundations - {"t0"}
