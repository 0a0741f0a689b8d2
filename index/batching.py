"""Questions that arrive together are embedded together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from index.encoder import Embeddings, Encoder

TOGETHER = 16
"""The most questions in one pass."""


class BatchingEncoder:
    """An `Encoder` for many threads: one forward pass at a time, for all who wait for one.

    A text that comes while nothing is embedded is embedded at once. Those that come meanwhile wait
    for the pass under way and then share the next one, which costs much less than one each. Several
    texts in one call are a pass of their own.

    Args:
        together: the most texts in one pass.
    """

    def __init__(self, encoder: Encoder, together: int = TOGETHER) -> None:
        if together < 1:
            raise ValueError(f"at least one text is embedded at a time: {together}")
        self._encoder = encoder
        self._together = together
        self._turn = threading.Lock()
        self._waiting: list[_Request] = []
        self._is_busy = False

    @property
    def fingerprint(self) -> str:
        return self._encoder.fingerprint

    @property
    def dimension(self) -> int:
        return self._encoder.dimension

    @property
    def waiting(self) -> int:
        """How many texts wait for the pass under way to end."""
        return len(self._waiting)

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        """See `Encoder.encode`."""
        if len(texts) != 1:
            return self._encoder.encode(texts, progress)
        request = _Request(texts[0])
        with self._turn:
            self._waiting.append(request)
            leads, self._is_busy = not self._is_busy, True
        if not leads:
            request.woken.wait()
        if request.embedding is None and request.error is None:
            self._embed_waiting()
        if request.error is not None:
            raise request.error
        assert request.embedding is not None
        if progress is not None:
            progress(1)
        return request.embedding

    def _embed_waiting(self) -> None:
        """One pass for those who wait, then the next in line is woken to do the same."""
        with self._turn:
            batch = self._waiting[: self._together]
            del self._waiting[: self._together]
        try:
            embeddings = self._encoder.encode([request.text for request in batch])
            for number, request in enumerate(batch):
                request.embedding = embeddings[number : number + 1]
        except Exception as error:  # noqa: BLE001 - raised again by each who waits
            for request in batch:
                request.error = error
        finally:
            with self._turn:
                following = self._waiting[:1]
                self._is_busy = bool(following)
            for request in [*following, *batch]:
                request.woken.set()


class _Request:
    """A text whose thread waits: until it is embedded, or until it is its turn to embed."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.woken = threading.Event()
        self.embedding: Embeddings | None = None
        self.error: Exception | None = None
