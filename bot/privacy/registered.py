"""Everything that features store about members, in one list."""

from __future__ import annotations

from bot.asking.personal_data import asking_data
from bot.moderation.personal_data import moderation_data
from bot.privacy.entry_authors import EntryAuthors
from bot.privacy.member_tables import MemberTables
from bot.privacy.personal_data import PersonalData
from bot.quizzes.personal_data import quiz_data
from bot.state import learners
from bot.state.database import Database
from bot.state.entries import SqliteEntries
from bot.state.pseudonyms import Pseudonyms

UNTIL_DELETED = "until you delete it here"


def personal_data(database: Database, pseudonyms: Pseudonyms) -> tuple[PersonalData, ...]:
    """What each feature stores, for `/privacy`; a feature that stores more adds itself here."""
    return (
        MemberTables(
            "Learning",
            "The topics you began, learned or knew, those you are not interested in, the track "
            "you chose, and the days on which you learned.",
            UNTIL_DELETED,
            database,
            dict.fromkeys(learners.TABLES, "member"),
        ),
        *quiz_data(database, UNTIL_DELETED),
        *asking_data(database, pseudonyms, UNTIL_DELETED),
        *moderation_data(database),
        EntryAuthors(SqliteEntries(database)),
    )
