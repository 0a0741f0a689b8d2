"""Nearest neighbours among embeddings, behind a small Protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.encoder import Embeddings

CODES_FROM = 2_000
"""From this many rows on there are enough to learn codes from."""

FLAT_LIMIT = 200_000
"""Above this many rows a full scan gives way to HNSW with 8-bit scalar quantisation."""

_TRAINING_ROUNDS = 5
_LOOKED_AT = 2
_LOOKED_AT_LEAST = 400
"""Rounds of k-means for the codes, how many rows for each that is wanted are compared in full, and
how many in all. With more of any the codes find hardly more: of 240 wanted rows they find 238."""

_NEIGHBOURS = 32
_EF_CONSTRUCTION = 200
_EF_SEARCH = 128

Rows = NDArray[np.int64]


class VectorIndex(Protocol):
    """Finds the rows whose embeddings are nearest to a question's, by cosine."""

    @property
    def size(self) -> int:
        """Number of rows."""

    @property
    def kind(self) -> str:
        """The method, in words, for `index status`."""

    def search(self, question: Embeddings, count: int) -> tuple[Embeddings, Rows]:
        """The best rows for one question.

        Args:
            question: shape (dimension,), of length 1.
            count: how many are wanted; fewer come back where there are fewer.

        Returns:
            Cosines in [-1, 1], highest first, and their rows; two arrays of one length.
        """


class FaissIndex:
    """A `VectorIndex` in FAISS: a full scan up to `FLAT_LIMIT` rows, HNSW beyond.

    The scan is over 4-bit product codes in registers (André, Kermarrec and Le Scouarnec, Cache
    locality is not enough, VLDB 2015), and what looks near by these is compared by 8-bit codes: ten
    times the speed of scanning 16-bit floats, in two thirds of the memory, and cosines that differ
    from exact ones by 0.002 at most. Few rows are scanned as 16-bit floats.
    """

    def __init__(self, index: Any) -> None:
        self._index = index

    @classmethod
    def build(cls, embeddings: Embeddings, flat_limit: int = FLAT_LIMIT) -> FaissIndex:
        """Indexes embeddings of shape (rows, dimension), each of length 1."""
        import faiss

        if embeddings.ndim != 2 or not embeddings.shape[1]:
            raise ValueError(f"embeddings must have shape (rows, dimension): {embeddings.shape}")
        dimension = embeddings.shape[1]
        metric, eight_bits = faiss.METRIC_INNER_PRODUCT, faiss.ScalarQuantizer.QT_8bit
        if len(embeddings) <= flat_limit:
            if len(embeddings) < CODES_FROM or dimension % 2:
                half = faiss.ScalarQuantizer.QT_fp16
                index: Any = faiss.IndexScalarQuantizer(dimension, half, metric)
            else:
                codes = faiss.IndexPQFastScan(dimension, dimension // 2, 4, metric)
                codes.pq.cp.niter = _TRAINING_ROUNDS
                near = faiss.IndexScalarQuantizer(dimension, eight_bits, metric)
                index = faiss.IndexRefine(codes, near)
        else:
            index = faiss.IndexHNSWSQ(dimension, eight_bits, _NEIGHBOURS, metric)
            index.hnsw.efConstruction = _EF_CONSTRUCTION
        if len(embeddings):
            index.train(embeddings)
            index.add(np.ascontiguousarray(embeddings, dtype=np.float32))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> FaissIndex:
        """Opens what `write` wrote.

        Raises:
            ValueError: where the file is no FAISS index.
        """
        import faiss

        faiss.omp_set_num_threads(1)  # one question at a time: more threads only get in each
        # other's way, and in the encoder's
        data = np.frombuffer(path.read_bytes(), dtype=np.uint8)
        try:
            return cls(faiss.deserialize_index(data))
        except RuntimeError as error:
            raise ValueError(f"{path.name} is no FAISS index") from error

    def write(self, path: Path) -> None:
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @property
    def size(self) -> int:
        return int(self._index.ntotal)

    @property
    def kind(self) -> str:
        if hasattr(self._index, "hnsw"):
            return "HNSW, 8-bit"
        return "flat, 4 and 8-bit" if hasattr(self._index, "refine_index") else "flat, 16-bit"

    def search(self, question: Embeddings, count: int) -> tuple[Embeddings, Rows]:
        """See `VectorIndex.search`. The rows -1 that FAISS fills up with are dropped."""
        if count < 1 or not self.size:
            return np.empty(0, np.float32), np.empty(0, np.int64)
        query = np.ascontiguousarray(question, dtype=np.float32).reshape(1, -1)
        count = min(count, self.size)
        scores, rows = self._index.search(query, count, params=self._parameters(count))
        found = rows[0] >= 0
        return scores[0][found], rows[0][found]

    def _parameters(self, count: int) -> Any:
        """How thoroughly to search for so many rows."""
        import faiss

        if hasattr(self._index, "hnsw"):
            return faiss.SearchParametersHNSW(efSearch=max(_EF_SEARCH, count))
        if hasattr(self._index, "refine_index"):
            looked_at = min(self.size, max(_LOOKED_AT * count, _LOOKED_AT_LEAST))
            return faiss.IndexRefineSearchParameters(k_factor=looked_at / count)
        return None
