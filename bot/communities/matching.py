"""Which of a server's entries a question means. Pure: embeddings in, matches out.

Nearness is 0.7 times the best cosine with one of an entry's questions and 0.3 times the best with
one of its passages or statements. How much an entry is worth for a question also depends on what
the curated articles have: `worth` adds half the lead of its questions over theirs. The numbers
were chosen on the 974 tuning questions, none of which 14 entries of an invented server answer,
55 questions that those entries do answer, and 38 general ones from the same fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.communities.entry import EntryText
from index.encoder import Embeddings
from index.passages import IndexedSection
from index.search import cosines

QUESTION_SHARE = 0.7
NEAR_FROM = 0.45
"""Below this nearness no entry is worth a further look, whatever the articles have."""

WORTH_FROM = 0.56
LEAD_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Shelved:
    """An entry ready to be compared and quoted.

    Attributes:
        questions: embeddings, shape (questions, dimension).
        passages: embeddings, shape (passages, dimension); none where it holds code alone.
        statements: for each section, the embeddings of its statements.
    """

    number: int
    text: EntryText
    sections: tuple[IndexedSection, ...]
    questions: Embeddings
    passages: Embeddings
    statements: tuple[Embeddings, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """How near an entry is to a question: the best cosines, in [-1, 1]."""

    shelved: Shelved
    question: float
    passage: float

    @property
    def nearness(self) -> float:
        return QUESTION_SHARE * self.question + (1 - QUESTION_SHARE) * self.passage

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

    def matches(self, question: Embeddings, count: int) -> list[Match]:
        """The nearest entries, nearest first.

        Args:
            question: its embedding, shape (dimension,), of length 1.
        """
        if not self._entries:
            return []
        asked = np.maximum.reduceat(cosines(question, self._questions), self._question_starts)
        told = np.maximum.reduceat(cosines(question, self._passages), self._passage_starts)
        found = [
            Match(entry, float(one), float(other))
            for entry, one, other in zip(self._entries, asked, told, strict=True)
        ]
        return sorted(found, key=lambda match: -match.nearness)[:count]


def _stacked(groups: Sequence[Embeddings]) -> tuple[Embeddings, list[int]]:
    """Rows of all groups one below the other, and the row at which each group starts."""
    sizes = [len(group) for group in groups]
    starts = [0, *np.cumsum(sizes[:-1]).tolist()] if len(sizes) > 1 else [0]
    return np.vstack(groups), starts
