"""Which topics a text names: titles, aliases and abbreviations found word for word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.words import STOP_WORDS, Word, cut_words


@dataclass(frozen=True, slots=True)
class Mention:
    """A topic's name in a text.

    `start` and `end` count characters; `words` is how many content words the name covers.
    """

    topic: str
    name: str
    start: int
    end: int
    words: int


class NameMatcher:
    """Finds the names of topics in texts; the longest name wins where several overlap.

    Args:
        names: the names of each topic, by slug. Names of stop words alone are left out, except
            those of one capitalised word, such as Go, which match in that spelling or beside a
            word such as "in", "learn" or "vs".
    """

    def __init__(self, names: Mapping[str, Iterable[str]]) -> None:
        self._topics: dict[tuple[str, ...], list[str]] = {}
        self._longest: dict[str, int] = {}
        for topic, group in names.items():
            for name in group:
                key = _key(name)
                if key and topic not in self._topics.setdefault(key, []):
                    self._topics[key].append(topic)
                    self._longest[key[0]] = max(self._longest.get(key[0], 0), len(key))

    def find(self, text: str) -> list[Mention]:
        """All mentions in order of appearance, none inside another."""
        words = cut_words(text)
        mentions: list[Mention] = []
        position = 0
        while position < len(words):
            length = self._match(words, position, text)
            if not length:
                position += 1
                continue
            group = words[position : position + length]
            key = self._found_key(group)
            content = sum(word.text not in STOP_WORDS for word in group) or 1
            start, end = group[0].start, group[-1].end
            mentions += [
                Mention(topic, text[start:end], start, end, content) for topic in self._topics[key]
            ]
            position += length
        return mentions

    def _found_key(self, group: Sequence[Word]) -> tuple[str, ...]:
        key = tuple(word.text for word in group)
        return key if key in self._topics else tuple(_singular(part) for part in key)

    def _match(self, words: Sequence[Word], position: int, text: str) -> int:
        """How many words from a position are a name; 0 for none."""
        first = words[position].text
        longest = max(self._longest.get(first, 0), self._longest.get(_singular(first), 0))
        for length in range(min(longest, len(words) - position), 0, -1):
            group = words[position : position + length]
            if self._found_key(group) not in self._topics:
                continue
            if all(word.text in STOP_WORDS for word in group) and not (
                self._is_beside_name(words, position) or _stands_as_name(words, position, text)
            ):
                continue
            if length == 1 and first in _ORDERS and _is_order(words, position, text):
                continue
            return length
        return 0

    def _is_beside_name(self, words: Sequence[Word], position: int) -> bool:
        """Whether a word is joined with a name, as "go" is in "node or go"."""
        texts = [word.text for word in words]
        left, right = texts[max(0, position - 2) : position], texts[position + 1 : position + 3]
        return any(
            len(pair) == 2 and pair[0] in _JOINING and (pair[1],) in self._topics
            for pair in (left[::-1], right)
        )


_JOINING = frozenset({"or", "and", "vs", "versus"})

_ORDERS = frozenset({"explain"})
"""Names that are also an order: "explain x" names x alone."""


def _is_order(words: Sequence[Word], position: int, text: str) -> bool:
    """Whether a name is an order here: in lower case or first, with something after it."""
    begins = position == 0 or not text[words[position].start].isupper()
    return begins and position + 1 < len(words)


_BEFORE_A_NAME = frozenset(
    "in with learn learning vs versus or use using know python java rust".split()
)
_AFTER_A_NAME = frozenset("vs versus or language lang developer backend programming code".split())


def _stands_as_name(words: Sequence[Word], position: int, text: str) -> bool:
    """Whether a word that is also a stop word, such as "go", is meant as a name here."""
    word = words[position]
    if text[word.start].isupper() and position > 0:
        return True
    before = words[position - 1].text if position else ""
    after = words[position + 1].text if position + 1 < len(words) else ""
    if before in ("vs", "versus"):
        return True
    if before in _BEFORE_A_NAME and after not in ("to", "for", "about", "with", "on", "into"):
        return True
    return after in _AFTER_A_NAME


def _key(name: str) -> tuple[str, ...]:
    words = tuple(word.text for word in cut_words(name))
    return words if len(words) > 1 else tuple(words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
