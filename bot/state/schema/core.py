"""Tables that answering and starting need: gaps, and the commands last registered."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad")


@migrations(name="001_gap")
def _gap(database: Any) -> None:
    """Questions that were refused, without who asked them."""
    database.table("gap").create(
        {
            "id": int,
            "asked_at": str,
            "question": str,
            "topics": str,
            "confidence": float,
        },
        pk="id",
        not_null={"asked_at", "question", "topics", "confidence"},
    )


@migrations(name="002_command_sync")
def _command_sync(database: Any) -> None:
    """The digest of the commands that each application was last given."""
    database.table("command_sync").create(
        {"application": str, "digest": str}, pk="application", not_null={"digest"}
    )
