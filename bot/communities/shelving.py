"""The shelves of all servers: read when a server first asks, and at once when an entry changes."""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from bot.communities.embedding import Embedder, digest, embedded_texts
from bot.communities.entry import Entry
from bot.communities.matching import Shelf, Shelved
from bot.communities.sections import passages, questions_of, sections_of_entry
from index.encoder import Embeddings, Encoder
from index.vocabulary import stem
from index.words import content_words

_log = logging.getLogger(__name__)

KEPT = 256


class EntryReading(Protocol):
    """Where entries and their embeddings are read from, and new embeddings go."""

    def entries(self, community: int, removed: bool = False) -> list[Entry]:
        """A server's entries."""

    def embeddings(self, community: int, fingerprint: str) -> dict[str, Embeddings]:
        """Embeddings of its texts by digest, as one model made them."""

    def keep_embeddings(
        self,
        community: int,
        number: int,
        embeddings: Mapping[str, Embeddings],
        fingerprint: str,
    ) -> None:
        """Stores those of one entry."""


class Shelves:
    """The shelf of each server. Safe to call from several threads.

    Entries whose embeddings are another model's are left out until they are embedded anew, which
    happens beside the answers.

    Args:
        kept: how many servers' shelves stay in memory.
    """

    def __init__(self, entries: EntryReading, embedder: Embedder, kept: int = KEPT) -> None:
        if kept < 1:
            raise ValueError(f"kept must be 1 or more: {kept}")
        self._entries = entries
        self._embedder = embedder
        self._kept = kept
        self._lock = threading.Lock()
        self._shelves: OrderedDict[tuple[int, str], Shelf] = OrderedDict()
        self._changes: dict[int, int] = {}
        self._embedding = ThreadPoolExecutor(max_workers=1, thread_name_prefix="entries")

    def shelf(self, community: int, encoder: Encoder) -> Shelf:
        """A server's entries as they are now."""
        key = (community, encoder.fingerprint)
        with self._lock:
            found = self._shelves.get(key)
            if found is not None:
                self._shelves.move_to_end(key)
                return found
            change = self._changes.get(community, 0)
        shelf, stale = self._read(community, encoder.fingerprint)
        with self._lock:
            if self._changes.get(community, 0) == change:
                self._shelves[key] = shelf
                while len(self._shelves) > self._kept:
                    self._shelves.popitem(last=False)
        if stale:
            _log.info("%d entries are embedded for another model", len(stale))
            self._embedding.submit(self._embed_stale, community, stale, encoder)
        return shelf

    def changed(self, community: int) -> None:
        """Has a server's entries read anew with its next question."""
        with self._lock:
            self._changes[community] = self._changes.get(community, 0) + 1
            for key in [key for key in self._shelves if key[0] == community]:
                del self._shelves[key]

    def changes(self, community: int) -> int:
        """How often `changed` was told of a server."""
        with self._lock:
            return self._changes.get(community, 0)

    def close(self) -> None:
        self._embedding.shutdown(cancel_futures=True)

    def _read(self, community: int, fingerprint: str) -> tuple[Shelf, list[Entry]]:
        entries = self._entries.entries(community)
        if not entries:
            return Shelf(()), []
        known = self._entries.embeddings(community, fingerprint)
        shelved, stale = [], []
        for entry in entries:
            if known.keys() >= {digest(text) for text in embedded_texts(entry.text)}:
                shelved.append(_shelved(entry, known))
            else:
                stale.append(entry)
        return Shelf(shelved), stale

    def _embed_stale(self, community: int, stale: Sequence[Entry], encoder: Encoder) -> None:
        try:
            for entry in stale:
                found = self._embedder.embed(entry.text, encoder)
                self._entries.keep_embeddings(community, entry.number, found, encoder.fingerprint)
            self.changed(community)
        except Exception:  # noqa: BLE001 - the boundary of this thread
            _log.exception("entries could not be embedded")


def _shelved(entry: Entry, known: Mapping[str, Embeddings]) -> Shelved:
    text = entry.text
    sections = sections_of_entry(entry.number, text)
    questions = questions_of(text, sections)
    empty = np.empty((0, known[digest(text.title)].shape[0]), np.float32)

    def rows(texts: Sequence[str]) -> Embeddings:
        return np.stack([known[digest(one)] for one in texts]) if texts else empty

    return Shelved(
        entry.number,
        text,
        sections,
        rows(questions),
        rows(list(passages(text, sections))),
        tuple(rows([s.text for s in section.statements]) for section in sections),
        frozenset(stem(word) for one in embedded_texts(text) for word in content_words(one)),
    )
