"""The same question twice within seconds is computed once."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

SAME_FOR = 10.0
"""Seconds for which a question counts as the same one again."""

REMEMBERED = 1000

_BETWEEN_WORDS = re.compile(r"[\W_]+")
_SYMBOLS = re.compile(r"(?<=\w)[+#]+")


def normalised(question: str) -> str:
    """A question without its case, spaces and punctuation; the signs of C++ and C# stay words."""
    text = unicodedata.normalize("NFKC", question).casefold()
    text = _SYMBOLS.sub(lambda found: found[0].replace("+", "plus").replace("#", "sharp"), text)
    return _BETWEEN_WORDS.sub(" ", text).strip()


class Repeats(Generic[T]):
    """What was begun lately, by what was asked. Kept in memory only; for one thread.

    Args:
        same_for: seconds, of whichever clock `now` is read from.
    """

    def __init__(self, same_for: float = SAME_FOR, remembered: int = REMEMBERED) -> None:
        if same_for <= 0:
            raise ValueError(f"same_for must be more than 0: {same_for}")
        if remembered < 1:
            raise ValueError(f"remembered must be 1 or more: {remembered}")
        self._same_for = same_for
        self._remembered = remembered
        self._begun: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()

    def find(self, key: Hashable, now: float) -> T | None:
        """What was begun for the same key less than `same_for` ago."""
        begun = self._begun.get(key)
        return begun[1] if begun is not None and now - begun[0] < self._same_for else None

    def add(self, key: Hashable, value: T, now: float) -> None:
        self._begun[key] = (now, value)
        self._begun.move_to_end(key)
        while len(self._begun) > self._remembered:
            self._begun.popitem(last=False)

    def drop(self, key: Hashable, value: T) -> None:
        """Forgets what failed, unless something newer has taken its place."""
        begun = self._begun.get(key)
        if begun is not None and begun[1] is value:
            del self._begun[key]
