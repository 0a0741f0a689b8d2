"""Who wants to be answered where: threads of their own, silences, and opt-outs."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.state.database import Database
    from bot.state.pseudonyms import Pseudonyms


class Participation:
    """What members wish, in the bot's database, under pseudonyms. Safe to use from any thread.

    A place is a thread or a direct message channel.
    """

    def __init__(self, database: Database, pseudonyms: Pseudonyms) -> None:
        self._database = database
        self._pseudonyms = pseudonyms

    def open_thread(self, thread: int, asker: int, at: datetime) -> None:
        """Remembers a thread that the bot opened for somebody's question."""
        row = {"thread": thread, "asker": self._pseudonyms.of(asker), "opened_at": at.isoformat()}
        with self._database.transaction() as database:
            database.table("own_thread").upsert(row, pk="thread")

    def opened_for(self, thread: int, member: int) -> bool:
        """Whether the bot opened a thread for a member."""
        return self._has("own_thread", "thread = ? and asker = ?", [thread, self._name(member)])

    def be_silent(self, place: int, member: int) -> None:
        """A member is not answered in a place any more, unless they ask by name."""
        with self._database.transaction() as database:
            row = {"place": place, "asker": self._name(member)}
            database.table("silence").upsert(row, pk=("place", "asker"))

    def speak_again(self, place: int, member: int) -> None:
        """Ends a silence."""
        with self._database.transaction() as database:
            database.table("silence").delete_where(
                "place = ? and asker = ?", [place, self._name(member)]
            )

    def is_silent(self, place: int, member: int) -> bool:
        return self._has("silence", "place = ? and asker = ?", [place, self._name(member)])

    def opt_out(self, member: int) -> None:
        """A member's messages are left alone everywhere; commands still work for them."""
        with self._database.transaction() as database:
            database.table("opt_out").upsert({"asker": self._name(member)}, pk="asker")

    def opt_in(self, member: int) -> None:
        """Ends an opt-out."""
        with self._database.transaction() as database:
            database.table("opt_out").delete_where("asker = ?", [self._name(member)])

    def is_opted_out(self, member: int) -> bool:
        return self._has("opt_out", "asker = ?", [self._name(member)])

    def export(self, member: int) -> dict[str, Any]:
        """A member's threads, silent places and opt-out; empty lists for nothing."""
        name = self._name(member)
        with self._database.transaction() as database:
            threads = list(
                database.query("select thread, opened_at from own_thread where asker = ?", [name])
            )
            silent = list(database.query("select place from silence where asker = ?", [name]))
        opted_out = [{"opted_out": True}] if self.is_opted_out(member) else []
        return {"threads": threads, "silent": silent, "opt_out": opted_out}

    def forget(self, member: int) -> None:
        """Deletes all of a member's wishes."""
        with self._database.transaction() as database:
            for table in ("own_thread", "silence", "opt_out"):
                database.table(table).delete_where("asker = ?", [self._name(member)])

    def _has(self, table: str, where: str, values: list[Any]) -> bool:
        with self._database.transaction() as database:
            return bool(database.table(table).count_where(where, values))

    def _name(self, member: int) -> str:
        return self._pseudonyms.of(member)
