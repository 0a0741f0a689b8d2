"""What quizzes, reviews and reminders store about members."""

from __future__ import annotations

from bot.privacy.member_tables import MemberTables
from bot.privacy.personal_data import PersonalData
from bot.state.database import Database
from bot.state.sittings import KEPT


def quiz_data(database: Database, until_deleted: str) -> tuple[PersonalData, ...]:
    """Sittings, review cards and the reminder.

    Args:
        until_deleted: what `/privacy` says of data that is kept until the member deletes it.
    """
    return (
        MemberTables(
            "Quizzes",
            "The quizzes and placements you took, with what you chose.",
            f"for {KEPT.days} days after your last answer, or {until_deleted}",
            database,
            {"quiz_sitting": "member"},
        ),
        MemberTables(
            "Reviews",
            "For each quiz question you answered, how well you remember it and when it comes back.",
            until_deleted,
            database,
            {"review_card": "member"},
        ),
        MemberTables(
            "Reminders",
            "The hour and the time zone of your reminders, and when the last one went out.",
            "until you stop them or delete it here",
            database,
            {"reminder": "member"},
        ),
    )
