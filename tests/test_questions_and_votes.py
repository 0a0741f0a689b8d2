"""Questions and votes are kept without their member's name, for a time, and can be forgotten."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.errors import UsageError
from bot.state.database import DATABASE_FILE, Database, open_database
from bot.state.feedback import DayOfVotes, FeedbackStore, Tally
from bot.state.gaps import SqliteGapLog
from bot.state.pseudonyms import KEY_FILE, Pseudonyms, open_pseudonyms
from bot.state.questions import LoggedQuestion, Question, QuestionLog, Retention

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ANA, BEN = 1234567890123456789, 8876543210987654321
HERE, THERE = 11, 22


@dataclass
class Stores:
    database: Database
    log: QuestionLog
    feedback: FeedbackStore
    names: Pseudonyms

    def ask(self, member: int = ANA, server: int | None = HERE, days_ago: int = 0,
            text: str = "what is sql", section: str = "In short") -> int:  # fmt: skip
        asked_at = NOW - timedelta(days=days_ago)
        question = Question(
            asked_at, server, text, "answered", ("sql",), (("sql", section),), 0.9, "v1"
        )
        return self.log.record(question, member)

    def texts(self, server: int = HERE) -> list[str]:
        return [q.text for q in self.log.asked_in(server, NOW - timedelta(days=1000))]


@pytest.fixture
def stores(tmp_path: Path) -> Stores:
    database, names = open_database(tmp_path), open_pseudonyms(tmp_path)
    return Stores(database, QuestionLog(database, names), FeedbackStore(database, names), names)


def test_a_question_is_kept_whole_for_its_server(stores: Stores) -> None:
    number = stores.ask()
    kept = stores.log.asked_in(HERE, NOW)
    assert kept == [
        LoggedQuestion(
            NOW, HERE, "what is sql", "answered", ("sql",), (("sql", "In short"),), 0.9, "v1",
            id=number,
        )
    ]  # fmt: skip
    assert stores.log.asked_in(THERE, NOW) == []


def test_outside_a_server_no_text_is_kept(stores: Stores) -> None:
    stores.ask(server=None)
    assert [q.text for q in stores.log.asked_by(ANA)] == [""]


def test_the_database_alone_names_nobody(stores: Stores, tmp_path: Path) -> None:
    stores.feedback.vote(stores.ask(), BEN, True, NOW)
    stores.database.close()
    stored = b"".join(p.read_bytes() for p in tmp_path.glob(f"{DATABASE_FILE}*"))
    assert b"what is sql" in stored
    key = (tmp_path / KEY_FILE).read_text().strip()
    for secret in (str(ANA), str(BEN), key):
        assert secret.encode() not in stored
    for member in (ANA, BEN):
        assert member.to_bytes(8, "big") not in stored
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600


def test_pseudonyms_hold_over_a_restart_and_differ_between_installations(tmp_path: Path) -> None:
    first = open_pseudonyms(tmp_path / "a").of(ANA)
    key = tmp_path / "a" / KEY_FILE
    key.chmod(0o644)
    assert open_pseudonyms(tmp_path / "a").of(ANA) == first
    assert open_pseudonyms(tmp_path / "b").of(ANA) != first
    if os.name == "posix":
        assert stat.S_IMODE(key.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"00" * 31, b"\xff\xfe", b"zz" * 32])
def test_a_damaged_key_is_never_replaced_silently(tmp_path: Path, content: bytes) -> None:
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(UsageError, match="holds no key"):
        open_pseudonyms(tmp_path)
    assert (tmp_path / KEY_FILE).read_bytes() == content


def test_members_find_and_forget_their_own_questions_alone(stores: Stores) -> None:
    stores.ask(ANA, text="one")
    stores.ask(BEN, text="two")
    SqliteGapLog(stores.database).record("three", [], 0.1, HERE, stores.names.of(ANA))
    SqliteGapLog(stores.database).record("four", [], 0.1, HERE, stores.names.of(BEN))
    assert [q.text for q in stores.log.asked_by(ANA)] == ["one"]
    stores.log.forget(ANA)
    assert stores.texts() == ["two"]
    assert [gap.question for gap in SqliteGapLog(stores.database).newest()] == ["four"]


def test_gaps_are_told_apart_by_server(stores: Stores) -> None:
    gaps = SqliteGapLog(stores.database)
    for server in (HERE, THERE, None):
        gaps.record(f"from {server}", [], 0.1, server)
    assert [gap.question for gap in gaps.newest(server=THERE)] == [f"from {THERE}"]
    assert len(gaps.newest()) == 3


def test_what_is_past_its_servers_time_is_deleted(stores: Stores) -> None:
    for server, days in ((HERE, 6), (HERE, 8), (THERE, 8), (THERE, 31), (None, 91)):
        stores.ask(server=server, days_ago=days, text=f"{days} days")
    SqliteGapLog(stores.database, lambda: NOW - timedelta(days=8)).record("gap", [], 0, HERE)
    old = stores.ask(text="voted")
    stores.feedback.vote(old, BEN, False, NOW - timedelta(days=8))
    stores.feedback.explain(old, BEN, "too long ago")
    retention = Retention(stores.database, {HERE: 7, THERE: 30, None: 90}.__getitem__)
    assert retention.delete_past(NOW) == 5
    assert stores.texts(HERE) == ["6 days", "voted"]
    assert stores.texts(THERE) == ["8 days"]
    assert SqliteGapLog(stores.database).newest() == []
    assert [vote["reason"] for vote in stores.feedback.votes_of(BEN)] == [None]
    assert retention.delete_past(NOW) == 0
    assert retention.delete_past(NOW + timedelta(days=365)) == 3


def test_a_wish_goes_with_its_question(stores: Stores) -> None:
    old, new = stores.ask(days_ago=100), stores.ask()
    with stores.database.transaction() as database:
        for question in (old, new):
            database.table("answer_wish").insert(
                {"question": question, "member": BEN, "server": HERE, "wished_at": "2026"}
            )
    Retention(stores.database, lambda _: 90).delete_past(NOW)
    with stores.database.transaction() as database:
        assert [row["question"] for row in database.table("answer_wish").rows] == [new]


def test_the_number_of_a_deleted_question_is_never_given_again(stores: Stores) -> None:
    first = stores.ask()
    stores.log.forget(ANA)
    assert not stores.feedback.vote(first, BEN, True, NOW)
    assert stores.ask() > first


def test_a_member_has_one_vote_and_may_change_it(stores: Stores) -> None:
    number = stores.ask()
    for liked in (True, True, False):
        assert stores.feedback.vote(number, ANA, liked, NOW)
    assert stores.feedback.explain(number, ANA, " too short ")
    assert stores.feedback.worst_articles(HERE, NOW) == [Tally("sql", None, 0, 1)]
    assert stores.feedback.complaints(HERE, NOW)[0].reason == "too short"
    stores.feedback.vote(number, ANA, True, NOW)
    assert stores.feedback.worst_articles(HERE, NOW) == []
    assert not stores.feedback.explain(number, ANA, "no vote against it now")
    assert not stores.feedback.explain(number, BEN, "never voted")


def test_votes_count_once_an_article_and_for_each_section(stores: Stores) -> None:
    question = Question(
        NOW, HERE, "joins", "answered", ("sql",),
        (("sql", "Joins"), ("sql", "Indexes"), ("dns", "Zones")), 0.8, "v1",
    )  # fmt: skip
    number = stores.log.record(question, ANA)
    stores.feedback.vote(number, ANA, False, NOW)
    stores.feedback.vote(number, BEN, False, NOW)
    stores.feedback.vote(stores.ask(section="Joins"), BEN, True, NOW)
    assert stores.feedback.worst_articles(HERE, NOW) == [
        Tally("dns", None, 0, 2), Tally("sql", None, 1, 2),
    ]  # fmt: skip
    assert stores.feedback.worst_sections(HERE, NOW) == [
        Tally("dns", "Zones", 0, 2), Tally("sql", "Indexes", 0, 2), Tally("sql", "Joins", 1, 2),
    ]  # fmt: skip
    assert stores.feedback.worst_articles(THERE, NOW) == []
    assert set(stores.feedback.complaints(HERE, NOW)[0].topics) == {"sql", "dns"}


def test_satisfaction_is_counted_by_day(stores: Stores) -> None:
    one, two = stores.ask(), stores.ask()
    stores.feedback.vote(one, ANA, True, NOW - timedelta(days=2))
    stores.feedback.vote(two, ANA, False, NOW)
    stores.feedback.vote(two, BEN, True, NOW)
    since = NOW - timedelta(days=7)
    assert stores.feedback.satisfaction(HERE, since) == [
        DayOfVotes((NOW - timedelta(days=2)).date(), 1, 0), DayOfVotes(NOW.date(), 1, 1),
    ]  # fmt: skip


def test_votes_outlive_the_question_and_can_be_forgotten(stores: Stores) -> None:
    number = stores.ask()
    stores.feedback.vote(number, BEN, False, NOW)
    stores.log.forget(ANA)
    complaint = stores.feedback.complaints(HERE, NOW)[0]
    assert (complaint.text, complaint.topics) == ("", ("sql",))
    stores.feedback.forget(BEN)
    assert stores.feedback.complaints(HERE, NOW) == []


@pytest.mark.parametrize("text", ["\ud800 broken", "x" * 100_000, "'; drop table question; --"])
def test_hostile_text_is_kept_as_text(stores: Stores, text: str) -> None:
    number = stores.ask(text=text)
    stores.feedback.vote(number, BEN, False, NOW)
    assert stores.feedback.explain(number, BEN, text)
    assert len(stores.texts()[0]) <= 2000
    assert stores.ask() > number
