"""FAISS as a `VectorIndex`: exact and approximate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import VectorIndexSuite, random_embeddings

from index.encoder import Embeddings
from index.vectors import FaissIndex, VectorIndex


class TestFlat(VectorIndexSuite):
    def make(self, embeddings: Embeddings) -> VectorIndex:
        return FaissIndex.build(embeddings)


class TestHnsw(VectorIndexSuite):
    def make(self, embeddings: Embeddings) -> VectorIndex:
        return FaissIndex.build(embeddings, flat_limit=1)

    def test_it_recalls_what_an_exact_scan_finds(self) -> None:
        embeddings = random_embeddings(3000)
        exact, approximate = FaissIndex.build(embeddings), self.make(embeddings)
        questions = random_embeddings(50, seed=8)
        shared = [
            len(set(exact.search(q, 10)[1]) & set(approximate.search(q, 10)[1])) for q in questions
        ]
        assert np.mean(shared) / 10 >= 0.97


class TestReadBack(VectorIndexSuite):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.path = tmp_path / "vectors.faiss"

    def make(self, embeddings: Embeddings) -> VectorIndex:
        FaissIndex.build(embeddings).write(self.path)
        return FaissIndex.read(self.path)


def test_the_kind_follows_the_size() -> None:
    embeddings = random_embeddings(20)
    assert FaissIndex.build(embeddings, flat_limit=20).kind == "flat, 16-bit"
    assert FaissIndex.build(embeddings, flat_limit=19).kind == "HNSW, 8-bit"


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        FaissIndex.build(np.zeros(5, dtype=np.float32))


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match=r"vectors\.faiss is no FAISS index"):
        FaissIndex.read(path)
