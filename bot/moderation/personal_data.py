"""What moderation stores about a member, for `/privacy`."""

from __future__ import annotations

from bot.asking.personal_data import StoreData
from bot.state.builds import SqliteBuildLog
from bot.state.database import Database


def moderation_data(database: Database) -> tuple[StoreData, ...]:
    """Which builds a moderator asked for."""
    builds = SqliteBuildLog(database)
    return (
        StoreData(
            "Builds",
            "Which rebuilds of the index you asked for as a moderator, and when.",
            "until you delete your name from the log here; the log stays",
            builds.asked_for_by,
            builds.forget,
        ),
    )
