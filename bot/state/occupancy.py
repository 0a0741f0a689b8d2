"""One bot a data folder: a lock that is held while it runs, and freed by its death."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK_FILE = "bot.lock"
PATIENCE = 5.0
"""Seconds to wait for a bot that is just stopping."""


class FolderInUseError(Exception):
    """Another process holds the lock of a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"a bot runs on the data folder {folder}")


@contextmanager
def occupied(data_folder: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Holds a data folder for this process alone. The system frees it where the process dies.

    Args:
        patience: seconds to wait for another process to let go.

    Raises:
        FolderInUseError: where another process still holds it then.
    """
    from filelock import FileLock, Timeout

    data_folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(data_folder / LOCK_FILE)
    try:
        lock.acquire(timeout=patience)
    except Timeout as error:
        raise FolderInUseError(data_folder) from error
    try:
        yield
    finally:
        lock.release()
