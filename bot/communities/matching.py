"""Which of a server's entries a question means. Pure: embeddings in, matches out.

Nearness is 0.7 times the best cosine with one of an entry's questions, 0.3 times the best with one
of its passages or statements, and 0.2 times the share of the question's words that it uses, each
weighed by its rarity. What an entry is worth for a question also depends on what else the question
is near to: `worth` adds a share of the lead of its questions over those of the articles, or over
the examples of what is no question of the field. The numbers were chosen on the tuning questions,
none of which 14 entries of an invented server answer, 54 questions that those entries do answer,
and 38 general ones from the same fields.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.communities.entry import EntryText
from index.encoder import Embeddings
from index.passages import IndexedSection
from index.search import cosines

QUESTION_SHARE = 0.7
WORDS_SHARE = 0.2
LEAD_SHARE = 0.9

WORTH_FROM = 0.48
"""From this worth on an entry comes into the answer."""

LEAST_LEAD = -0.1
"""How far an entry's questions may lie behind those of articles that answer."""

_CANDIDATES = 10


@dataclass(frozen=True, slots=True)
class Shelved:
    """An entry ready to be compared and quoted.

    Attributes:
        questions: embeddings, shape (questions, dimension).
        passages: embeddings, shape (passages, dimension); none where it holds code alone.
        statements: for each section, the embeddings of its statements.
        stems: of every content word it uses.
    """

    number: int
    text: EntryText
    sections: tuple[IndexedSection, ...]
    questions: Embeddings
    passages: Embeddings
    statements: tuple[Embeddings, ...]
    stems: frozenset[str]


@dataclass(frozen=True, slots=True)
class Match:
    """How near an entry is to a question.

    Attributes:
        question, passage: the best cosines, in [-1, 1].
        words: the share of the question's words that the entry uses, by rarity, in [0, 1].
    """

    shelved: Shelved
    question: float
    passage: float
    words: float

    @property
    def nearness(self) -> float:
        cosine = QUESTION_SHARE * self.question + (1 - QUESTION_SHARE) * self.passage
        return cosine + WORDS_SHARE * self.words

    def worth(self, rival: float) -> float:
        """How well the entry answers beside a rival: the articles' best cosine with a question."""
        return self.nearness + LEAD_SHARE * (self.question - rival)


class Shelf:
    """The entries of one server, side by side in memory. Never changes."""

    def __init__(self, entries: Sequence[Shelved]) -> None:
        self._entries = tuple(entries)
        if not entries:
            return
        questions = [entry.questions for entry in entries]
        passages = [np.vstack([e.questions[:1], e.passages, *e.statements]) for e in entries]
        self._questions, self._question_starts = _stacked(questions)
        self._passages, self._passage_starts = _stacked(passages)

    def __len__(self) -> int:
        return len(self._entries)

    def matches(
        self, question: Embeddings, rarities: Mapping[str, float], count: int
    ) -> list[Match]:
        """The nearest entries, nearest first.

        Args:
            question: its embedding, shape (dimension,), of length 1.
            rarities: how rare each of its content words is, by the word's stem.
        """
        if not self._entries:
            return []
        asked = np.maximum.reduceat(cosines(question, self._questions), self._question_starts)
        told = np.maximum.reduceat(cosines(question, self._passages), self._passage_starts)
        near = QUESTION_SHARE * asked + (1 - QUESTION_SHARE) * told
        found = [
            Match(self._entries[n], float(asked[n]), float(told[n]),
                  _share(rarities, self._entries[n].stems))
            for n in np.argsort(-near)[: max(count, _CANDIDATES)]
        ]  # fmt: skip
        return sorted(found, key=lambda match: -match.nearness)[:count]


def _share(rarities: Mapping[str, float], stems: frozenset[str]) -> float:
    total = sum(rarities.values())
    return sum(rarity for one, rarity in rarities.items() if one in stems) / total if total else 0.0


def _stacked(groups: Sequence[Embeddings]) -> tuple[Embeddings, list[int]]:
    """Rows of all groups one below the other, and the row at which each group starts."""
    sizes = [len(group) for group in groups]
    starts = [0, *np.cumsum(sizes[:-1]).tolist()] if len(sizes) > 1 else [0]
    return np.vstack(groups), starts
