"""Names that stand for members in the database and reveal nobody without a key beside it."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

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
        ValueError: where the file holds no key.
    """
    data_folder.mkdir(parents=True, exist_ok=True)
    path = data_folder / KEY_FILE
    if not path.exists():
        _make_key(path)
    path.chmod(_OWNER_ONLY)  # a copy of the folder may have lost it
    return Pseudonyms(bytes.fromhex(path.read_text(encoding="ascii").strip()))


def _make_key(path: Path) -> None:
    """Writes a key at random: whole, or, where the process is killed, not at all."""
    handle, name = tempfile.mkstemp(prefix=KEY_FILE, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_BYTES).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(name, path)
    finally:
        Path(name).unlink()
