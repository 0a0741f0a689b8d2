"""Characters that no entry may hold, whoever shows it where. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from knowledge.faults import Fault, Faults

_JOINERS = frozenset("\u200c\u200d")
"""They shape letters of several scripts, and emoji."""

_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_HEAP_OF_MARKS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{5,}"
)
_MOST_FAULTS = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """A text with the place it comes from; `line` is the number of its first line."""

    text: str
    path: Path
    line: int


def check_text(placed: Placed) -> Faults:
    """Hidden, control and stray characters, and heaps of combining marks, by line."""
    faults: list[Fault] = []
    for number, line in enumerate(placed.text.split("\n"), start=placed.line):
        hidden = next((char for char in line if is_hidden(char)), None)
        if hidden is not None:
            name = unicodedata.name(hidden, "no character")
            message = f"a character that nobody sees (U+{ord(hidden):04X}, {name}): remove it"
            faults.append(Fault(placed.path, number, message))
        elif _HEAP_OF_MARKS.search(line):
            faults.append(Fault(placed.path, number, "too many accents on one letter"))
        if len(faults) >= _MOST_FAULTS:
            break
    return Faults(faults)


def is_hidden(char: str) -> bool:
    """Whether a character shows nothing, or changes the order of others."""
    if char in "\t\n" or char in _JOINERS:
        return False
    return unicodedata.category(char) in _HIDDEN


def without_hidden(text: str) -> str:
    """The text without such characters."""
    return "".join(char for char in text if not is_hidden(char))
