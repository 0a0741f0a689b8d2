"""Questions that arrive together share a forward pass; one that is alone never waits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import pytest

from index.batching import BatchingEncoder
from index.encoder import Embeddings, OnnxEncoder

PATIENCE = 60.0


class GatedEncoder:
    """Embeds a text as its length, once the gate is open; keeps the texts of each pass."""

    fingerprint, dimension = "gated", 1

    def __init__(self) -> None:
        self.passes: list[list[str]] = []
        self.entered = threading.Event()
        self.gate = threading.Event()

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        self.passes.append(list(texts))
        self.entered.set()
        assert self.gate.wait(PATIENCE)
        if "fails" in texts:
            raise ValueError("no such text")
        return np.array([[len(text)] for text in texts], dtype=np.float32)


class Queue:
    """Threads that ask a batching encoder, the first of them under way."""

    def __init__(self, together: int = 16) -> None:
        self.inner = GatedEncoder()
        self.encoder = BatchingEncoder(self.inner, together)
        self.pool = ThreadPoolExecutor(20)
        self.first = self.pool.submit(self.encoder.encode, ["first"])
        assert self.inner.entered.wait(PATIENCE)

    def ask(self, *texts: str) -> list[Future[Embeddings]]:
        """Asks in this order, each once the one before is in the queue."""
        asked = []
        for text in texts:
            before = self.encoder.waiting
            asked.append(self.pool.submit(self.encoder.encode, [text]))
            while self.encoder.waiting == before:
                threading.Event().wait(0.001)
        return asked


def test_those_who_come_during_a_pass_share_the_next_one() -> None:
    queue = Queue()
    asked = queue.ask("a", "bb", "ccc")
    queue.inner.gate.set()
    assert [future.result(PATIENCE).tolist() for future in asked] == [[[1]], [[2]], [[3]]]
    assert queue.first.result(PATIENCE).tolist() == [[5]]
    assert queue.inner.passes == [["first"], ["a", "bb", "ccc"]]


def test_a_pass_takes_no_more_than_it_may() -> None:
    queue = Queue(together=2)
    asked = queue.ask("a", "bb", "ccc", "dddd", "eeeee")
    queue.inner.gate.set()
    assert [future.result(PATIENCE)[0, 0] for future in asked] == [1, 2, 3, 4, 5]
    assert queue.inner.passes == [["first"], ["a", "bb"], ["ccc", "dddd"], ["eeeee"]]


def test_a_pass_that_fails_fails_for_its_texts_alone() -> None:
    queue = Queue(together=2)
    asked = queue.ask("a", "fails", "bb")
    queue.inner.gate.set()
    for future in asked[:2]:
        with pytest.raises(ValueError, match="no such text"):
            future.result(PATIENCE)
    assert asked[2].result(PATIENCE)[0, 0] == 2
    assert queue.encoder.encode(["later"])[0, 0] == 5


def test_several_texts_are_a_pass_of_their_own() -> None:
    inner = GatedEncoder()
    inner.gate.set()
    told: list[int] = []
    assert BatchingEncoder(inner).encode(["a", "bb"]).tolist() == [[1], [2]]
    assert BatchingEncoder(inner).encode(["a"], told.append).tolist() == [[1]]
    assert inner.passes == [["a", "bb"], ["a"]]
    assert told == [1]


def test_no_text_at_a_time_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one text"):
        BatchingEncoder(GatedEncoder(), together=0)


def test_many_threads_get_the_embeddings_of_their_own_texts(encoder: OnnxEncoder) -> None:
    texts = [f"What is thing number {number}?" for number in range(40)]
    batching = BatchingEncoder(encoder)
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda text: batching.encode([text])[0], texts))
    assert np.sum(np.array(found) * encoder.encode(texts), axis=1) == pytest.approx(1.0, abs=1e-4)
    assert (batching.fingerprint, batching.dimension) == (encoder.fingerprint, encoder.dimension)
