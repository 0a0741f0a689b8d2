"""What asking stores about a member, for `/privacy`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.state.database import Database
from bot.state.feedback import FeedbackStore
from bot.state.participation import Participation
from bot.state.pseudonyms import Pseudonyms
from bot.state.questions import QuestionLog
from bot.state.server_settings import ServerSettingsStore


@dataclass(frozen=True, slots=True)
class StoreData:
    """A `PersonalData` of one store's own functions."""

    name: str
    description: str
    kept_for: str
    exporting: Callable[[int], Any]
    forgetting: Callable[[int], None]

    def export(self, member: int) -> Any:
        return self.exporting(member)

    def forget(self, member: int) -> None:
        self.forgetting(member)


def asking_data(
    database: Database, pseudonyms: Pseudonyms, until_deleted: str
) -> tuple[StoreData, ...]:
    """Questions, votes, wishes, and the changes of moderators."""
    questions = QuestionLog(database, pseudonyms)
    votes = FeedbackStore(database, pseudonyms)
    wishes = Participation(database, pseudonyms)
    settings = ServerSettingsStore(database)
    return (
        StoreData(
            "Questions",
            "What you asked in servers, when, and how it ended, under a code name that only this "
            "bot can trace to you. Of direct messages, only what I could not answer.",
            "for the time that the server has set (90 days unless it says otherwise)",
            questions.export,
            questions.forget,
        ),
        StoreData(
            "Votes",
            "Your votes on answers and the reasons you gave, under the same code name.",
            until_deleted,
            votes.votes_of,
            votes.forget,
        ),
        StoreData(
            "Wishes",
            "The threads I opened for you, where you told me to stop, and whether I leave your "
            "messages alone, under the same code name.",
            until_deleted,
            wishes.export,
            wishes.forget,
        ),
        StoreData(
            "Server settings",
            "Which settings of a server you changed as a moderator, and when.",
            "until you delete your name from the log here; the settings stay",
            settings.changed_by,
            settings.forget,
        ),
    )
