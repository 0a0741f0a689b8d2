"""Tables of who wants to be answered where: threads, silences and opt-outs."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.participation")


@migrations(name="001_participation")
def _participation(database: Any) -> None:
    """`asker` is a pseudonym in all three; `place` is a thread or a direct message channel."""
    database.table("own_thread").create(
        {"thread": int, "asker": str, "opened_at": str},
        pk="thread",
        not_null={"asker", "opened_at"},
    )
    database.table("silence").create({"place": int, "asker": str}, pk=("place", "asker"))
    database.table("opt_out").create({"asker": str}, pk="asker")
