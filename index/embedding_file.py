"""Embeddings on disk, read a few rows at a time."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


class EmbeddingFile:
    """An array that `numpy.save` wrote: shape (rows, dimension), float32. For several threads.

    Rows are read, not mapped: the pages stay in the system's cache, and the process that serves
    does not grow by every row that was ever quoted. The file stays readable once it is open, even
    when its version is removed.

    Raises:
        ValueError: where the file holds no such array.
    """

    def __init__(self, path: Path) -> None:
        self._turn = threading.Lock()
        self._file = path.open("rb", buffering=0)
        weakref.finalize(self, self._file.close)
        if np.lib.format.read_magic(self._file) != (1, 0):
            raise ValueError(f"{path.name} is no array of embeddings")
        self.shape, by_columns, dtype = np.lib.format.read_array_header_1_0(self._file)
        if by_columns or len(self.shape) != 2 or dtype != np.float32:
            raise ValueError(f"{path.name} holds no embeddings: {dtype}, shape {self.shape}")
        self._start = self._file.tell()
        if path.stat().st_size < self._start + 4 * self.shape[0] * self.shape[1]:
            raise ValueError(f"{path.name} is cut off")

    def rows(self, first: int, count: int) -> NDArray[np.float32]:
        """Consecutive rows; fewer where the file ends."""
        count = max(0, min(count, self.shape[0] - first))
        rows = np.empty((count, self.shape[1]), dtype=np.float32)
        with self._turn:
            self._file.seek(self._start + first * self.shape[1] * rows.itemsize)
            self._file.readinto(rows.reshape(-1).view(np.uint8).data)
        return rows

    def row(self, number: int) -> NDArray[np.float32]:
        """One row, shape (dimension,)."""
        return np.asarray(self.rows(number, 1)[0])
