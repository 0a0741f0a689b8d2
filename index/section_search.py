"""What speaks for each section of one topic. Reads the store and the embeddings of one version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from index.embedding_file import EmbeddingFile
from index.encoder import Embeddings
from index.passages import ENOUGH_ASKED, EntryKind
from index.ranking import SectionEvidence, TopicEvidence
from index.search import cosines
from index.store import KnowledgeStore, StoredSection


class SectionSearch:
    """Weighs the sections of one topic against each other. Safe to call from several threads."""

    def __init__(self, store: KnowledgeStore, embeddings: EmbeddingFile) -> None:
        self._store = store
        self._embeddings = embeddings

    def evidence(
        self, topic: TopicEvidence, embedding: Embeddings, left_out: int | None = None
    ) -> dict[str, SectionEvidence]:
        """What speaks for each section of a topic, by id: cosines with all of its entries.

        A search looks at the nearest entries of all topics only; its lexical scores are kept. See
        `ENOUGH_ASKED` for the questions of a section that count as asked.

        Args:
            embedding: of the question, shape (dimension,).
            left_out: the row of an entry to overlook, for weights that are fitted on what is an
                entry itself.
        """
        lexical = {section.section: section.lexical for section in topic.sections}
        entries = self._store.own_entries(topic.topic)
        rows = self._rows(entries)
        scores = cosines(embedding, rows).tolist()
        found: dict[str, SectionEvidence] = {}
        asked: Counter[str] = Counter()
        of_questions: dict[str, list[int]] = {}
        for number, ((row, kind, section), score) in enumerate(zip(entries, scores, strict=True)):
            if section not in found:
                found[section] = SectionEvidence(section, lexical=lexical.get(section, 0.0))
            if row == left_out:
                continue
            one = found[section]
            if kind == EntryKind.PASSAGE:
                one.passage = max(one.passage, score)
                continue
            if kind == EntryKind.QUESTION:
                one.question = max(one.question, score)
            elif kind == EntryKind.ASKED:
                one.asked = max(one.asked, score)
                asked[section] += 1
            else:
                continue
            of_questions.setdefault(section, []).append(number)
        for section, numbers in of_questions.items():
            centre = rows[numbers].mean(axis=0)
            found[section].centre = float(centre @ embedding / np.linalg.norm(centre))
        for section in of_questions:
            if asked[section] < ENOUGH_ASKED:
                found[section].asked = max(found[section].asked, found[section].question)
        return found

    def statement_cosines(
        self, sections: Sequence[StoredSection], embedding: Embeddings
    ) -> list[float]:
        """The cosines of every statement of a topic's sections, in their order, with a question.

        Args:
            sections: of one topic, in the order of its article.
            embedding: of the question, shape (dimension,).
        """
        first = sections[0].first_statement if sections else 0
        count = sum(len(one.section.statements) for one in sections)
        found: list[float] = cosines(embedding, self._embeddings.rows(first, count)).tolist()
        return found

    def _rows(self, entries: Sequence[tuple[int, str, str]]) -> Embeddings:
        return self._embeddings.rows(entries[0][0] if entries else 0, len(entries))
