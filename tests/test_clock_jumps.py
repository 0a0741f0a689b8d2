"""A clock that is put forward or back locks nobody out, and makes nobody wait for it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.conversation import Conversation, Turn
from bot.asking.cooldowns import Cooldowns, Limit
from bot.operation.metrics import IndexSeen, Metrics, ShardState

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
JUMPS = [timedelta(hours=1), timedelta(days=400), timedelta(hours=-1), timedelta(days=-400)]


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_limits_hold_and_lock_nobody_out(jump: timedelta) -> None:
    cooldowns, limits = Cooldowns(), [Limit("ana", 2)]
    for moment in (NOW, NOW + jump, NOW + timedelta(minutes=2)):
        assert cooldowns.take(limits, moment) is None
        assert cooldowns.take(limits, moment) is None
        refused = cooldowns.take(limits, moment)
        assert refused is not None
        assert refused.until <= moment + timedelta(minutes=1)


@pytest.mark.parametrize("jump", JUMPS[2:], ids=str)
def test_a_conversation_goes_on_where_the_clock_is_put_back(jump: timedelta) -> None:
    conversation = Conversation()
    conversation.add(Turn("what is a join", ("sql-joins",), (), NOW))
    assert conversation.turns(NOW + jump)


class _Idle:
    """A bot that was started and asked nothing; its index is built at `NOW`."""

    def shards(self) -> list[ShardState]:
        return []

    def servers(self) -> int:
        return 0

    def index(self) -> IndexSeen:
        return IndexSeen("one", "model", NOW, False)

    def jobs(self) -> tuple[int, int]:
        return 0, 0


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_an_index_is_never_younger_than_new(jump: timedelta) -> None:
    metrics = Metrics()
    metrics.watch(_Idle(), lambda: NOW + jump)
    age = re.search(r"^backroad_index_age_seconds (\S+)$", metrics.render().decode(), re.MULTILINE)
    assert age is not None
    assert float(age[1]) == max(0.0, jump.total_seconds())
