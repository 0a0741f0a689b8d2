"""Which sections of one topic to quote from for a question, read from an opened index."""

from __future__ import annotations

from bot.answering.composition import Candidate
from bot.answering.intent import Intent
from bot.answering.sections import is_design_exercise, outlined_sections, preferred_sections
from index.encoder import Embeddings
from index.opened import OpenIndex
from index.ranking import TopicEvidence
from index.search import SearchResult


class TopicSections:
    """Reads the sections of topics. Safe to call from several threads."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index

    def preferred(
        self, topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]
    ) -> list[Candidate]:
        """The sections of a topic to quote from, best first."""
        every = read_candidates(self._index, topic.topic, result.embedding)
        if is_design_exercise(topic.topic, result.text):
            return outlined_sections(every, intents)
        evidence = self._index.sections.evidence(topic, result.embedding)
        return preferred_sections(topic, result, intents, every, evidence)

    def likeness(self, topic: TopicEvidence, embedding: Embeddings) -> dict[str, float]:
        """The best cosine of each section's questions with the one asked, by section.

        Args:
            embedding: of the question, shape (dimension,).
        """
        evidence = self._index.sections.evidence(topic, embedding)
        return {section: one.likeness for section, one in evidence.items()}


def read_candidates(index: OpenIndex, topic: str, embedding: Embeddings) -> list[Candidate]:
    """Every section of a topic that says something, in the order of its article.

    Args:
        embedding: of the question, shape (dimension,).
    """
    stored = list(index.store.sections(index.store.section_ids(topic)).values())
    nearness = index.sections.statement_cosines(stored, embedding)
    every, first = [], 0
    for one in stored:
        last = first + len(one.section.statements)
        if last > first:
            every.append(Candidate(one.section, nearness[first:last]))
        first = last
    return every
