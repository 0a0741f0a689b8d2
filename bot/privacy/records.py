"""All that is stored about a member, over every feature: seen, exported and deleted as one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.privacy.personal_data import PersonalData, count_entries
from bot.state.database import Database


@dataclass(frozen=True, slots=True)
class Stored:
    """What one feature stores of a member: see `PersonalData`; `entries` is how much there is."""

    name: str
    description: str
    kept_for: str
    entries: int


class MemberRecords:
    """The data of members over all features. Safe to call from several threads.

    Args:
        everything: what each feature stores.

    Raises:
        ValueError: where two features have one name.
    """

    def __init__(self, database: Database, everything: Sequence[PersonalData]) -> None:
        names = [data.name for data in everything]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"each feature's data has a name of its own: {sorted(twice)}")
        self._database = database
        self._everything = tuple(everything)

    def overview(self, member: int) -> tuple[Stored, ...]:
        """What each feature stores, in the order in which they were registered."""
        with self._database.transaction():
            return tuple(
                Stored(d.name, d.description, d.kept_for, count_entries(d.export(member)))
                for d in self._everything
            )

    def export(self, member: int, now: datetime) -> bytes:
        """A JSON file with everything, in UTF-8."""
        with self._database.transaction():
            stored = {
                data.name: {
                    "description": data.description,
                    "kept": data.kept_for,
                    "data": data.export(member),
                }
                for data in self._everything
            }
        document = {
            "member": str(member),
            "exported_at": now.isoformat(timespec="seconds"),
            "stored": stored,
        }
        return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()

    def forget(self, member: int) -> None:
        """Deletes everything, all or nothing, and wipes it from the database's files."""
        with self._database.transaction():
            for data in self._everything:
                data.forget(member)
        self._database.flush_log()
