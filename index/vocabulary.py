"""The knowledge base's own words: how rare each is, and which topics use it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.words import STOP_WORDS, cut_words

_SUFFIX = re.compile(r"(?:ies|ying|ing|ied|ed|es|s|e|y|ly)$")


def stem(word: str) -> str:
    """A word without its commonest endings: enough to tell that "retried" is "retry"."""
    if len(word) < 5 or not word.isalpha():
        return word
    shorter = _SUFFIX.sub("", word, count=1)
    return shorter if len(shorter) >= 3 else word


Numbers = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class StemUse:
    """Which topics use a stem: numbers of all that do, and of those that do in their core.

    The core of an article are its names, headings and questions.
    """

    topics: Numbers
    core: Numbers


UNUSED = StemUse(np.empty(0, np.intp), np.empty(0, np.intp))


class Vocabulary:
    """Words of the knowledge base.

    Args:
        look_up: gives the use of those of some stems that any article uses.
        topic_count: how many topics there are.
    """

    def __init__(
        self, look_up: Callable[[Sequence[str]], Mapping[str, StemUse]], topic_count: int
    ) -> None:
        self._look_up = look_up
        self._topic_count = max(1, topic_count)

    def coverage(self, words: Sequence[str]) -> Coverage:
        """How much of a question's words each topic's article uses."""
        stems = [stem(word) for word in words]
        found = self._look_up(stems)
        uses = [found.get(one, UNUSED) for one in stems]
        anywhere, core = np.zeros(self._topic_count), np.zeros(self._topic_count)
        total = 0.0
        for use in uses:
            rarity = self._rarity(use)
            anywhere[use.topics] += rarity
            core[use.core] += rarity
            total += rarity
        known = sum(len(use.topics) > 0 for use in uses) / len(uses) if uses else 1.0
        total = total or 1.0
        return Coverage(known, (anywhere / total).tolist(), (core / total).tolist())

    def rarities(self, words: Sequence[str]) -> list[float]:
        """How rare each word is among the topics, whose unit `Coverage` tells."""
        stems = [stem(word) for word in words]
        found = self._look_up(stems)
        return [self._rarity(found.get(one, UNUSED)) for one in stems]

    def _rarity(self, use: StemUse) -> float:
        return math.log((self._topic_count + 1) / (len(use.topics) + 1))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a question's words the topics' articles use.

    A word weighs its inverse document frequency, ln((N + 1) / (n + 1)), over the N topics.

    Attributes:
        known: the share of the words that any article uses, each counting alike, in [0, 1].
        anywhere: by topic, the share that its article uses anywhere, in [0, 1].
        core: the share that it uses in its names, headings and questions, in [0, 1].
    """

    known: float
    anywhere: Sequence[float]
    core: Sequence[float]


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
