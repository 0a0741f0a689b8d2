"""What can go wrong with an index. Exceptions carry data; the edge words them for its reader."""

from __future__ import annotations

from pathlib import Path


class IndexingError(Exception):
    """The root of this package's errors."""


class NoIndexError(IndexingError):
    """There is no index in the data folder yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"no index in {folder}: run 'backroad index build'")


class DamagedIndexError(IndexingError):
    """A version's files are not what its manifest says."""

    def __init__(self, version: str, problem: str) -> None:
        self.version, self.problem = version, problem
        super().__init__(f"index version {version} is damaged: {problem}")


class BuildUnderWayError(IndexingError):
    """Another build holds the lock of this data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(f"another build is under way in {folder}: wait until it has ended")


class ModelError(IndexingError):
    """The embedding model cannot be loaded, exported or trusted."""

    def __init__(self, model: str, problem: str) -> None:
        self.model, self.problem = model, problem
        super().__init__(f"model {model}: {problem}")


class NoEarlierVersionError(IndexingError):
    """A rollback was asked for, and there is nothing to step back to."""

    def __init__(self) -> None:
        super().__init__("there is no earlier index version to step back to")


class OvertakenError(IndexingError):
    """A version was to serve instead of one that does not serve any more."""

    def __init__(self, current: str) -> None:
        self.current = current
        super().__init__(f"version {current} serves by now: look again, then choose")
