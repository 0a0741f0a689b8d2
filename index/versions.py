"""Versions of the index on disk: whole or not there, switched by one atomic step.

The layout of an index folder:

    current                     the name of the version that serves, one line
    versions/<name>/            a whole version, never changed once it has this name
        manifest.json           what it is, and the SHA-256 of each file
        knowledge.db            texts, metadata, full-text search
        vectors.faiss           nearest neighbours among the entries' embeddings
        embeddings.npy          every embedding, in row order
        classifier.npz          coefficients that tell topics apart
    versions/.staging-…/        a build under way, or the rest of one that was killed
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from index.durable import sync, write_durably
from index.errors import (
    BuildUnderWayError,
    DamagedIndexError,
    NoEarlierVersionError,
    NoIndexError,
    OvertakenError,
)
from index.manifest import Manifest

STORE_FILE = "knowledge.db"
VECTORS_FILE = "vectors.faiss"
EMBEDDINGS_FILE = "embeddings.npy"
CLASSIFIER_FILE = "classifier.npz"
KEPT_EARLIER = 3

_STAMP = "%Y%m%dT%H%M%S%f"


def index_folder(data_folder: Path) -> Path:
    """Where a data folder keeps its index versions."""
    return data_folder / "index"


class Versions:
    """The versions in an index folder.

    Args:
        folder: made on first writing.
        kept_earlier: how many versions besides the serving one survive a build.
    """

    def __init__(self, folder: Path, kept_earlier: int = KEPT_EARLIER) -> None:
        if kept_earlier < 0:
            raise ValueError(f"kept_earlier must be 0 or more: {kept_earlier}")
        self.folder = folder
        self._kept_earlier = kept_earlier

    def path(self, version: str) -> Path:
        return self.folder / "versions" / version

    def current(self) -> str:
        """The name of the version that serves.

        Raises:
            NoIndexError: before the first build.
        """
        try:
            content = (self.folder / "current").read_bytes()
        except OSError as error:
            raise NoIndexError(self.folder) from error
        name = content.decode("utf-8", "replace").strip()
        if not name:
            raise NoIndexError(self.folder)
        return name

    def by_preference(self) -> list[str]:
        """The serving version, then every other one, newest first: what to open in this order.

        Where it is lost which version serves, that is the newest one.

        Raises:
            NoIndexError: where there is no version at all.
        """
        names = self.names()
        try:
            current = self.current()
        except NoIndexError:
            if not names:
                raise
            return names
        return [current, *(name for name in names if name != current)]

    def names(self) -> list[str]:
        """Every whole version, newest first."""
        folder = self.folder / "versions"
        if not folder.is_dir():
            return []
        found = (path.name for path in folder.iterdir() if path.is_dir())
        return sorted((name for name in found if not name.startswith(".")), reverse=True)

    def verify(self, version: str) -> Manifest:
        """Compares each file of a version with its manifest.

        Raises:
            DamagedIndexError: at the first file that is missing or differs.
        """
        folder = self.path(version)
        manifest = Manifest.read(folder)
        for name, expected in manifest.files.items():
            try:
                found = file_digest(folder / name)
            except OSError as error:
                raise DamagedIndexError(version, f"{name} cannot be read") from error
            if found != expected:
                raise DamagedIndexError(version, f"{name} is not what was built")
        return manifest

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A staging folder for a new version, under the lock that lets one build run at a time.

        Raises:
            BuildUnderWayError: where another process builds in this folder.
        """
        (self.folder / "versions").mkdir(parents=True, exist_ok=True)
        with self._alone():
            self._clear_left_overs()
            staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=self.folder / "versions"))
            try:
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)

    def publish(self, staging: Path, manifest: Manifest) -> None:
        """Gives a staged version its name, then makes it the one that serves."""
        for path in staging.iterdir():
            sync(path)
        target = self.path(manifest.version)
        staging.replace(target)
        sync(target.parent)
        self.switch(manifest.version)
        self._prune()

    def switch(self, version: str) -> None:
        """Makes a version the serving one, by one atomic replacement of a file."""
        pointer = self.folder / f"current.{os.getpid()}.tmp"
        try:
            write_durably(pointer, version + "\n")
            pointer.replace(self.folder / "current")
        finally:
            pointer.unlink(missing_ok=True)
        sync(self.folder)

    def rollback(self) -> str:
        """Steps back to the newest whole version before the serving one; gives its name.

        Raises:
            NoEarlierVersionError: where there is none.
        """
        current = self.current()
        for name in self.names():
            if name >= current:
                continue
            try:
                self.verify(name)
            except DamagedIndexError:
                continue
            self.switch(name)
            return name
        raise NoEarlierVersionError

    def choose(self, version: str, instead_of: str) -> Manifest:
        """Makes a whole version serve, earlier or later than the one that serves; gives what it is.

        Args:
            instead_of: the version that served when this was decided.

        Raises:
            BuildUnderWayError: where a build runs, which would choose for itself.
            OvertakenError: where another version serves by now.
            DamagedIndexError: where the chosen version is not whole.
        """
        with self._alone():
            current = self.current()
            if current != instead_of:
                raise OvertakenError(current)
            manifest = self.verify(version)
            self.switch(version)
            return manifest

    @contextmanager
    def _alone(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self.folder / "build.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise BuildUnderWayError(self.folder) from error
        try:
            yield
        finally:
            lock.release()

    def _prune(self) -> None:
        current = self.current()
        earlier = [name for name in self.names() if name != current]
        for name in earlier[self._kept_earlier :]:
            going = self.folder / "versions" / f".pruned-{name}"
            try:
                self.path(name).replace(going)  # killed half-way, it is no version any more
            except OSError:  # Windows keeps what is open; the next build tries again
                continue
            shutil.rmtree(going, ignore_errors=True)

    def _clear_left_overs(self) -> None:
        """Removes what builds and switches left that were killed."""
        for pattern in (".staging-*", ".pruned-*"):
            for folder in (self.folder / "versions").glob(pattern):
                shutil.rmtree(folder, ignore_errors=True)
        for pointer in self.folder.glob("current.*.tmp"):
            pointer.unlink(missing_ok=True)


def new_version_name(content: str, now: datetime, earlier: Sequence[str] = ()) -> str:
    """A name that sorts by time and tells contents apart: `20261122T130501123Z-1a2b3c4d`.

    It sorts after every earlier name, also where the clock was put back since.
    """
    moment = now.astimezone(UTC)
    for name in earlier:
        try:
            before = datetime.strptime(name.partition("Z-")[0] + "000+0000", _STAMP + "%z")
        except ValueError:
            continue
        moment = max(moment, before + timedelta(milliseconds=1))
    return f"{moment.strftime(_STAMP)[:-3]}Z-{content[:8]}"


def file_digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
