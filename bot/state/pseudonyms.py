"""Names that stand for members in the database and reveal nobody without a key beside it."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from bot.errors import UsageError

KEY_FILE = "members.key"
KEY_BYTES = 32
_OWNER_ONLY = 0o600


class Pseudonyms:
    """Turns members' ids into names that only the holder of the key can find again.

    A name is the first 128 bits of HMAC-SHA-256 (RFC 2104) over the id, in hexadecimal. Ids are
    few enough to try them all, so the key lies outside the database: a copy of the database alone
    reveals nobody.
    """

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes: {len(key)}")
        self._key = key

    def of(self, member: int) -> str:
        """The name that stands for a member."""
        return hmac.new(self._key, str(member).encode(), hashlib.sha256).hexdigest()[:32]


def open_pseudonyms(data_folder: Path) -> Pseudonyms:
    """The pseudonyms of an installation. The first time, its key is made at random.

    The key's file is readable by its owner alone.

    Raises:
        OSError: where the key can neither be read nor written.
        UsageError: where the file holds no key.
    """
    data_folder.mkdir(parents=True, exist_ok=True)
    path = data_folder / KEY_FILE
    if path.exists():
        path.chmod(_OWNER_ONLY)  # a copy of the folder may have lost it
        return _read(path)
    key = secrets.token_bytes(KEY_BYTES)
    _write(path, key)
    return Pseudonyms(key)


def _write(path: Path, key: bytes) -> None:
    """Writes the key wholly or not at all. One bot holds a data folder, so nobody else does."""
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _read(path: Path) -> Pseudonyms:
    try:
        return Pseudonyms(bytes.fromhex(path.read_text(encoding="utf-8").strip()))
    except ValueError as error:
        raise UsageError(
            f"{path} holds no key: restore it from a backup, or delete it, after which members no "
            "longer find what they asked before"
        ) from error
