"""What moderation stores about a member, for `/privacy`."""

from __future__ import annotations

from bot.asking.personal_data import StoreData
from bot.state.builds import SqliteBuildLog
from bot.state.database import Database
from bot.state.gap_answers import GapAnswers


def moderation_data(database: Database) -> tuple[StoreData, ...]:
    """Which builds a moderator asked for, and whom to tell of answers."""
    builds = SqliteBuildLog(database)
    answers = GapAnswers(database)
    return (
        StoreData(
            "Builds",
            "Which rebuilds of the index you asked for as a moderator, and when.",
            "until you delete your name from the log here; the log stays",
            builds.asked_for_by,
            builds.forget,
        ),
        StoreData(
            "Waiting for answers",
            "Which questions you want to be told of when they are answered.",
            "until you were told, or delete it here",
            answers.wishes_of,
            answers.forget,
        ),
    )
