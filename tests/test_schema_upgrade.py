"""A database of any earlier release becomes the newest one, with what it holds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path

import pytest
import sqlite_utils

from bot.state.compatibility import unknown_migrations
from bot.state.database import DATABASE_FILE, open_database
from bot.state.schema import MIGRATIONS

STEPS = [
    (number, step.name)
    for number, migrations in enumerate(MIGRATIONS)
    for step in migrations.pending(sqlite_utils.Database(memory=True))
]


def shape(path: Path) -> dict[str, object]:
    """Every table and index of a database, with the columns of the tables."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("select name, type from sqlite_master order by name").fetchall()
        return {
            name: database.execute(f"pragma table_info([{name}])").fetchall()
            for name, kind in names
            if kind in ("table", "index") and not name.startswith("sqlite_stat")
        }


def row_for(database: sqlite_utils.Database, table: str) -> dict[str, object]:
    """Some row that the table's columns take."""
    some = {"INTEGER": 1, "FLOAT": 0.5, "REAL": 0.5, "BLOB": b"x"}
    return {
        column.name: some.get(str(column.type).upper(), "2026-01-01T00:00:00+00:00")
        for column in database.table(table).columns
    }


@pytest.mark.parametrize(("number", "stop"), STEPS, ids=[name for _, name in STEPS])
def test_a_database_before_any_migration_is_brought_up(
    number: int, stop: str, tmp_path: Path
) -> None:
    old = tmp_path / "old"
    old.mkdir()
    before = sqlite_utils.Database(old / DATABASE_FILE)
    for migrations in MIGRATIONS[:number]:
        migrations.apply(before)
    MIGRATIONS[number].apply(before, stop_before=stop)
    holding = []
    for table in before.table_names():
        if table.startswith(("sqlite_", "_sqlite")):
            continue
        try:
            before.table(table).insert(row_for(before, table))
        except (sqlite3.Error, ValueError):  # virtual tables, checks and keys of other tables
            continue
        holding.append(table)
    before.close()
    with closing(open_database(old)) as database, database.transaction() as tables:
        kept = {name: tables.table(name).count for name in holding if name in tables.table_names()}
    open_database(tmp_path / "new").close()
    assert shape(old / DATABASE_FILE) == shape(tmp_path / "new" / DATABASE_FILE)
    assert all(kept.values())


def test_a_database_of_a_newer_program_is_noticed(tmp_path: Path) -> None:
    open_database(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / DATABASE_FILE)) as database:
        assert unknown_migrations(database) == set()
        database.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('backroad', '999_future', '2099')"
        )
        assert unknown_migrations(database) == {"backroad/999_future"}


def _open_many(folder: str, number: int) -> None:
    for attempt in range(3):
        with (
            closing(open_database(Path(folder) / str(attempt))) as database,
            database.transaction() as tables,
        ):
            list(tables.query("select * from gap"))
            tables.table("gap").insert(
                {"asked_at": "", "question": f"{number}", "topics": "[]", "confidence": 0}
            )


def test_processes_that_open_one_new_database_at_once_all_succeed(tmp_path: Path) -> None:
    context = get_context("spawn")
    processes = [
        context.Process(target=_open_many, args=(str(tmp_path), number)) for number in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with closing(sqlite3.connect(tmp_path / "2" / DATABASE_FILE)) as database:
        assert database.execute("select count(*) from gap").fetchone() == (4,)
