"""Which commands each application was last given, so that a start need not register them again."""

from __future__ import annotations

from bot.state.database import Database


class SqliteSyncMemory:
    """Digests of registered commands in the bot's database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def synced(self, application: int) -> str | None:
        with self._database.transaction() as database:
            rows = list(
                database.query(
                    "select digest from command_sync where application = ?", [str(application)]
                )
            )
        return rows[0]["digest"] if rows else None

    def remember(self, application: int, digest: str) -> None:
        with self._database.transaction() as database:
            database.table("command_sync").upsert(
                {"application": str(application), "digest": digest}, pk="application"
            )
