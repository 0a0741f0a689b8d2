"""A fault is one thing wrong with a knowledge file, told with the line to look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One problem in a file. Lines count from 1."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class Faults(tuple[Fault, ...]):
    """Several faults, told apart by their type from a value that was read well."""

    __slots__ = ()


class KnowledgeError(Exception):
    """Raised where a knowledge base is needed but has faults; carries them all, sorted."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__(f"{len(self.faults)} faults in the knowledge base")
