"""Faults done to Backroad, and what survives: a few in the suite, many in scripts/faults.py."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Tally:
    """How often a fault was tried and survived, and what was lost by it (which must be nothing)."""

    fault: str
    tried: int = 0
    survived: int = 0
    lost: int = 0
    notes: list[str] = field(default_factory=list)

    def count(self, survived: bool, lost: int = 0, note: str = "") -> None:
        """One more try."""
        self.tried += 1
        self.survived += survived
        self.lost += lost
        if note and not (survived and not lost):
            self.notes.append(note)

    @property
    def is_clean(self) -> bool:
        """Whether every try was survived with nothing lost."""
        return self.tried > 0 and self.survived == self.tried and self.lost == 0
