"""What every `VectorIndex` does; inherited by the tests of each."""

from __future__ import annotations

import numpy as np
import pytest

from index.encoder import Embeddings
from index.vectors import VectorIndex


def random_embeddings(count: int, dimension: int = 32, seed: int = 7) -> Embeddings:
    vectors = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class VectorIndexSuite:
    """Subclasses give `make`."""

    def make(self, embeddings: Embeddings) -> VectorIndex:
        raise NotImplementedError

    def test_every_row_finds_itself_first(self) -> None:
        embeddings = random_embeddings(300)
        index = self.make(embeddings)
        found = [int(index.search(embeddings[row], 1)[1][0]) for row in range(0, 300, 10)]
        assert found == list(range(0, 300, 10))

    def test_scores_are_cosines_highest_first(self) -> None:
        embeddings = random_embeddings(300)
        scores, rows = self.make(embeddings).search(embeddings[0], 20)
        assert list(scores) == sorted(scores, reverse=True)
        assert scores == pytest.approx(embeddings[rows] @ embeddings[0], abs=0.02)

    def test_asking_for_more_than_there_is_gives_all_and_no_row_minus_one(self) -> None:
        scores, rows = self.make(random_embeddings(5)).search(random_embeddings(1)[0], 50)
        assert sorted(rows.tolist()) == [0, 1, 2, 3, 4]
        assert len(scores) == 5

    def test_asking_for_none_or_of_an_empty_index_gives_nothing(self) -> None:
        question = random_embeddings(1)[0]
        assert len(self.make(random_embeddings(5)).search(question, 0)[1]) == 0
        assert len(self.make(random_embeddings(0)).search(question, 3)[1]) == 0

    def test_its_size_is_its_number_of_rows(self) -> None:
        assert self.make(random_embeddings(17)).size == 17

    def test_it_says_what_it_is(self) -> None:
        assert self.make(random_embeddings(3)).kind
