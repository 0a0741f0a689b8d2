"""FAISS as a `VectorIndex`: exact and approximate."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from vector_index_suite import VectorIndexSuite, random_embeddings

from index.encoder import Embeddings
from index.vectors import CODES_FROM, FaissIndex, VectorIndex


class TestFlat(VectorIndexSuite):
    def make(self, embeddings: Embeddings) -> VectorIndex:
        return FaissIndex.build(embeddings)


class TestCodes(VectorIndexSuite):
    """Codes for as few rows as the suite has."""

    @pytest.fixture(autouse=True)
    def _few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.vectors.CODES_FROM", 16)

    def make(self, embeddings: Embeddings) -> VectorIndex:
        return FaissIndex.build(embeddings)

    @pytest.mark.parametrize("is_read_back", [False, True])
    def test_they_find_what_an_exact_scan_finds(self, tmp_path: Path, is_read_back: bool) -> None:
        embeddings = random_embeddings(CODES_FROM)
        index = FaissIndex.build(embeddings)
        if is_read_back:
            index.write(tmp_path / "vectors.faiss")
            index = FaissIndex.read(tmp_path / "vectors.faiss")
        assert index.kind == "flat, 4 and 8-bit"
        assert index.size == CODES_FROM
        assert shared_of_ten(index, embeddings) >= 0.97
        scores, rows = index.search(embeddings[3], 50)
        assert scores == pytest.approx(embeddings[rows] @ embeddings[3], abs=0.01)
        assert len(index.search(embeddings[3], CODES_FROM + 5)[1]) == CODES_FROM


class TestHnsw(VectorIndexSuite):
    def make(self, embeddings: Embeddings) -> VectorIndex:
        return FaissIndex.build(embeddings, flat_limit=1)

    def test_it_recalls_what_an_exact_scan_finds(self) -> None:
        embeddings = random_embeddings(3000)
        assert shared_of_ten(self.make(embeddings), embeddings) >= 0.97


def shared_of_ten(index: VectorIndex, embeddings: Embeddings) -> float:
    """The share of the exact ten nearest that an index finds among its first ten."""
    shares = []
    for question in random_embeddings(50, seed=8):
        exact = np.argsort(-(embeddings @ question))[:10]
        shares.append(len(np.intersect1d(exact, index.search(question, 10)[1])) / 10)
    return float(np.mean(shares))


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
    assert FaissIndex.build(random_embeddings(CODES_FROM)).kind == "flat, 4 and 8-bit"
    assert FaissIndex.build(embeddings, flat_limit=19).kind == "HNSW, 8-bit"


def test_a_wrong_shape_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        FaissIndex.build(np.zeros(5, dtype=np.float32))


def test_a_file_that_is_no_index_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vectors.faiss"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match=r"vectors\.faiss is no FAISS index"):
        FaissIndex.read(path)
