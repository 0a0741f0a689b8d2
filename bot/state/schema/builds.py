"""The log of builds and steps back."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.builds")


@migrations(name="001_build")
def _build(database: Any) -> None:
    """Each build and each step back that a moderator asked for, and how it ended.

    `kind` is `build` or `rollback`; `outcome` is `running`, `done`, `unchanged`, `failed`,
    `cancelled` or `interrupted`. `channel` and `message` are where the progress was shown. `added`,
    `changed` and `removed` are JSON arrays of slugs. `member` is null once they were forgotten.
    """
    database.table("build").create(
        {
            "id": int,
            "kind": str,
            "server": int,
            "member": int,
            "channel": int,
            "message": int,
            "started_at": str,
            "ended_at": str,
            "outcome": str,
            "version": str,
            "added": str,
            "changed": str,
            "removed": str,
            "problem": str,
        },
        pk="id",
        not_null={"kind", "server", "started_at", "outcome"},
        defaults={"added": "[]", "changed": "[]", "removed": "[]"},
    )
