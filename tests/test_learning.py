"""The companion's judgement: names, claims, pace, suggestions, and a skill as a member sees it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.learning.claims import MOST, beneath, read_claim
from bot.learning.companion import Companion
from bot.learning.member_paths import DEFAULT_TRACK
from bot.learning.pace import Outlook, Streak, forecast, read_streak
from bot.learning.skill_names import SUGGESTED, SkillNames, UnknownSkillError
from bot.roadmaps.path import State
from bot.state.database import open_database
from bot.state.learners import Mark, SqliteLearners, TopicState
from index.opened import OpenIndex

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
ANA = 80351110224678912


@pytest.fixture(scope="module")
def names(project_index: OpenIndex) -> SkillNames:
    return SkillNames(project_index.store.topics())


@pytest.fixture
def companion(project_index: OpenIndex, tmp_path: Path) -> Iterator[Companion]:
    database = open_database(tmp_path)
    yield Companion(lambda: project_index, SqliteLearners(database), lambda: NOW)
    database.close()


# -- names ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("git", "git"),
        ("GIT", "git"),
        ("postgres", "postgresql"),
        ("postgress", "postgresql"),
        ("kubernetse", "kubernetes"),
        ("http-caching", "http-caching"),
        ("etag", "http-caching"),
    ],
)
def test_a_skill_is_found_by_its_names_past_typing_mistakes(
    names: SkillNames, typed: str, meant: str
) -> None:
    assert names.find(typed) == meant
    assert meant in names.suggest(typed)


def test_an_unknown_skill_comes_with_the_nearest(names: SkillNames) -> None:
    with pytest.raises(UnknownSkillError) as raised:
        names.find("message kueueing brokers")
    assert "message-queues" in raised.value.nearest
    assert len(raised.value.nearest) <= 3


def test_suggestions_begin_with_what_is_at_hand_and_with_titles(names: SkillNames) -> None:
    assert names.suggest("", ["sql", "git", "sql"])[:2] == ("sql", "git")
    assert names.suggest("dock")[0] == "docker"
    assert names.suggest("js")[0] == "javascript-nodejs"
    assert "api-security" in names.suggest("security")
    assert len(names.suggest("a")) <= SUGGESTED


@given(st.text(max_size=100))
def test_whatever_is_typed_gives_at_most_as_many_suggestions_as_discord_shows(
    names: SkillNames, typed: str
) -> None:
    found = names.suggest(typed)
    assert len(found) == len(set(found)) <= SUGGESTED


# -- claims -----------------------------------------------------------------------------------


def claimed(index: OpenIndex, text: str, learned: Sequence[str] = ()) -> set[str] | None:
    found = index.search.search(text)
    claim = read_claim(found.text, found.mentions, index.graph, learned)
    return set(claim.known) if claim is not None else None


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("I know Python, Git and SQL", {"python", "git", "sql"}),
        ("i already know pyhton", {"python"}),
        ("python, docker, sql", {"python", "docker", "sql"}),
        ("I know Python but not Docker", {"python"}),
        ("I don't know Docker but I know Git and SQL", {"git", "sql"}),
        ("I've used Docker and want to learn Kubernetes", {"docker"}),
        ("Ich kann Docker", {"docker"}),
        ("what is Docker", None),
        ("good morning", None),
    ],
)
def test_a_claim_names_what_somebody_knows(
    project_index: OpenIndex, text: str, known: set[str] | None
) -> None:
    assert claimed(project_index, text) == known


def test_a_claim_offers_what_lies_beneath_first_things_first(project_index: OpenIndex) -> None:
    graph = project_index.graph
    below = beneath(["sql", "git"], graph, ["terminal"])
    assert set(below) == (graph.all_requires("sql") | graph.all_requires("git")) - {"terminal"}
    for position, topic in enumerate(below):
        assert not graph.all_requires(topic) & set(below[position:])
    assert len(beneath(["design-an-online-shop"], graph, ())) == MOST


# -- pace -------------------------------------------------------------------------------------


def days_ago(*days: int) -> list[date]:
    return [NOW.date() - timedelta(days=day) for day in days]


@pytest.mark.parametrize(
    ("ago", "streak"),
    [
        ((), Streak(0, 0)),
        ((0,), Streak(1, 1)),
        ((2, 1), Streak(2, 2)),
        ((4, 3, 2), Streak(0, 3)),
        ((9, 8, 7, 1, 0), Streak(2, 3)),
        ((0, 0, 1), Streak(2, 2)),
    ],
)
def test_a_streak_lasts_until_a_whole_day_was_missed(ago: Sequence[int], streak: Streak) -> None:
    assert read_streak(days_ago(*ago), NOW.date()) == streak


@given(st.sets(st.integers(0, 400)))
def test_a_streak_is_never_longer_than_the_best_nor_than_the_days(ago: set[int]) -> None:
    streak = read_streak(days_ago(*ago), NOW.date())
    assert 0 <= streak.current <= streak.best <= len(ago)


def learned_at(*days: int, mark: Mark = Mark.LEARNED) -> dict[str, TopicState]:
    return {
        f"topic-{number}": TopicState(mark, None, NOW - timedelta(days=day))
        for number, day in enumerate(days)
    }


HOURS = {f"topic-{number}": 6 for number in range(10)}


def test_a_finish_is_dated_at_the_pace_of_the_last_weeks() -> None:
    told = forecast(36, learned_at(27, 20, 5, 1), HOURS, days_ago(28, 5), NOW)
    assert told.outlook is Outlook.DATED
    assert told.weekly == 6
    assert told.by == NOW.date() + timedelta(weeks=6)


@pytest.mark.parametrize(
    ("left", "states", "days", "outlook"),
    [
        (0, {}, (), Outlook.FINISHED),
        (50, {}, (), Outlook.TOO_EARLY),
        (50, learned_at(3, 2, 1), (4,), Outlook.TOO_EARLY),
        (50, learned_at(20, 10), (30,), Outlook.TOO_EARLY),
        (50, learned_at(30, 30, 30, 30), (30,), Outlook.TOO_EARLY),
        (50, learned_at(20, 15, 10, mark=Mark.KNOWN), (30,), Outlook.TOO_EARLY),
        (50, learned_at(90, 80, 70), (100,), Outlook.RESTING),
        (9000, learned_at(30, 20, 10), (56,), Outlook.FAR),
    ],
)
def test_nothing_is_dated_where_there_is_too_little_to_tell(
    left: int, states: dict[str, TopicState], days: Sequence[int], outlook: Outlook
) -> None:
    told = forecast(left, states, HOURS, days_ago(*days), NOW)
    assert told.outlook is outlook
    assert told.by is None


# -- what to learn now --------------------------------------------------------------------------


def test_a_newcomer_is_led_to_the_first_steps_of_the_default_track(companion: Companion) -> None:
    outlook = companion.outlook(ANA)
    assert (outlook.track.slug, outlook.chosen, outlook.untouched) == (DEFAULT_TRACK, False, True)
    assert len(outlook.suggestions) == 3
    assert "stage 1" in outlook.suggestions[0].reason


def test_suggestions_follow_the_track_and_leave_out_what_is_begun_known_or_unwanted(
    companion: Companion, project_index: OpenIndex
) -> None:
    companion.choose_track(ANA, "python")
    seen: set[str] = set()
    known: set[str] = set()
    graph = project_index.graph
    assumed = set(project_index.store.roadmaps()["python"]["assumes"])
    for turn in range(40):
        outlook = companion.outlook(ANA)
        topics = [suggestion.topic for suggestion in outlook.suggestions]
        assert len(topics) == len(set(topics)) == 3
        assert not seen & set(topics)
        single = {s.topics[0].slug for s in outlook.track.steps() if s.choose is None}
        for suggestion in outlook.suggestions:
            missing = set(graph.requires(suggestion.topic)) - known - assumed
            assert not missing & single
            assert suggestion.reason
        first = outlook.suggestions[0].topic
        seen.add(first)
        known.add(first)
        companion.know(ANA, [first])
        if turn == 0:
            companion.begin(ANA, topics[1])
            companion.dismiss(ANA, topics[2])
            seen.update(topics[1:])


def test_what_a_learned_topic_requires_is_suggested_only_where_nothing_else_is(
    companion: Companion, project_index: OpenIndex
) -> None:
    companion.choose_track(ANA, "python")
    companion.know(ANA, ["rest"])
    implied = project_index.graph.all_requires("rest")
    outlook = companion.outlook(ANA)
    assert not implied & {suggestion.topic for suggestion in outlook.suggestions}
    steps = [step for step in outlook.track.steps() if not step.optional]
    rest = [step.topics[0].slug for step in steps]
    companion.know(ANA, [topic for topic in rest if topic not in implied])
    left = companion.outlook(ANA).suggestions
    assert left[0].topic in implied
    assert "you seem to know it" in left[0].reason


def test_a_dismissal_can_be_undone(companion: Companion) -> None:
    before = companion.outlook(ANA).suggestions
    companion.dismiss(ANA, before[0].topic)
    assert before[0] not in companion.outlook(ANA).suggestions
    companion.undo_dismissal(ANA, before[0].topic)
    assert companion.outlook(ANA).suggestions == before


def test_somebody_who_finished_the_track_is_led_beyond_it(
    companion: Companion, project_index: OpenIndex
) -> None:
    plan = project_index.store.roadmaps()["python"]
    steps = [step for stage in plan["stages"] for step in stage["steps"]]
    companion.choose_track(ANA, "python")
    companion.know(ANA, [step["topic"] or step["any_of"][0] for step in steps])
    outlook = companion.outlook(ANA)
    assert outlook.track.percent == 100
    assert len(outlook.suggestions) == 3
    learned = {t.slug for s in outlook.track.steps() for t in s.topics if t.state is State.DONE}
    for suggestion in outlook.suggestions:
        assert suggestion.topic not in learned
        assert suggestion.reason.startswith(("builds on", "you have", "needs nothing", "one of"))


def test_everything_learned_leaves_nothing_to_suggest(
    companion: Companion, project_index: OpenIndex
) -> None:
    companion.know(ANA, project_index.store.topics())
    assert companion.outlook(ANA).suggestions == ()
    progress = companion.progress(ANA)
    assert progress is not None
    assert progress.path.percent == 100
    assert len(progress.others) == len(project_index.store.roadmaps()) - 1


# -- a skill ------------------------------------------------------------------------------------


def test_a_skill_tells_which_of_its_needs_the_member_has(companion: Companion) -> None:
    companion.know(ANA, ["caching"])
    companion.begin(ANA, "browsers")
    skill = companion.skill(ANA, "http-caching")
    assert skill is not None
    states = {need.slug: need.state for need in skill.needs}
    assert states == {
        "caching": State.DONE, "browsers": State.UNDER_WAY, "http-status-codes": State.OPEN,
    }  # fmt: skip
    assert [need.slug for need in skill.lacking] == ["browsers", "http-status-codes"]
    assert skill.what.startswith("HTTP caching lets browsers")
    assert "[^" not in skill.what + skill.why
    assert skill.sources


def test_every_skill_says_what_it_is_and_most_say_why_and_what_to_build(
    companion: Companion, project_index: OpenIndex
) -> None:
    skills = [companion.skill(ANA, topic) for topic in project_index.store.topics()]
    assert all(skill is not None and skill.what and skill.sources for skill in skills)
    assert sum(bool(skill and skill.why) for skill in skills) > 0.8 * len(skills)
    assert sum(bool(skill and skill.project) for skill in skills) > 0.8 * len(skills)
    assert companion.skill(ANA, "no-such-topic") is None


def test_learned_stays_learned_and_known_stays_known(companion: Companion) -> None:
    companion.know(ANA, ["git"])
    companion.learn(ANA, "git")
    companion.begin(ANA, "git")
    skill = companion.skill(ANA, "git")
    assert skill is not None
    assert (skill.state, skill.known_before) == (State.DONE, True)
    assert companion.know(ANA, ["git", "sql", "no-such-topic"]) == ("sql",)


def test_without_a_choice_the_track_with_the_most_done_is_shown(companion: Companion) -> None:
    companion.know(ANA, ["rust", "ownership-and-borrowing"])
    progress = companion.progress(ANA)
    assert progress is not None
    assert (progress.path.slug, progress.chosen) == ("rust", False)
    assert not companion.choose_track(ANA, "no-such-track")
    assert companion.choose_track(ANA, "python")
    chosen = companion.progress(ANA)
    assert chosen is not None
    assert (chosen.path.slug, chosen.chosen) == ("python", True)
    assert companion.progress(ANA, "no-such-track") is None


def test_a_day_is_that_of_the_calendar_where_the_member_is(
    project_index: OpenIndex, tmp_path: Path
) -> None:
    class Tokyo:
        def zone(self, member: int) -> timezone:
            return timezone(timedelta(hours=9))

    database = open_database(tmp_path)
    learners = SqliteLearners(database)
    evening = datetime(2026, 6, 1, 20, tzinfo=UTC)
    companion = Companion(lambda: project_index, learners, lambda: evening, Tokyo())
    companion.begin(ANA, "git")
    assert learners.active_days(ANA) == (date(2026, 6, 2),)
    progress = companion.progress(ANA)
    assert progress is not None
    assert progress.today == date(2026, 6, 2)
    assert progress.streak == Streak(1, 1)
    database.close()
