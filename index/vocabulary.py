"""The knowledge base's own words: how rare each is, and which topics use it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.words import STOP_WORDS, cut_words

_SUFFIX = re.compile(r"(?:ies|ying|ing|ied|ed|es|s|e|y|ly)$")


def stem(word: str) -> str:
    """A word without its commonest endings: enough to tell that "retried" is "retry"."""
    if len(word) < 5 or not word.isalpha():
        return word
    shorter = _SUFFIX.sub("", word, count=1)
    return shorter if len(shorter) >= 3 else word


class Vocabulary:
    """Words of the knowledge base.

    Args:
        words: how often each word, in lower case, stands in the articles.
        topics: for each stem, the numbers of the topics whose articles use it.
        core: the same, of those that use it in their names, headings and questions.
        topic_count: how many topics there are.
    """

    def __init__(
        self,
        words: Mapping[str, int],
        topics: Mapping[str, frozenset[int]],
        core: Mapping[str, frozenset[int]],
        topic_count: int,
    ) -> None:
        self.words = words
        self._topics = topics
        self._core = core
        self._topic_count = max(1, topic_count)

    def rarity(self, word: str) -> float:
        """Inverse document frequency, ln((N + 1) / (n + 1)), over topics; highest if unknown."""
        users = len(self._topics.get(stem(word), ()))
        return math.log((self._topic_count + 1) / (users + 1))

    def knows(self, word: str) -> bool:
        return stem(word) in self._topics

    def coverage(self, words: Sequence[str]) -> Coverage:
        """Which topics use the words of a question, ready to be asked for each topic."""
        weights = [self.rarity(word) for word in words]
        stems = [stem(word) for word in words]
        return Coverage(
            sum(weights) or 1.0,
            [(w, self._topics.get(s, _NONE)) for w, s in zip(weights, stems, strict=True)],
            [(w, self._core.get(s, _NONE)) for w, s in zip(weights, stems, strict=True)],
        )


_NONE: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's words, weighed by their rarity, each topic's article uses."""

    total: float
    users: Sequence[tuple[float, frozenset[int]]]
    core_users: Sequence[tuple[float, frozenset[int]]]

    def of(self, topic: int) -> float:
        """The share that the topic's article uses anywhere, in [0, 1]."""
        return sum(weight for weight, users in self.users if topic in users) / self.total

    def core_of(self, topic: int) -> float:
        """The share that it uses in its names, headings and questions, in [0, 1]."""
        return sum(weight for weight, users in self.core_users if topic in users) / self.total


def count_words_by_topic(
    texts: Mapping[str, Iterable[str]],
) -> tuple[Counter[str], dict[str, set[int]]]:
    """Word counts over all topics' texts, and for each stem the numbers of the topics using it."""
    counts: Counter[str] = Counter()
    users: dict[str, set[int]] = {}
    for number, group in enumerate(texts.values()):
        words = [word.text for text in group for word in cut_words(text)]
        counts.update(word for word in words if word not in STOP_WORDS)
        for word in set(words):
            users.setdefault(stem(word), set()).add(number)
    return counts, users
