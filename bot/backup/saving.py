"""Saving a data folder into an archive, whatever the bot does to it meanwhile."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path, PurePosixPath

from bot.backup.archive import ArchiveWriter, BackupManifest, opened_archive, verify_archive
from bot.backup.errors import ArchiveError
from bot.errors import UsageError
from bot.state.database import BUSY_SECONDS
from index.errors import IndexingError
from index.versions import Versions, index_folder

KEPT_ASIDE = "before-restore-"
"""How the names of folders begin in which a restore keeps what was there before."""

_LEFT_OUT = (".lock", ".tmp", "-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True)
class SavedBackup:
    """A finished backup. `left_out` are damaged index versions, which it does not hold."""

    manifest: BackupManifest
    size: int
    left_out: tuple[str, ...]


def save_backup(
    data_folder: Path,
    target: Path,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> SavedBackup:
    """Saves the data folder: each database as of one moment, and whole index versions.

    The archive has its name only once it was read back and compared; an earlier backup of that
    name is replaced then. Only its owner may read it, since it holds what members wrote.

    Raises:
        UsageError: where there is nothing to save, or the target is no place for a backup.
        ArchiveError: where what was written cannot be read back.
        sqlite3.Error: where a database cannot be read.
    """
    _check_target(data_folder, target)
    with tempfile.TemporaryDirectory(prefix=".backroad-backup-", dir=target.parent) as folder:
        staged = Path(folder) / target.name
        handle = os.open(
            staged, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600
        )
        with os.fdopen(handle, "w+b") as file:
            saving = _Saving(data_folder, Path(folder))
            manifest = saving.write(file, now())
            file.flush()
            os.fsync(file.fileno())
        verify_archive(staged)
        size = staged.stat().st_size
        staged.replace(target)
    return SavedBackup(manifest, size, tuple(saving.left_out))


def _check_target(data_folder: Path, target: Path) -> None:
    if not data_folder.is_dir():
        raise UsageError(f"there is no data folder {data_folder}: set BACKROAD_DATA_DIR")
    if not target.parent.is_dir():
        raise UsageError(f"there is no folder {target.parent}: make it, or name another file")
    if target.resolve().is_relative_to(data_folder.resolve()):
        raise UsageError("a backup inside the data folder would be lost with it: name another file")
    if target.exists():
        try:
            with opened_archive(target):
                pass
        except (ArchiveError, OSError) as error:
            raise UsageError(f"{target} is there and no backup: name another file") from error


class _Saving:
    def __init__(self, data_folder: Path, scratch: Path) -> None:
        self._data_folder = data_folder
        self._scratch = scratch
        self._versions = Versions(index_folder(data_folder))
        self.left_out: list[str] = []

    def write(self, file: object, moment: datetime) -> BackupManifest:
        with ExitStack() as held, zipfile.ZipFile(file, "w") as archive:  # type: ignore[call-overload]
            writer = ArchiveWriter(archive)
            serving = self._write_index(writer, held)
            for name, path in self._other_files():
                if path.suffix == ".db":
                    path = self._snapshot(path)
                with path.open("rb") as source:
                    writer.add(name, source)
            if not writer.files:
                raise UsageError(f"there is nothing in {self._data_folder} to save")
            manifest = BackupManifest(
                created=moment.astimezone(UTC).isoformat(timespec="seconds"),
                program=_program_version(),
                index_version=serving,
                files=dict(writer.files),
            )
            writer.finish(manifest)
        return manifest

    def _write_index(self, writer: ArchiveWriter, held: ExitStack) -> str | None:
        """Writes the whole versions, and which of them serves; that one's name.

        Where the serving version is damaged, the newest whole one serves after a restore.
        """
        try:
            serving = self._versions.current()
        except IndexingError:
            return None
        saved = []
        for version_name in self._versions.names():
            folder = self._versions.path(version_name)
            try:
                # open files stay readable when a build removes the version meanwhile
                files = {p.name: held.enter_context(p.open("rb")) for p in sorted(folder.iterdir())}
                self._versions.verify(version_name)
            except (OSError, IndexingError):
                self.left_out.append(version_name)
                continue
            for name, source in files.items():
                writer.add(f"index/versions/{version_name}/{name}", source)
            saved.append(version_name)
        serving = serving if serving in saved else max(saved, default="")
        if serving:
            writer.add("index/current", BytesIO(f"{serving}\n".encode()))
        return serving or None

    def _other_files(self) -> Iterator[tuple[str, Path]]:
        """Every file beside the index, with its name in the archive; nothing that is half done."""
        for path in sorted(self._data_folder.rglob("*")):
            parts = path.relative_to(self._data_folder).parts
            passing = any(part.startswith((".", KEPT_ASIDE)) for part in parts)
            if parts[0] == "index" or passing or path.name.endswith(_LEFT_OUT):
                continue
            if path.is_file() and not path.is_symlink():
                yield str(PurePosixPath(*parts)), path

    def _snapshot(self, path: Path) -> Path:
        """A copy of a database as of one moment, made through SQLite's online backup."""
        copy = self._scratch / "snapshot.db"
        copy.unlink(missing_ok=True)
        if _is_read_only(path.parent):
            path = self._copied(path)
        with (
            closing(sqlite3.connect(path, timeout=BUSY_SECONDS)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
            target.execute("pragma journal_mode = delete")
            faults = target.execute("pragma integrity_check").fetchall()
        if faults != [("ok",)]:
            raise sqlite3.DatabaseError(f"{path.name} is damaged")
        return copy

    def _copied(self, path: Path) -> Path:
        """A database with its log where SQLite can open it; nobody writes it meanwhile."""
        for part in path.parent.glob(f"{path.name}*"):
            if part.name in (path.name, f"{path.name}-wal"):
                shutil.copy(part, self._scratch)
        return self._scratch / path.name


def _is_read_only(folder: Path) -> bool:
    """Whether a folder lies on a file system that nobody can write."""
    return hasattr(os, "statvfs") and bool(os.statvfs(folder).f_flag & os.ST_RDONLY)


def _program_version() -> str:
    try:
        return version("backroad")
    except PackageNotFoundError:
        return "unknown"
