"""What moderators set for a server is kept, bounded and logged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.state.database import Database, open_database
from bot.state.server_settings import ServerSettings, ServerSettingsStore, Style

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path)
    yield opened
    opened.close()


def test_a_server_has_defaults_until_something_is_changed(database: Database) -> None:
    store = ServerSettingsStore(database)
    assert store.of(1) == ServerSettings()
    store.change(1, 7, NOW, channels=frozenset({11, 12}), style=Style.THREAD, moderator_role=5)
    assert store.of(1) == ServerSettings(
        channels=frozenset({11, 12}), style=Style.THREAD, moderator_role=5
    )
    assert store.of(2) == ServerSettings()


def test_each_change_is_logged_with_who_and_when(database: Database) -> None:
    store = ServerSettingsStore(database)
    store.change(1, 7, NOW, keep_days=30, forums=frozenset({3}))
    store.change(1, 8, NOW, keep_days=30, style=Style.PRIVATE)
    logged = {(c.name, str(c.before), str(c.after), c.changed_by) for c in store.changes(1)}
    assert logged == {
        ("keep_days", "90", "30", 7),
        ("forums", "[]", "[3]", 7),
        ("style", "in_place", "private", 8),
    }
    assert {c.changed_at for c in store.changes(1)} == {NOW}
    assert store.changes(2) == []


def test_a_forgotten_moderator_leaves_the_log_but_not_the_settings(database: Database) -> None:
    store = ServerSettingsStore(database)
    store.change(1, 7, NOW, keep_days=30)
    assert [c["name"] for c in store.changed_by(7)] == ["keep_days"]
    store.forget(7)
    assert store.changed_by(7) == []
    assert [c.changed_by for c in store.changes(1)] == [None]
    assert store.of(1).keep_days == 30


@pytest.mark.parametrize(
    "change", [{"keep_days": 0}, {"keep_days": 366}, {"member_limit": -1}, {"server_limit": 1001},
               {"language": "fr"}],
)  # fmt: skip
def test_a_value_out_of_bounds_changes_nothing(
    database: Database, change: dict[str, object]
) -> None:
    store = ServerSettingsStore(database)
    with pytest.raises(ValueError, match=next(iter(change))):
        store.change(1, 7, NOW, channel_limit=9, **change)
    assert store.of(1) == ServerSettings()
    assert store.changes(1) == []
