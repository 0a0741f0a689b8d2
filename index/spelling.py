"""Repair of misspelt words, from the knowledge base's own vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from index.words import STOP_WORDS, cut_words

_SHORTEST = 5
_LONG = 8


class Speller:
    """Replaces words that the knowledge base does not know by the nearest one that it does.

    A word of 5 to 7 letters may differ in one edit (Damerau-Levenshtein: insertion, deletion,
    substitution, or transposition of neighbours), a longer one in two; the first letter must stay,
    unless it changed places with the second. A word of 4 letters is only repaired where two
    neighbours changed places; shorter words and words with digits are never changed.

    Args:
        frequencies: gives how often each known word, in lower case, stands in the knowledge base;
            called once, when first needed. Words that stand only once are known but no target of
            a repair.
    """

    def __init__(self, frequencies: Callable[[], Mapping[str, int]]) -> None:
        self._read = frequencies

    @cached_property
    def _frequencies(self) -> Mapping[str, int]:
        return self._read()

    @cached_property
    def _targets(self) -> dict[str, list[str]]:
        targets: dict[str, list[str]] = {}
        for word, count in self._frequencies.items():
            if count > 1 and len(word) >= _SHORTEST - 1 and word.isalpha():
                targets.setdefault(word[0], []).append(word)
        return targets

    def repair(self, text: str) -> str:
        """The text with its misspelt words replaced; all else stays as it is."""
        pieces, position = [], 0
        for word in cut_words(text):
            better = self.correction(word.text)
            if better is not None:
                pieces += [text[position : word.start], better]
                position = word.end
        return "".join([*pieces, text[position:]])

    def correction(self, word: str) -> str | None:
        """The known word that was most likely meant; None for a word known, short or far off."""
        if len(word) < _SHORTEST - 1 or not word.isalpha() or self._is_known(word):
            return None
        if len(word) < _SHORTEST:
            return self._swapped(word)
        limit = 1 if len(word) < _LONG else 2
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        letters = {word[0], word[1]}
        best: tuple[int, int, str] | None = None
        for letter in letters:
            found = process.extract(
                word,
                self._targets.get(letter, ()),
                scorer=DamerauLevenshtein.distance,
                score_cutoff=limit,
                limit=5,
            )
            for target, distance, _ in found:
                if letter != word[0] and target[:2] != word[1::-1]:
                    continue
                key = (int(distance), -self._frequencies[target], target)
                best = key if best is None else min(best, key)
        return best[2] if best else None

    def _swapped(self, word: str) -> str | None:
        """A known word that differs by two neighbouring letters changing places."""
        swaps = (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)
        )
        return next((swap for swap in swaps if self._knows(swap)), None)

    def _knows(self, word: str) -> bool:
        return word in self._frequencies or word in STOP_WORDS

    def _is_known(self, word: str) -> bool:
        if self._knows(word):
            return True
        return any(
            word.endswith(ending) and self._knows(word[: -len(ending)] + stem)
            for ending, stem in _ENDINGS
        )


_ENDINGS = (
    ("s", ""), ("es", ""), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ies", "y"), ("ier", "y"), ("ize", "ise"),
    ("ized", "ised"), ("izing", "ising"), ("ization", "isation"), ("or", "our"),
)  # fmt: skip
