"""What an entry is: a small article that one server wrote for itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from index.store import SourceLink

TOPIC_PREFIX = "entry:"


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose words an entry holds.

    Attributes:
        name: as readers see it.
        member: the author's Discord user id; None where only a name is known.
        link: of the message that it comes from; empty for none.
    """

    name: str = ""
    member: int | None = None
    link: str = ""


NO_CREDIT = Credit()


@dataclass(frozen=True, slots=True)
class EntryText:
    """What a moderator writes.

    Attributes:
        questions: that the entry answers, in people's words.
        body: Markdown, with `##` headings or none; `[^key]` cites a source.
        sources: by key, in the order in which they were given.
    """

    title: str
    questions: tuple[str, ...]
    body: str
    sources: Mapping[str, SourceLink] = field(default_factory=dict)
    credit: Credit = NO_CREDIT


class Change(StrEnum):
    """What a moderator did to an entry."""

    ADDED = "added"
    EDITED = "edited"
    REMOVED = "removed"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in an entry's history.

    Attributes:
        number: counts from 1 within the entry.
        by: the moderator's Discord user id; None where it was erased.
        text: of the entry from then on.
    """

    number: int
    change: Change
    by: int | None
    at: datetime
    text: EntryText


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it stands: its number within its server, and its newest revision."""

    number: int
    newest: Revision

    @property
    def text(self) -> EntryText:
        return self.newest.text

    @property
    def is_removed(self) -> bool:
        return self.newest.change is Change.REMOVED

    @property
    def topic(self) -> str:
        """How an answer object names the entry."""
        return f"{TOPIC_PREFIX}{self.number}"
