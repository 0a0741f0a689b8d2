"""What every `LearnerStore` does, for each to inherit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from bot.state.learners import LearnerStore, Mark

ANA, BEN = 80351110224678912, 80351110224678913
MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
EVENING = datetime(2026, 3, 2, 19, tzinfo=UTC)


class LearnerStoreSuite:
    """Subclasses give the fixture `learners`: an empty store."""

    def test_nothing_is_known_of_a_new_member(self, learners: LearnerStore) -> None:
        assert learners.states(ANA) == {}
        assert learners.learned(ANA) == frozenset()
        assert learners.track(ANA) is None
        assert learners.dismissed(ANA) == frozenset()
        assert learners.active_days(ANA) == ()

    def test_a_topic_goes_from_under_way_to_learned_with_its_times(
        self, learners: LearnerStore
    ) -> None:
        learners.mark(ANA, ["sql"], Mark.UNDER_WAY, MORNING)
        assert learners.learned(ANA) == frozenset()
        assert learners.states(ANA)["sql"].finished_at is None
        learners.mark(ANA, ["sql"], Mark.LEARNED, EVENING)
        state = learners.states(ANA)["sql"]
        assert (state.mark, state.started_at, state.finished_at) == (
            Mark.LEARNED, MORNING, EVENING,
        )  # fmt: skip
        assert learners.learned(ANA) == {"sql"}
        learners.mark(ANA, ["sql"], Mark.LEARNED, EVENING + timedelta(days=9))
        assert learners.states(ANA)["sql"] == state

    def test_what_was_known_before_counts_as_learned_and_as_no_work(
        self, learners: LearnerStore
    ) -> None:
        learners.mark(ANA, ["git", "sql"], Mark.KNOWN, MORNING)
        assert learners.learned(ANA) == {"git", "sql"}
        assert learners.states(ANA)["git"].mark is Mark.KNOWN
        assert learners.states(ANA)["git"].started_at is None

    def test_topics_come_in_the_order_in_which_they_were_marked(
        self, learners: LearnerStore
    ) -> None:
        for topic in ("sql", "git", "apis"):
            learners.mark(ANA, [topic], Mark.UNDER_WAY, MORNING)
        learners.mark(ANA, ["git"], Mark.LEARNED, EVENING)
        assert list(learners.states(ANA)) == ["sql", "git", "apis"]

    def test_a_mark_is_taken_back_wholly(self, learners: LearnerStore) -> None:
        learners.mark(ANA, ["sql", "git"], Mark.LEARNED, MORNING)
        learners.unmark(ANA, ["sql", "never-marked"])
        assert list(learners.states(ANA)) == ["git"]

    def test_topics_are_marked_all_or_none(self, learners: LearnerStore) -> None:
        with pytest.raises(Exception, match=r".+"):
            learners.mark(ANA, ["sql", object()], Mark.LEARNED, MORNING)  # type: ignore[list-item]
        assert learners.states(ANA) == {}
        assert learners.active_days(ANA) == ()

    def test_a_chosen_track_takes_the_place_of_the_one_before(self, learners: LearnerStore) -> None:
        learners.choose_track(ANA, "python", MORNING)
        learners.choose_track(ANA, "golang", EVENING)
        assert learners.track(ANA) == "golang"

    def test_a_dismissal_is_remembered_until_undone_or_begun(self, learners: LearnerStore) -> None:
        for topic in ("soap", "xml", "graphql"):
            learners.dismiss(ANA, topic, MORNING)
            learners.dismiss(ANA, topic, EVENING)
        learners.undo_dismissal(ANA, "xml")
        learners.mark(ANA, ["graphql"], Mark.UNDER_WAY, EVENING)
        assert learners.dismissed(ANA) == {"soap"}

    def test_days_are_those_of_the_calendar_where_the_member_is(
        self, learners: LearnerStore
    ) -> None:
        tokyo = timezone(timedelta(hours=9))
        learners.mark(ANA, ["sql"], Mark.UNDER_WAY, EVENING.astimezone(tokyo))
        learners.note_activity(ANA, MORNING)
        learners.note_activity(ANA, EVENING)
        assert learners.active_days(ANA) == (date(2026, 3, 2), date(2026, 3, 3))

    def test_a_time_without_a_zone_is_refused(self, learners: LearnerStore) -> None:
        with pytest.raises(ValueError, match="zone"):
            learners.mark(ANA, ["sql"], Mark.LEARNED, datetime(2026, 3, 2))

    def test_members_see_only_what_is_theirs(self, learners: LearnerStore) -> None:
        learners.mark(ANA, ["sql"], Mark.LEARNED, MORNING)
        learners.choose_track(ANA, "python", MORNING)
        learners.dismiss(ANA, "soap", MORNING)
        assert learners.states(BEN) == {}
        assert learners.track(BEN) is None
        assert learners.dismissed(BEN) == frozenset()
        assert learners.active_days(BEN) == ()

    def test_members_are_marked_side_by_side(self, learners: LearnerStore) -> None:
        def learn(number: int) -> None:
            learners.mark(ANA + number % 4, [f"topic-{number}"], Mark.LEARNED, MORNING)

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(learn, range(64)))
        assert sum(len(learners.learned(ANA + n)) for n in range(4)) == 64
