"""The state of the index on disk and in the running bot."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import DamagedIndexError, NoIndexError
from index.manifest import Manifest
from index.versions import Versions


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """A version on disk. `problem` says what is wrong with it; it is empty where it is whole."""

    name: str
    manifest: Manifest | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which version answers, and what else is there.

    Attributes:
        serving: the version that answers in this process.
        chosen: the version that is meant to serve, by name; empty where that is lost.
        size: bytes of the serving version's files.
        versions: every version on disk, newest first.
    """

    serving: Manifest
    chosen: str
    size: int
    versions: tuple[KeptVersion, ...]

    @property
    def damaged(self) -> tuple[KeptVersion, ...]:
        return tuple(version for version in self.versions if version.problem)

    @property
    def earlier(self) -> tuple[KeptVersion, ...]:
        """What can be stepped back to or chosen: the whole versions that do not serve."""
        return tuple(
            version
            for version in self.versions
            if not version.problem and version.name != self.chosen
        )


def read_index_state(versions: Versions, serving: Manifest) -> IndexState:
    """Reads and verifies every version; takes as long as hashing their files."""
    folder = versions.path(serving.version)
    size = sum(path.stat().st_size for path in folder.iterdir()) if folder.is_dir() else 0
    kept = tuple(_kept(versions, name) for name in versions.names())
    return IndexState(serving, chosen_version(versions), size, kept)


def chosen_version(versions: Versions) -> str:
    """The version that is meant to serve; empty where that is lost."""
    try:
        return versions.current()
    except NoIndexError:
        return ""


def _kept(versions: Versions, name: str) -> KeptVersion:
    try:
        return KeptVersion(name, versions.verify(name))
    except DamagedIndexError as error:
        return KeptVersion(name, None, error.problem)
