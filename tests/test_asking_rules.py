"""The rules of asking: limits a minute, the same question again, and words such as stop."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.asking.cooldowns import Cooldowns, Limit
from bot.asking.repeats import Repeats, normalised
from bot.asking.wishes import Wish, read_wish

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
ANA, BEN, SERVER = Limit("ana", 2), Limit("ben", 2), Limit("server", 3)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_limit_holds_for_a_minute_and_says_when_it_ends() -> None:
    cooldowns = Cooldowns()
    assert cooldowns.take([ANA], after(0)) is None
    assert cooldowns.take([ANA], after(10)) is None
    refused = cooldowns.take([ANA], after(20))
    assert refused is not None
    assert (refused.limit, refused.until, refused.is_news) == (ANA, after(60), True)
    again = cooldowns.take([ANA], after(59))
    assert again is not None
    assert not again.is_news
    assert cooldowns.take([ANA], after(60)) is None
    anew = cooldowns.take([ANA], after(61))
    assert anew is not None
    assert (anew.until, anew.is_news) == (after(70), True)


def test_what_one_limit_refuses_counts_against_no_other() -> None:
    cooldowns = Cooldowns()
    for _ in range(5):
        cooldowns.take([ANA, SERVER], NOW)
    assert cooldowns.take([BEN, SERVER], NOW) is None
    refused = cooldowns.take([BEN, SERVER], NOW)
    assert refused is not None
    assert refused.limit is SERVER


def test_zero_is_no_limit() -> None:
    cooldowns = Cooldowns()
    assert all(cooldowns.take([Limit("x", 0)], NOW) is None for _ in range(100))


def test_a_lowered_limit_counts_what_was_asked_before() -> None:
    cooldowns = Cooldowns()
    for second in range(4):
        assert cooldowns.take([Limit("x", 5)], after(second)) is None
    refused = cooldowns.take([Limit("x", 2)], after(5))
    assert refused is not None
    assert refused.until == after(62)


def test_the_keys_longest_unused_are_forgotten() -> None:
    cooldowns = Cooldowns(remembered=2)
    for key in ("a", "a", "b", "c"):
        cooldowns.take([Limit(key, 2)], NOW)
    assert cooldowns.take([Limit("a", 2)], NOW) is None


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("What is SQL?", "  what   is sql ", True),
        ("What’s a JOIN?!", "what's a join", True),
        ("**what is sql**", "what is sql", True),
        ("what is ﬁle locking", "what is file locking", True),
        ("what is C++", "what is C", False),
        ("what is C#", "what is C++", False),
        ("what is sql", "what is nosql", False),
    ],
)
def test_which_questions_are_the_same(one: str, other: str, same: bool) -> None:
    assert (normalised(one) == normalised(other)) is same


def test_a_repeat_is_one_for_seconds_only() -> None:
    repeats: Repeats[str] = Repeats(same_for=10)
    repeats.add("key", "first", 0)
    assert repeats.find("key", 9.9) == "first"
    assert repeats.find("key", 10) is None
    assert repeats.find("other", 1) is None
    newer = "newer"
    repeats.add("key", newer, 11)
    repeats.drop("key", "first")
    assert repeats.find("key", 12) == newer
    repeats.drop("key", newer)
    assert repeats.find("key", 12) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("stop", Wish.STOP),
        ("Please stop.", Wish.STOP),
        ("ok, stop answering me", Wish.STOP),
        ("that’s enough, thanks", Wish.STOP),
        ("Stopp bitte!", Wish.STOP),
        ("start", Wish.START),
        ("weiter bitte", Wish.START),
        ("how do I stop a container?", None),
        ("stop the server gracefully", None),
        ("what does start-up mean", None),
        ("", None),
        ("stop " * 1000, None),
    ],
)
def test_wishes_are_told_from_questions(text: str, wish: Wish | None) -> None:
    assert read_wish(text) is wish
