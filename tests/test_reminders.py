"""Reminders come at the member's own hour, through every change of the clocks, once a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.quizzes.questions import QuizQuestion
from bot.quizzes.reminders import APART, GRACE, next_reminder
from bot.quizzes.scheduling import review
from bot.quizzes.zones import find_zone, suggest_zones, zone_label, zone_names
from bot.state.database import Database, open_database
from bot.state.reminders import DueReminder, SqliteReminders
from bot.state.review_cards import SqliteReviewCards
from knowledge.quiz import Difficulty

ANA, BEN = 501, 502
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = (
    "UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe",
    "America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "Asia/Kathmandu",
)  # fmt: skip

moments = st.datetimes(
    min_value=datetime(2024, 1, 1),
    max_value=datetime(2030, 1, 1),
    timezones=st.just(UTC),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "hour", "expected"),
    [
        ("2026-01-10T07:30+01:00", 8, "2026-01-10T08:00+01:00"),
        ("2026-01-10T08:00+01:00", 8, "2026-01-11T08:00+01:00"),
        ("2026-03-28T09:00+01:00", 8, "2026-03-29T08:00+02:00"),
        # Clocks go from 2:00 to 3:00 on that night, so 2:00 is the moment of the change.
        ("2026-03-28T22:00+01:00", 2, "2026-03-29T03:00+02:00"),
        # Clocks show 2:00 twice on that night: the first counts.
        ("2026-10-24T22:00+02:00", 2, "2026-10-25T02:00+02:00"),
        ("2026-10-25T02:30+01:00", 2, "2026-10-26T02:00+01:00"),
    ],
)
def test_the_next_reminder_follows_the_clocks_of_a_place(
    now: str, hour: int, expected: str
) -> None:
    assert next_reminder(at(now), hour, BERLIN) == at(expected)


@given(moments, st.integers(0, 23), st.sampled_from(ZONES))
@settings(max_examples=150, deadline=None)
def test_a_reminder_comes_at_its_hour_within_a_day(now: datetime, hour: int, name: str) -> None:
    zone = ZoneInfo(name)
    moment = next_reminder(now, hour, zone)
    assert now < moment <= now + timedelta(hours=26)
    local = moment.astimezone(zone)
    is_exact = (local.hour, local.minute, local.second) == (hour, 0, 0)
    before = (moment - timedelta(minutes=1)).astimezone(zone)
    skipped = local.utcoffset() != before.utcoffset()
    assert is_exact or skipped


@given(
    moments,
    st.lists(st.tuples(st.integers(0, 23), st.sampled_from(ZONES), st.booleans()), min_size=2),
)
@settings(max_examples=80, deadline=None)
def test_two_reminders_are_never_close_whatever_is_changed(
    now: datetime, changes: list[tuple[int, str, bool]]
) -> None:
    sent: datetime | None = None
    for hour, name, is_sent in changes:
        moment = next_reminder(now, hour, ZoneInfo(name), sent)
        if sent is not None:
            assert moment - sent >= APART
        now = moment
        sent = moment if is_sent else sent


def test_bad_values_are_refused() -> None:
    with pytest.raises(ValueError, match="an hour is 0 to 23: 24"):
        next_reminder(at("2026-01-10T07:30+00:00"), 24, BERLIN)
    with pytest.raises(ValueError, match="needs its zone"):
        next_reminder(datetime(2026, 1, 1), 8, BERLIN)


# -- who is reminded -----------------------------------------------------------------------------


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


def learn(cards: SqliteReviewCards, member: int, now: datetime) -> None:
    asked = QuizQuestion("sql", "Why?", Difficulty.EASY, "So", ("a", "b", "c"), "It is.", "What")
    cards.save(member, review(None, asked, False, now))


def test_only_those_with_something_due_are_reminded_and_once_a_day(database: Database) -> None:
    cards = SqliteReviewCards(database)
    reminders = SqliteReminders(database, cards)
    monday = at("2026-03-02T18:00+01:00")
    learn(cards, ANA, monday - timedelta(days=1))
    for member in (ANA, BEN):
        reminders.set(member, 18, "Europe/Berlin", monday - timedelta(hours=1))
    assert reminders.take_due(monday - timedelta(seconds=1)) == []
    assert reminders.take_due(monday) == [DueReminder(ANA, 1)]
    assert reminders.take_due(monday + timedelta(hours=1)) == []
    reminders.set(ANA, 20, "Europe/Berlin", monday + timedelta(hours=1))
    assert reminders.take_due(monday + timedelta(hours=2)) == []
    tuesday = monday + timedelta(days=1, hours=2)
    learn(cards, BEN, monday)
    assert reminders.take_due(tuesday - timedelta(hours=2)) == [DueReminder(BEN, 1)]
    assert reminders.take_due(tuesday) == [DueReminder(ANA, 1)]
    reminders.stop(ANA)
    assert reminders.get(ANA) is None
    assert reminders.take_due(tuesday + timedelta(days=1)) == [DueReminder(BEN, 1)]


def test_a_reminder_that_is_long_overdue_waits_for_the_next_day(database: Database) -> None:
    cards = SqliteReviewCards(database)
    reminders = SqliteReminders(database, cards)
    monday = at("2026-03-02T18:00+01:00")
    learn(cards, ANA, monday - timedelta(days=1))
    reminders.set(ANA, 18, "Europe/Berlin", monday - timedelta(hours=1))
    assert reminders.take_due(monday + GRACE + timedelta(minutes=1)) == []
    assert reminders.take_due(monday + timedelta(days=1) + GRACE) == [DueReminder(ANA, 1)]


def test_a_zone_that_is_no_more_keeps_nobody_from_being_reminded(database: Database) -> None:
    cards = SqliteReviewCards(database)
    reminders = SqliteReminders(database, cards)
    monday = at("2026-03-02T18:00+00:00")
    for member in (ANA, BEN):
        learn(cards, member, monday - timedelta(days=1))
        reminders.set(member, 18, "UTC", monday - timedelta(hours=1))
    with database.transaction() as db:
        db.execute("update reminder set zone = 'Mars/Olympus' where member = ?", [str(ANA)])
    assert {due.member for due in reminders.take_due(monday)} == {ANA, BEN}
    assert reminders.zone(ANA) is UTC


def test_reminders_know_where_a_member_is(database: Database) -> None:
    reminders = SqliteReminders(database, SqliteReviewCards(database))
    assert reminders.zone(ANA) is UTC
    reminders.set(ANA, 7, "Asia/Kolkata", at("2026-03-02T18:00+01:00"))
    assert reminders.zone(ANA) == ZoneInfo("Asia/Kolkata")


# -- zones ---------------------------------------------------------------------------------------


def test_zones_are_found_as_people_type_them() -> None:
    assert find_zone("europe/berlin") == "Europe/Berlin"
    assert find_zone("New York") == "America/New_York"
    assert find_zone("utc") == "UTC"
    assert find_zone("Atlantis") is None
    assert suggest_zones("berl")[0] == "Europe/Berlin"
    assert "Europe/Berlin" in suggest_zones("berlni")
    assert "America/New_York" in suggest_zones("new york")
    assert len(suggest_zones("a")) == 25
    assert set(suggest_zones("")) <= set(zone_names())
    label = zone_label("Asia/Kolkata", at("2026-03-02T18:00+00:00"))
    assert re.fullmatch("Asia/Kolkata, now 23:30", label)
