"""Tables of what moderators set for their server, and of who changed what."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.server_settings")


@migrations(name="001_server_setting")
def _server_setting(database: Any) -> None:
    """One row a server; lists of channels are JSON arrays of ids."""
    database.table("server_setting").create(
        {
            "server": int,
            "channels": str,
            "style": str,
            "forums": str,
            "moderator_role": int,
            "member_limit": int,
            "channel_limit": int,
            "server_limit": int,
            "keep_days": int,
            "language": str,
        },
        pk="server",
    )


@migrations(name="002_server_setting_change")
def _server_setting_change(database: Any) -> None:
    """The audit log: `before` and `after` are JSON; `changed_by` is null once forgotten."""
    table = database.table("server_setting_change")
    table.create(
        {
            "id": int,
            "server": int,
            "name": str,
            "before": str,
            "after": str,
            "changed_by": int,
            "changed_at": str,
        },
        pk="id",
        not_null={"server", "name", "before", "after", "changed_at"},
    )
    table.create_index(["server", "id"])
