"""Errors of the edge, and the one place that words any error for the person at a terminal."""

from __future__ import annotations

import sqlite3

from bot.backup.errors import ArchiveError
from bot.state.occupancy import FolderInUseError
from index.errors import BuildUnderWayError, DamagedIndexError, IndexingError, NoIndexError
from knowledge.faults import KnowledgeError

DONE, AT_FAULT, WRONG_USAGE = 0, 1, 2


class UsageError(Exception):
    """Wrong usage or configuration; the message says what is wrong and what to do."""


def explain(error: Exception) -> tuple[str, int] | None:
    """One line that says what is wrong and what to do, and the exit status; None if unforeseen."""
    if isinstance(error, UsageError):
        return str(error), WRONG_USAGE
    if isinstance(error, NoIndexError):
        return "there is no index yet: run 'backroad index build' first", WRONG_USAGE
    if isinstance(error, BuildUnderWayError):
        return "another build is under way: wait until it has ended, then try again", AT_FAULT
    if isinstance(error, DamagedIndexError):
        return f"{error}: run 'backroad index build'", AT_FAULT
    if isinstance(error, KnowledgeError):
        count = len(error.faults)
        return f"{count} faults in the knowledge base: run 'backroad knowledge check'", AT_FAULT
    if isinstance(error, IndexingError):
        return str(error), AT_FAULT
    if isinstance(error, ArchiveError):
        return f"{error}; nothing was changed", AT_FAULT
    if isinstance(error, FolderInUseError):
        return f"{error}: stop it first, or set BACKROAD_DATA_DIR to another", WRONG_USAGE
    if isinstance(error, sqlite3.Error):
        return f"the database in the data folder cannot be used: {error}", AT_FAULT
    if isinstance(error, PermissionError):
        name = error.filename or "a file"
        return f"no permission for {name}: give it, or set BACKROAD_DATA_DIR", WRONG_USAGE
    if isinstance(error, OSError):
        return f"{error.strerror or error}: {error.filename or 'check the disk'}", WRONG_USAGE
    return None
