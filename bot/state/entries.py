"""The entries of every server, their history, and the embeddings of their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bot.communities.entry import Change, Credit, Entry, EntryText, Revision
from bot.state.database import Database
from index.encoder import Embeddings
from index.store import SourceLink

MOST_ENTRIES = 500
"""Entries of one server, removed ones not counted."""


class EntryError(Exception):
    """An entry cannot be changed as asked. `number` is the entry's, None for a new one."""

    def __init__(self, number: int | None = None) -> None:
        super().__init__(f"entry {number}")
        self.number = number


class UnknownEntryError(EntryError):
    """The server has no such entry."""


class ChangedEntryError(EntryError):
    """The entry is not as it was when the change was begun."""


class TooManyEntriesError(EntryError):
    """The server has as many entries as it may have."""


class SqliteEntries:
    """Entries in the bot's database. Safe to call from several threads.

    A server is named by its Discord id. Nothing here reaches across servers, but for what is
    stored of a member: see `export` and `forget`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, community: int, removed: bool = False) -> list[Entry]:
        """A server's entries by title; the removed ones instead where those are wanted."""
        with self._database.transaction() as database:
            rows = database.query(
                "select * from entry_revision as one where community = :community and revision = "
                "(select max(revision) from entry_revision where community = one.community and "
                "number = one.number) order by lower(title), number",
                {"community": str(community)},
            )
            found = [Entry(row["number"], _revision(row)) for row in rows]
        return [entry for entry in found if entry.is_removed is removed]

    def entry(self, community: int, number: int) -> Entry | None:
        """One entry, also where it is removed; None where the server has none of that number."""
        history = self.history(community, number)
        return Entry(number, history[-1]) if history else None

    def history(self, community: int, number: int) -> list[Revision]:
        """Every revision of an entry, oldest first; nothing where there is no such entry."""
        with self._database.transaction() as database:
            rows = database.table("entry_revision").rows_where(
                "community = ? and number = ?", [str(community), number], order_by="revision"
            )
            return [_revision(row) for row in rows]

    def add(
        self,
        community: int,
        text: EntryText,
        by: int,
        at: datetime,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> Entry:
        """Adds an entry.

        Args:
            embeddings: of its texts, by their digests.

        Raises:
            TooManyEntriesError: where the server has `MOST_ENTRIES`.
        """
        with self._database.transaction():
            self._check_room(community)
            number = self._next_number(community)
            entry = self._append(community, number, 1, Change.ADDED, by, at, text)
            self.keep_embeddings(community, number, embeddings, fingerprint)
        return entry

    def edit(
        self,
        community: int,
        number: int,
        revision: int,
        text: EntryText,
        by: int,
        at: datetime,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> Entry:
        """Gives an entry another text, also where it is removed, which ends its removal.

        Args:
            revision: the one that the change was made to.
            embeddings: as for `add`.

        Raises:
            UnknownEntryError: where there is no such entry.
            ChangedEntryError: where there is a newer revision.
        """
        with self._database.transaction():
            self._newest(community, number, revision)
            entry = self._append(community, number, revision + 1, Change.EDITED, by, at, text)
            self.keep_embeddings(community, number, embeddings, fingerprint)
        return entry

    def mark(
        self, community: int, number: int, revision: int, change: Change, by: int, at: datetime
    ) -> Entry:
        """Removes or restores an entry; its text stays as it is.

        Raises:
            UnknownEntryError, ChangedEntryError: as `edit` does.
            TooManyEntriesError: as `add` does, where an entry is restored.
        """
        if change not in (Change.REMOVED, Change.RESTORED):
            raise ValueError(f"an entry is removed or restored: {change}")
        with self._database.transaction():
            text = self._newest(community, number, revision).text
            if change is Change.RESTORED:
                self._check_room(community)
            return self._append(community, number, revision + 1, change, by, at, text)

    def embeddings(self, community: int, fingerprint: str) -> dict[str, Embeddings]:
        """Every embedding of a server's texts that one model made, by the text's digest."""
        with self._database.transaction() as database:
            rows = list(
                database.query(
                    "select digest, embedding from entry_embedding "
                    "where community = ? and fingerprint = ?",
                    [str(community), fingerprint],
                )
            )
        return {row["digest"]: np.frombuffer(row["embedding"], np.float32) for row in rows}

    def keep_embeddings(
        self,
        community: int,
        number: int,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> None:
        """Stores the embeddings of an entry's texts in the place of those it had."""
        key = {"community": str(community), "number": number}
        with self._database.transaction() as database:
            table = database.table("entry_embedding")
            table.delete_where("community = :community and number = :number", key)
            table.insert_all(
                {
                    **key,
                    "digest": digest,
                    "fingerprint": fingerprint,
                    "embedding": np.asarray(embedding, np.float32).tobytes(),
                }
                for digest, embedding in embeddings.items()
            )

    def export(self, member: int) -> dict[str, Any]:
        """What is stored of a member: what they did to entries, and entries in their name."""
        who = [str(member)]
        with self._database.transaction() as database:
            written = database.query(
                "select community, number, revision, change, at, title from entry_revision "
                "where member = ?",
                who,
            )
            credited = database.query(
                "select community, number, revision, at, title, credit_name, credit_link "
                "from entry_revision where credit_member = ?",
                who,
            )
            drafts = database.query("select token, at, form from entry_draft where member = ?", who)
            return {
                "entries_changed": list(written),
                "entries_credited": list(credited),
                "entry_drafts": list(drafts),
            }

    def forget(self, member: int) -> None:
        """Erases a member from the entries, which stay: they are the server's."""
        who = [str(member)]
        with self._database.transaction() as database:
            database.execute("update entry_revision set member = null where member = ?", who)
            database.execute(
                "update entry_revision set credit_member = null, credit_name = '', "
                "credit_link = '' where credit_member = ?",
                who,
            )
            database.execute("delete from entry_draft where member = ?", who)

    def _next_number(self, community: int) -> int:
        with self._database.transaction() as database:
            rows = database.query(
                "select coalesce(max(number), 0) + 1 as next from entry_revision "
                "where community = ?",
                [str(community)],
            )
            return int(next(iter(rows))["next"])

    def _check_room(self, community: int) -> None:
        if len(self.entries(community)) >= MOST_ENTRIES:
            raise TooManyEntriesError

    def _newest(self, community: int, number: int, revision: int) -> Revision:
        history = self.history(community, number)
        if not history:
            raise UnknownEntryError(number)
        if history[-1].number != revision:
            raise ChangedEntryError(number)
        return history[-1]

    def _append(
        self,
        community: int,
        number: int,
        revision: int,
        change: Change,
        by: int,
        at: datetime,
        text: EntryText,
    ) -> Entry:
        credit = text.credit
        row = {
            "community": str(community),
            "number": number,
            "revision": revision,
            "change": change.value,
            "member": str(by),
            "at": at.astimezone(UTC).isoformat(),
            "title": text.title,
            "questions": json.dumps(text.questions),
            "body": text.body,
            "sources": json.dumps({k: [s.title, s.url] for k, s in text.sources.items()}),
            "credit_name": credit.name,
            "credit_member": None if credit.member is None else str(credit.member),
            "credit_link": credit.link,
        }
        with self._database.transaction() as database:
            database.table("entry_revision").insert(row)
        return Entry(number, _revision(row))


def _revision(row: Mapping[str, Any]) -> Revision:
    member = row["credit_member"]
    credit = Credit(
        row["credit_name"] or "", int(member) if member else None, row["credit_link"] or ""
    )
    sources = {k: SourceLink(*pair) for k, pair in json.loads(row["sources"]).items()}
    text = EntryText(
        row["title"], tuple(json.loads(row["questions"])), row["body"], sources, credit
    )
    by = int(row["member"]) if row["member"] else None
    return Revision(
        row["revision"], Change(row["change"]), by, datetime.fromisoformat(row["at"]), text
    )
