"""What a version of the index is, and the seal that tells whether this was changed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.durable import write_durably
from index.errors import DamagedIndexError

MANIFEST_FILE = "manifest.json"

_FORMAT = 1
_SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is. Times are ISO 8601 in UTC; `files` holds SHA-256 by file name."""

    version: str
    created: str
    content: str
    model: str
    fingerprint: str
    dimension: int
    search: str
    counts: dict[str, int]
    seconds: float
    files: dict[str, str]
    format: int = _FORMAT

    def write(self, folder: Path) -> None:
        write_durably(folder / MANIFEST_FILE, _sealed(asdict(self)))

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a version's folder.

        Raises:
            DamagedIndexError: where it is missing, no manifest, or of another format.
        """
        try:
            text = (folder / MANIFEST_FILE).read_text(encoding="utf-8")
            values = json.loads(text)
            seal = values.pop(_SEAL, None)
            manifest = cls(**values)
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise DamagedIndexError(folder.name, "its manifest cannot be read") from error
        if seal is not None and text != _sealed(values):
            raise DamagedIndexError(folder.name, "its manifest is not what was written")
        if manifest.format != _FORMAT:
            raise DamagedIndexError(folder.name, f"format {manifest.format} is not {_FORMAT}")
        return manifest


def _sealed(values: dict[str, Any]) -> str:
    """A manifest as it is written, with the SHA-256 of what it says. Early ones have none."""
    seal = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()
    return json.dumps({**values, _SEAL: seal}, indent=2) + "\n"
