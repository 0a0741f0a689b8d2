"""Putting a backup back in place of a data folder, without losing what was there."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.backup.archive import BackupManifest, copy_member, opened_archive
from bot.backup.errors import ArchiveError
from bot.backup.saving import KEPT_ASIDE
from bot.errors import UsageError
from bot.state.compatibility import unknown_migrations
from bot.state.database import DATABASE_FILE
from bot.state.occupancy import LOCK_FILE, FolderInUseError, occupied
from index.errors import BuildUnderWayError, IndexingError
from index.versions import Versions, index_folder

_STAGING = ".restoring-"


@dataclass(frozen=True, slots=True)
class Restored:
    """A finished restore. `kept` is the folder that holds what was there before, if anything."""

    manifest: BackupManifest
    kept: Path | None


def restore_backup(
    source: Path,
    data_folder: Path,
    replace: bool = False,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Restored:
    """Puts an archive's content in place of the data folder's.

    The archive is unpacked beside the old data and verified; only then the old data is moved aside
    into a folder of its own, and the new takes its place. Nothing is ever deleted. All happens
    inside the data folder, which may be a volume of its own.

    Args:
        replace: whether there may be data already, which is then kept aside.

    Raises:
        ArchiveError: where the archive is damaged, foreign or of a newer program.
        UsageError: where the folder is in use, or holds data and `replace` is false.
    """
    with opened_archive(source):
        pass
    try:
        with occupied(data_folder, patience=0):
            old = _entries(data_folder)
            if old and not replace:
                raise UsageError(
                    f"the data folder {data_folder} is not empty: name an empty one in "
                    "BACKROAD_DATA_DIR, or use --replace, which keeps the old data in a folder "
                    f"{KEPT_ASIDE}…"
                )
            if old:
                _refuse_during_build(data_folder)
            return _Restoring(source, data_folder, now()).run()
    except FolderInUseError as error:
        raise UsageError(
            f"a bot runs on the data folder {data_folder}: stop it first, then restore"
        ) from error


class _Restoring:
    def __init__(self, source: Path, data_folder: Path, moment: datetime) -> None:
        self._source = source
        self._data_folder = data_folder
        self._moment = moment

    def run(self) -> Restored:
        for left_over in self._data_folder.glob(f"{_STAGING}*"):
            shutil.rmtree(left_over, ignore_errors=True)
        staging = Path(tempfile.mkdtemp(prefix=_STAGING, dir=self._data_folder))
        try:
            manifest = self._unpack(staging)
            self._check_database(staging / DATABASE_FILE)
            self._check_index(staging)
            kept = self._move_aside()
            # the index comes last: without it no bot starts on half of the data
            for path in sorted(staging.iterdir(), key=lambda path: path.name == "index"):
                path.replace(self._data_folder / path.name)
            _sync(self._data_folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return Restored(manifest, kept)

    def _unpack(self, staging: Path) -> BackupManifest:
        with opened_archive(self._source) as (archive, manifest):
            for name, expected in manifest.files.items():
                path = staging / name
                path.parent.mkdir(parents=True, exist_ok=True)
                with open(path, "xb", opener=_for_the_owner) as target:
                    copy_member(self._source, archive, name, expected, target)
                    target.flush()
                    os.fsync(target.fileno())
        return manifest

    def _check_database(self, path: Path) -> None:
        if not path.is_file():
            return
        try:
            with closing(sqlite3.connect(path)) as database:
                whole = database.execute("pragma integrity_check").fetchall() == [("ok",)]
                from_newer = bool(unknown_migrations(database))
        except sqlite3.Error as error:
            raise ArchiveError(self._source, "its database cannot be opened") from error
        if not whole:
            raise ArchiveError(self._source, "its database is damaged")
        if from_newer:
            raise ArchiveError(self._source, "a newer Backroad made it: update Backroad first")

    def _check_index(self, staging: Path) -> None:
        versions = Versions(index_folder(staging))
        try:
            for name in versions.names():
                versions.verify(name)
        except IndexingError as error:
            raise ArchiveError(self._source, f"{error}") from error

    def _move_aside(self) -> Path | None:
        """Moves the old data into a folder of its own, the index first; gives that folder."""
        old = _entries(self._data_folder)
        if not old:
            return None
        stamp = self._moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S")
        kept = Path(tempfile.mkdtemp(prefix=f"{KEPT_ASIDE}{stamp}-", dir=self._data_folder))
        for path in sorted(old, key=lambda path: path.name != "index"):
            path.replace(kept / path.name)
        _sync(kept)
        return kept


def _entries(data_folder: Path) -> list[Path]:
    """What the folder holds, without locks, restores under way and what they kept aside."""
    return [
        path
        for path in data_folder.iterdir()
        if path.name != LOCK_FILE and not path.name.startswith((_STAGING, KEPT_ASIDE))
    ]


def _for_the_owner(path: str, flags: int) -> int:
    """Opens a file that only its owner may read, as the key of the pseudonyms must be."""
    return os.open(path, flags, 0o600)


def _refuse_during_build(data_folder: Path) -> None:
    try:
        with Versions(index_folder(data_folder)).building():
            pass
    except BuildUnderWayError as error:
        raise UsageError("a build is under way: wait until it has ended, then restore") from error


def _sync(folder: Path) -> None:
    """Forces a folder's list of names onto the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
