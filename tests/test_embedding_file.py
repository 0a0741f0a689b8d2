"""Embeddings are read from their file row by row."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.embedding_file import EmbeddingFile


@pytest.fixture
def rows() -> np.ndarray:
    return np.random.default_rng(5).standard_normal((50, 8)).astype(np.float32)


def test_rows_come_as_they_were_saved_to_many_at_once(rows: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "some.npy", rows)
    file = EmbeddingFile(tmp_path / "some.npy")
    assert file.shape == (50, 8)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda first: file.rows(first, 3), range(47)))
    for first, part in enumerate(found):
        np.testing.assert_array_equal(part, rows[first : first + 3])


def test_what_lies_beyond_the_end_is_left_out(rows: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "some.npy", rows)
    file = EmbeddingFile(tmp_path / "some.npy")
    np.testing.assert_array_equal(file.rows(48, 9), rows[48:])
    assert file.rows(50, 2).shape == (0, 8)
    assert file.rows(3, 0).shape == (0, 8)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps open files from removal")
def test_an_open_file_outlives_its_removal(rows: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "some.npy", rows)
    file = EmbeddingFile(tmp_path / "some.npy")
    (tmp_path / "some.npy").unlink()
    np.testing.assert_array_equal(file.rows(7, 2), rows[7:9])


@pytest.mark.parametrize("array", [np.zeros((3, 2)), np.zeros(4, np.float32)])
def test_arrays_of_another_kind_are_refused(array: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "other.npy", array)
    with pytest.raises(ValueError, match="holds no embeddings"):
        EmbeddingFile(tmp_path / "other.npy")


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other.npy").write_bytes(b"something else")
    with pytest.raises(ValueError, match="magic"):
        EmbeddingFile(tmp_path / "other.npy")


def test_a_file_that_was_cut_off_is_refused(rows: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "some.npy", rows)
    whole = (tmp_path / "some.npy").read_bytes()
    (tmp_path / "some.npy").write_bytes(whole[:-1])
    with pytest.raises(ValueError, match="cut off"):
        EmbeddingFile(tmp_path / "some.npy")
