"""Opening an index so that its encoder and its search are timed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.operation.observing import Observer
from index.encoder import Embeddings, Encoder
from index.names import Mention
from index.opened import OpenIndex, Search, open_index
from index.search import SearchResult


def open_timed(data_folder: Path, observer: Observer) -> OpenIndex:
    """See `open_index`. The observer is told of the stages `encode` and `search`.

    A search includes its encoding; a question may need several of both.
    """
    index = open_index(data_folder, lambda encoder: TimedEncoder(encoder, observer))
    return replace(index, search=TimedSearch(index.search, observer))


class TimedEncoder:
    """An encoder that tells how long it took."""

    def __init__(self, encoder: Encoder, observer: Observer) -> None:
        self._encoder = encoder
        self._observer = observer

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        """See `Encoder.encode`."""
        with _timed(self._observer, "encode"):
            return self._encoder.encode(texts, progress)


class TimedSearch:
    """A search that tells how long it took."""

    def __init__(self, search: Search, observer: Observer) -> None:
        self._search = search
        self._observer = observer

    def named(self, text: str) -> list[Mention]:
        """See `Search.named`."""
        return self._search.named(text)

    def search(self, text: str) -> SearchResult:
        """See `Search.search`."""
        with _timed(self._observer, "search"):
            return self._search.search(text)

    def search_all(self, texts: Sequence[str]) -> list[SearchResult]:
        """See `Search.search_all`."""
        with _timed(self._observer, "search"):
            return self._search.search_all(texts)


@contextmanager
def _timed(observer: Observer, stage: str) -> Iterator[None]:
    started = time.perf_counter()
    try:
        yield
    finally:
        observer.stage(stage, time.perf_counter() - started)
