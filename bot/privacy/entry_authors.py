"""What is stored of the members who write a server's entries, and of those credited in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.state.entries import SqliteEntries


@dataclass(frozen=True, slots=True)
class EntryAuthors:
    """A `PersonalData`. Entries are the server's and stay; who wrote them is erased."""

    entries: SqliteEntries
    name: str = "Entries of servers"
    description: str = (
        "The entries that you wrote or changed as a moderator, those that credit you as their "
        "author, and your drafts. When you delete this, the entries stay without your name."
    )
    kept_for: str = "as long as the server keeps the entry"

    def export(self, member: int) -> dict[str, Any]:
        return self.entries.export(member)

    def forget(self, member: int) -> None:
        self.entries.forget(member)
