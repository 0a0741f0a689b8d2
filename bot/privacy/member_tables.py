"""Personal data that is nothing but rows of tables, each with a column for the member."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class MemberTables:
    """A `PersonalData` of rows: exports them as they are, and deletes them.

    Attributes:
        tables: the name of each table, with the name of the column that holds the member's id
            (as text or as a number); never a name that came from outside.
    """

    name: str
    description: str
    kept_for: str
    database: Database
    tables: Mapping[str, str]

    def export(self, member: int) -> dict[str, list[dict[str, Any]]]:
        """The member's rows of each table, in their order, without the member's id.

        A text that is a JSON list or object comes as such.
        """
        rows: dict[str, list[dict[str, Any]]] = {}
        with self.database.transaction() as database:
            for table, column in self.tables.items():
                found = database.table(table).rows_where(
                    f"cast([{column}] as text) = ?", [str(member)], order_by="rowid"
                )
                rows[table] = [
                    {key: _readable(value) for key, value in row.items() if key != column}
                    for row in found
                ]
        return rows

    def forget(self, member: int) -> None:
        """Deletes the member's rows of every table."""
        with self.database.transaction() as database:
            for table, column in self.tables.items():
                database.table(table).delete_where(f"cast([{column}] as text) = ?", [str(member)])


def _readable(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, str) and value[:1] in ("[", "{"):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
