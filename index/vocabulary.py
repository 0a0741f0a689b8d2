"""The knowledge base's own words: how rare each is, and which topics use it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

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
        topic_count: how many topics there are.
    """

    def __init__(
        self, words: Mapping[str, int], topics: Mapping[str, frozenset[int]], topic_count: int
    ) -> None:
        self.words = words
        self._topics = topics
        self._topic_count = max(1, topic_count)

    def rarity(self, word: str) -> float:
        """Inverse document frequency, ln((N + 1) / (n + 1)), over topics; highest if unknown."""
        users = len(self._topics.get(stem(word), ()))
        return math.log((self._topic_count + 1) / (users + 1))

    def knows(self, word: str) -> bool:
        return stem(word) in self._topics

    def coverage(self, words: Sequence[str], topics: Iterable[int]) -> float:
        """The share of the words' rarity that the given topics' articles use, in [0, 1].

        1.0 where there are no words. A word that only other articles or none use counts against.
        """
        total = sum(self.rarity(word) for word in words)
        if not total:
            return 1.0
        wanted = set(topics)
        covered = sum(
            self.rarity(word)
            for word in words
            if not wanted.isdisjoint(self._topics.get(stem(word), ()))
        )
        return covered / total


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
