"""What a build tells while it runs and at its end, as one JSON object a line.

`backroad index build --json` writes these lines; the bot reads them from the process it started.
No line holds a path outside the knowledge folder.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from index.build import BuildReport
from index.errors import BuildUnderWayError, ModelError
from knowledge.faults import Fault

FAULTS_TOLD = 50
"""The most faults in one line; their number is told in full."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The step under way, how much of it is done, and its whole (0: unknown)."""

    step: str = "Starting"
    done: int = 0
    whole: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """The version that serves now. Topics are told by slug; `unchanged` means it served before."""

    version: str
    unchanged: bool
    seconds: float
    counts: dict[str, int]
    embedded: int = 0
    reused: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFault:
    """One thing wrong in a knowledge file, told relative to the knowledge folder."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True, slots=True)
class Faulty:
    """The knowledge base has faults, the first of which are told; nothing was built."""

    count: int
    faults: tuple[FileFault, ...]


class Reason(StrEnum):
    """Why a build failed that is not a fault of the knowledge base."""

    UNDER_WAY = "under_way"
    MODEL = "model"
    DISK = "disk"
    UNFORESEEN = "unforeseen"


@dataclass(frozen=True, slots=True)
class Failed:
    """A build that ended without a version."""

    reason: Reason


Event = Progress | Built | Faulty | Failed
Ending = Built | Faulty | Failed

_KINDS: dict[str, type[Progress] | type[Built] | type[Faulty] | type[Failed]] = {
    "progress": Progress,
    "built": Built,
    "faulty": Faulty,
    "failed": Failed,
}


def to_line(event: Event) -> str:
    """An event as one line of JSON, without its end."""
    kind = next(name for name, type_ in _KINDS.items() if isinstance(event, type_))
    return json.dumps({"event": kind, **asdict(event)}, ensure_ascii=True)


def read_line(line: str) -> Event | None:
    """The event in a line; None for a line that is none."""
    try:
        values = json.loads(line)
        kind = values.pop("event")
        if kind == "faulty":
            faults = tuple(FileFault(**fault) for fault in values["faults"])
            return Faulty(values["count"], faults)
        if kind == "failed":
            return Failed(Reason(values["reason"]))
        for name in ("added", "changed", "removed"):
            if name in values:
                values[name] = tuple(values[name])
        return _KINDS[kind](**values)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def built(report: BuildReport) -> Built:
    manifest = report.manifest
    return Built(
        manifest.version,
        report.unchanged,
        manifest.seconds,
        manifest.counts,
        report.embedded,
        report.reused,
        report.added,
        report.changed,
        report.removed,
    )


def faulty(faults: Sequence[Fault], folder: Path) -> Faulty:
    """Faults told relative to the knowledge folder, wherever that lies."""
    told = tuple(
        FileFault(_within(fault.path, folder), fault.line, fault.message.replace(str(folder), ""))
        for fault in faults[:FAULTS_TOLD]
    )
    return Faulty(len(faults), told)


def failed(error: Exception) -> Failed:
    """Why a build failed, as far as it may be told to those who did not start the bot."""
    if isinstance(error, BuildUnderWayError):
        return Failed(Reason.UNDER_WAY)
    if isinstance(error, ModelError):
        return Failed(Reason.MODEL)
    if isinstance(error, OSError):
        return Failed(Reason.DISK)
    return Failed(Reason.UNFORESEEN)


def _within(path: Path, folder: Path) -> str:
    try:
        return path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        return path.name
