"""A moderator's work on the entries of one server: drafts, publishing, removing, undoing."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.communities.entry import NO_CREDIT, Change, Credit, Entry, EntryText, Revision
from bot.communities.form import EMPTY, Draft, Form, form_of
from bot.communities.knowledge import Author, ServerKnowledge
from bot.communities.reading import read_file, read_form
from index.encoder import Encoder
from knowledge.faults import Faults


class EntryShelf(Protocol):
    """Entries as moderators look at them; see `bot.state.entries.SqliteEntries`."""

    def entries(self, community: int, removed: bool = False) -> list[Entry]: ...

    def entry(self, community: int, number: int) -> Entry | None: ...

    def history(self, community: int, number: int) -> list[Revision]: ...


class Drafts(Protocol):
    """Where drafts are kept; see `bot.state.entry_drafts.SqliteEntryDrafts`."""

    def keep(self, draft: Draft) -> None: ...

    def find(self, token: str, community: int) -> Draft | None: ...

    def drop(self, token: str, community: int) -> None: ...


class NoDraftError(Exception):
    """The draft was published or thrown away, or is too old."""


class NothingToUndoError(Exception):
    """The change is not the entry's last one any more."""


class Editing:
    """What moderators do, server by server. Blocking: for worker threads.

    Args:
        encoder: gives the serving encoder.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        own: ServerKnowledge,
        entries: EntryShelf,
        drafts: Drafts,
        encoder: Callable[[], Encoder],
        now: Callable[[], datetime],
    ) -> None:
        self._own = own
        self._drafts = drafts
        self._encoder = encoder
        self._now = now
        self.entries = entries

    def begin(
        self, community: int, member: int, form: Form = EMPTY, credit: Credit = NO_CREDIT
    ) -> Draft:
        """A draft of a new entry."""
        token = secrets.token_urlsafe(9)
        draft = Draft(token, community, member, form, credit, self._now())
        self._drafts.keep(draft)
        return draft

    def begin_edit(self, community: int, member: int, entry: Entry) -> Draft:
        """A draft of a change to an entry, filled in with it."""
        text = entry.text
        draft = replace(
            self.begin(community, member, form_of(text), text.credit),
            number=entry.number,
            revision=entry.newest.number,
        )
        self._drafts.keep(draft)
        return draft

    def draft(self, token: str, community: int) -> Draft:
        """A draft of this server; raises NoDraftError where there is none."""
        draft = self._drafts.find(token, community)
        if draft is None:
            raise NoDraftError
        return draft

    def rewrite(self, draft: Draft, form: Form) -> Draft:
        """The draft with another text."""
        later = replace(draft, form=form, at=self._now())
        self._drafts.keep(later)
        return later

    def read(self, draft: Draft) -> EntryText | Faults:
        """The entry that a draft holds, or what is wrong with it."""
        return read_form(draft.form, draft.credit, self._titles(draft))

    def read_file(self, draft: Draft, name: str, data: bytes) -> tuple[Draft, EntryText | Faults]:
        """Fills a draft with a file; it stays as it was where the file has faults."""
        text = read_file(name, data, draft.credit, self._titles(draft))
        if isinstance(text, Faults):
            return draft, text
        return self.rewrite(draft, form_of(text)), text

    def prepare(self, text: EntryText) -> None:
        """Does the slow part of publishing beforehand, while the moderator reads the preview."""
        self._own.prepare(text, self._encoder())

    def publish(self, token: str, community: int, member: int) -> Entry | Faults:
        """Makes a draft the entry; it answers from then on.

        Raises:
            NoDraftError, EntryError: where the draft is gone, or the entry is another by now.
        """
        draft = self.draft(token, community)
        text = self.read(draft)
        if isinstance(text, Faults):
            return text
        author = self._author(community, member)
        if draft.number is None or draft.revision is None:
            entry = self._own.add(text, author, self._encoder())
        else:
            entry = self._own.edit(draft.number, draft.revision, text, author, self._encoder())
        self._drafts.drop(token, community)
        return entry

    def discard(self, token: str, community: int) -> None:
        """Throws a draft away."""
        self._drafts.drop(token, community)

    def mark(
        self, community: int, member: int, number: int, revision: int, change: Change
    ) -> Entry:
        """Removes or restores an entry; raises EntryError where it is another by now."""
        return self._own.mark(number, revision, change, self._author(community, member))

    def undo(self, community: int, member: int, number: int, revision: int) -> Entry:
        """Takes an entry's last change back, which is a change of its own.

        Raises:
            NothingToUndoError: where `revision` is not the last one.
        """
        history = self.entries.history(community, number)
        if not history or history[-1].number != revision:
            raise NothingToUndoError
        if history[-1].change in (Change.ADDED, Change.RESTORED):
            return self.mark(community, member, number, revision, Change.REMOVED)
        if history[-1].change is Change.REMOVED:
            return self.mark(community, member, number, revision, Change.RESTORED)
        author = self._author(community, member)
        return self._own.edit(number, revision, history[-2].text, author, self._encoder())

    def find(self, community: int, wanted: str) -> Entry | None:
        """The entry of a number or a title; None where the server has none such."""
        wanted = wanted.strip()
        entries = self.entries.entries(community)
        by_number = [entry for entry in entries if str(entry.number) == wanted]
        by_title = [e for e in entries if e.text.title.casefold() == wanted.casefold()]
        return next(iter([*by_number, *by_title]), None)

    def suggest(self, community: int, typed: str, count: int = 25) -> list[Entry]:
        """Entries whose title holds what was typed, those that begin with it first."""
        typed = typed.strip().casefold()
        found = [e for e in self.entries.entries(community) if typed in e.text.title.casefold()]
        found.sort(key=lambda entry: not entry.text.title.casefold().startswith(typed))
        return found[:count]

    def _titles(self, draft: Draft) -> list[str]:
        entries = self.entries.entries(draft.community)
        return [entry.text.title for entry in entries if entry.number != draft.number]

    def _author(self, community: int, member: int) -> Author:
        return Author(community, member, self._now())
