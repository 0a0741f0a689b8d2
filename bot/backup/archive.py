"""The archive of a backup: a ZIP file of members, and a manifest with the SHA-256 of each.

A member's name is its path in the data folder. The manifest is the last thing written, so that an
archive that was cut short has none.
"""

from __future__ import annotations

import hashlib
import json
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from bot.backup.errors import ArchiveError

MANIFEST_NAME = "backroad-backup.json"
FORMAT = 1
_CHUNK = 1 << 20
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What `zipfile` raises of damaged members; RuntimeError is an encrypted one."""

_COMPRESSED = frozenset({".db", ".json"})
"""Embeddings and models are numbers, which hardly get smaller."""


@dataclass(frozen=True, slots=True)
class MemberSum:
    """What a member must be: its size in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class BackupManifest:
    """What an archive holds. `created` is ISO 8601 in UTC; `index_version` is the serving one."""

    created: str
    program: str
    index_version: str | None
    files: dict[str, MemberSum]
    format: int = FORMAT

    def to_json(self) -> str:
        return json.dumps({"backroad": asdict(self)}, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: bytes) -> BackupManifest:
        """Raises `ValueError`, `TypeError` or `KeyError` where the text is no manifest."""
        values = json.loads(text)["backroad"]
        files = {str(name): MemberSum(**entry) for name, entry in values.pop("files").items()}
        return cls(files=files, **values)


class ArchiveWriter:
    """Adds members to an archive under construction, summing them on the way."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.files: dict[str, MemberSum] = {}

    def add(self, name: str, source: IO[bytes]) -> None:
        """Copies all of a source into a member."""
        info = zipfile.ZipInfo(name)
        packed = PurePosixPath(name).suffix in _COMPRESSED
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with self._archive.open(info, "w", force_zip64=True) as target:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.files[name] = MemberSum(size, digest.hexdigest())

    def finish(self, manifest: BackupManifest) -> None:
        self._archive.writestr(MANIFEST_NAME, manifest.to_json())


@contextmanager
def opened_archive(path: Path) -> Iterator[tuple[zipfile.ZipFile, BackupManifest]]:
    """An archive with its manifest, once its list of members was checked; not yet their content.

    Raises:
        ArchiveError: where it is no backup, of another format, or names what it must not.
        OSError: where the file cannot be read.
    """
    try:
        archive = zipfile.ZipFile(path)
    except (*_UNREADABLE, ValueError, struct.error) as error:
        raise ArchiveError(path, "it is no backup, or it was cut short") from error
    with archive:
        try:
            manifest = BackupManifest.from_json(archive.read(MANIFEST_NAME))
        except (KeyError, ValueError, TypeError, AttributeError, *_UNREADABLE) as error:
            raise ArchiveError(path, "it holds no manifest of a Backroad backup") from error
        if manifest.format != FORMAT:
            raise ArchiveError(path, f"its format {manifest.format} is not {FORMAT}")
        _check_members(path, archive, manifest)
        yield archive, manifest


def copy_member(
    path: Path, archive: zipfile.ZipFile, name: str, expected: MemberSum, target: IO[bytes] | None
) -> None:
    """Reads a member, compares it with its sum and, where there is a target, writes it there.

    Raises:
        ArchiveError: where it is not what the manifest says.
    """
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(name) as source:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > expected.size:
                    break
                digest.update(chunk)
                if target is not None:
                    target.write(chunk)
    except _UNREADABLE as error:
        raise ArchiveError(path, f"{name} in it is damaged") from error
    if size != expected.size or digest.hexdigest() != expected.sha256:
        raise ArchiveError(path, f"{name} in it is damaged")


def verify_archive(path: Path) -> BackupManifest:
    """Reads every member of an archive and compares it with the manifest.

    Raises:
        ArchiveError: at the first that differs.
    """
    with opened_archive(path) as (archive, manifest):
        for name, expected in manifest.files.items():
            copy_member(path, archive, name, expected, None)
    return manifest


def _check_members(path: Path, archive: zipfile.ZipFile, manifest: BackupManifest) -> None:
    names = [info.filename for info in archive.infolist() if info.filename != MANIFEST_NAME]
    for info in archive.infolist():
        mode = info.external_attr >> 16
        if not is_safe(info.filename) or (mode and not stat.S_ISREG(mode) and stat.S_IFMT(mode)):
            raise ArchiveError(path, "it holds a name that leads out of the data folder")
    if len({name.casefold() for name in names}) != len(names):
        raise ArchiveError(path, "it holds a name twice")
    if set(names) != manifest.files.keys():
        raise ArchiveError(path, "its members are not those of its manifest")


def is_safe(name: str) -> bool:
    """Whether a member's name is a plain path below the data folder, on every system."""
    parts = name.split("/")
    plain = all(
        part and part not in (".", "..") and part == part.strip() and part.isprintable()
        for part in parts
    )
    return plain and not set(name) & set('\\:*?"<>|')
