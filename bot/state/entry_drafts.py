"""Entries that moderators have begun and not published."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from bot.communities.entry import Credit
from bot.communities.form import Draft, Form
from bot.state.database import Database

KEPT_FOR = timedelta(days=1)


class SqliteEntryDrafts:
    """Drafts in the bot's database. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: Draft) -> None:
        """Stores a draft in the place of what has its token; drafts past `KEPT_FOR` are deleted."""
        oldest = (draft.at - KEPT_FOR).astimezone(UTC).isoformat()
        form = {"form": asdict(draft.form), "credit": asdict(draft.credit)}
        with self._database.transaction() as database:
            database.table("entry_draft").delete_where("at < ?", [oldest])
            database.table("entry_draft").upsert(
                {
                    "token": draft.token,
                    "community": str(draft.community),
                    "member": str(draft.member),
                    "number": draft.number,
                    "revision": draft.revision,
                    "form": json.dumps(form),
                    "at": draft.at.astimezone(UTC).isoformat(),
                },
                pk="token",
            )

    def find(self, token: str, community: int) -> Draft | None:
        """A server's draft; None where it is gone, or another server's."""
        with self._database.transaction() as database:
            rows = list(
                database.table("entry_draft").rows_where(
                    "token = ? and community = ?", [token, str(community)]
                )
            )
        if not rows:
            return None
        row, held = rows[0], json.loads(rows[0]["form"])
        return Draft(
            row["token"],
            int(row["community"]),
            int(row["member"]),
            Form(**held["form"]),
            Credit(**held["credit"]),
            datetime.fromisoformat(row["at"]),
            row["number"],
            row["revision"],
        )

    def drop(self, token: str, community: int) -> None:
        """Deletes a server's draft, if there is one."""
        with self._database.transaction() as database:
            database.table("entry_draft").delete_where(
                "token = ? and community = ?", [token, str(community)]
            )
