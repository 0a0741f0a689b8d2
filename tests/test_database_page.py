"""The page about the database names every table and column, and no table that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from bot.state.database import open_database

PAGE = (Path(__file__).parent.parent / "docs" / "database.md").read_text(encoding="utf-8")


def columns(folder: Path) -> dict[str, list[str]]:
    database = open_database(folder)
    with database.transaction() as opened:
        found = {
            table.name: [column.name for column in table.columns]
            for table in opened.tables
            if not table.name.startswith("sqlite_") and table.virtual_table_using is None
        }
    database.close()
    return found


def about(table: str) -> str:
    """What the page says below the heading that names a table; else its last section."""
    sections = re.split(r"(?m)^(?=##)", PAGE)
    named = [s for s in sections if f"`{table}`" in s.partition("\n")[0]]
    return named[0] if named else sections[-1]


def test_each_table_and_column_is_described(tmp_path: Path) -> None:
    missing = [
        f"{table}.{column}"
        for table, names in columns(tmp_path).items()
        for column in names
        if f"`{table}`" not in about(table) or f"`{column}`" not in about(table)
    ]
    assert missing == [], "to be described in docs/database.md"


def test_no_table_is_described_that_is_not_there(tmp_path: Path) -> None:
    headings = re.findall(r"(?m)^### (.+)$", PAGE)
    described = {name for heading in headings for name in re.findall(r"`(\w+)`", heading)}
    assert described <= set(columns(tmp_path))
