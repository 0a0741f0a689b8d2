"""Whether a database is of this program's age: one of a newer program is not to be touched."""

from __future__ import annotations

import sqlite3

import sqlite_utils

from bot.state.schema import MIGRATIONS


def unknown_migrations(connection: sqlite3.Connection) -> set[str]:
    """Migrations that a database went through and this program does not know: a newer one made it.

    Each as `set/name`. Reads only.
    """
    database, empty = sqlite_utils.Database(connection), sqlite_utils.Database(memory=True)
    if "_sqlite_migrations" not in database.table_names():
        return set()
    rows = database.query("select migration_set, name from _sqlite_migrations")
    known = {f"{m.name}/{step.name}" for m in MIGRATIONS for step in m.pending(empty)}
    empty.close()
    return {f"{row['migration_set']}/{row['name']}" for row in rows} - known
