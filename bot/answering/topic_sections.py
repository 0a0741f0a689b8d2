"""Which sections of one topic to quote from for a question, read from an opened index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from bot.answering.composition import Candidate, compose_part
from bot.answering.draft import Part, heading_of
from bot.answering.intent import Intent
from bot.answering.learning import CAREER
from bot.answering.section_ranking import HEADINGS_KEPT
from bot.answering.sections import (
    is_design_exercise,
    outlined_sections,
    preferred_sections,
    telling,
)
from bot.answering.setting import kin_of_settings, setting_topics
from index.encoder import Embeddings
from index.opened import OpenIndex
from index.passages import IndexedSection
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult

PART_WORDS = 100
"""How much of a section is quoted of each side of a comparison, and of each step of an outline."""

_PLAINLY_ASKED = 0.65
"""From this cosine with one of its questions on, a section is what is asked for, whatever it is set
in."""

_SET_IN = 0.63
"""How near a question set in a language or framework must be to one of a section on that, for the
section to be quoted behind those of another topic."""


_ANSWERED = 0.75
_BESIDE = 0.45
"""Where the first section is known to answer nearly the question that is asked, others are quoted
only from this cosine with one of their questions on: of those below hardly one in ten adds
anything that was asked for."""


_EVIDENCE_KEPT = 64
"""For how many pairs of a topic and an embedding, some of one answer, the cosines are kept."""


class TopicSections:
    """Reads the sections of topics. Safe to call from several threads."""

    def __init__(self, index: OpenIndex) -> None:
        self._index = index
        topics = index.store.topics()
        self._titles = {slug: topic.title for slug, topic in topics.items()}
        self._areas = {slug: topic.area for slug, topic in topics.items()}
        self._settings = setting_topics(topics)
        self._kin = kin_of_settings(topics, self._settings)
        self._of_heading = lru_cache(HEADINGS_KEPT)(self._settings_of)
        self._cosines = lru_cache(_EVIDENCE_KEPT)(self._read_cosines)

    def preferred(
        self, topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]
    ) -> list[Candidate]:
        """The sections of a topic to quote from, best first."""
        every = read_candidates(self._index, topic.topic, result.embedding)
        if is_design_exercise(topic.topic, result.text):
            return outlined_sections(every, intents)
        evidence = self._evidence(topic, result.embedding)
        asked = self._settings_of(result.text)
        is_career = self._areas[topic.topic] == CAREER
        if not is_career:
            every = self._of_settings(every, topic, asked) or every
        chosen = _near(preferred_sections(topic, result, intents, every, evidence), evidence)
        if is_career or asked:
            return chosen
        return self._without_settings(chosen, topic, evidence)

    def _of_settings(
        self, every: Sequence[Candidate], topic: TopicEvidence, asked: frozenset[str]
    ) -> list[Candidate]:
        """The sections that may answer a question which names the languages and frameworks that
        it is set in: those of other ones cannot."""
        if not asked:
            return list(every)
        fitting = {topic.topic, *asked, *(f for one in asked for f in self._kin.get(one, ()))}
        of_sections = ((one, self._of_heading(one.section.heading)) for one in every)
        return [one for one, named in of_sections if not named or named & fitting]

    def _without_settings(
        self,
        chosen: Sequence[Candidate],
        topic: TopicEvidence,
        evidence: Mapping[str, SectionEvidence],
    ) -> list[Candidate]:
        """Chosen sections without those behind the first that are set in a language or framework
        which neither the question nor the first section names."""
        if not chosen:
            return []
        fitting = {topic.topic, *self._kin.get(topic.topic, ())}
        fitting |= self._of_heading(chosen[0].section.heading)
        return [
            one
            for number, one in enumerate(chosen)
            if not number
            or self._of_heading(one.section.heading) <= fitting
            or evidence[one.section.id].likeness >= _PLAINLY_ASKED
        ]

    def _settings_of(self, text: str) -> frozenset[str]:
        """The languages and frameworks that a text names."""
        return frozenset(m.topic for m in self._index.search.named(text)) & self._settings

    def title(self, topic: str) -> str:
        """The title of a topic, given its slug."""
        return self._titles[topic]

    def part(self, topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]) -> Part:
        """A part with the best section of a topic."""
        candidates = self.preferred(topic, result, intents)
        return self.headed((telling(candidates) or candidates)[0], intents)

    def candidate(self, section: str, embedding: Embeddings) -> Candidate:
        """One section by its id.

        Args:
            embedding: of the question, shape (dimension,).
        """
        topic = section.partition("#")[0]
        every = read_candidates(self._index, topic, embedding)
        return next(one for one in every if one.section.id == section)

    def headed(self, candidate: Candidate, intents: frozenset[Intent]) -> Part:
        """A part with one section under its heading, or its topic's title."""
        part = compose_part([candidate], intents)
        section = candidate.section
        part.heading = heading_of(section) or self.title(section.topic)
        return part

    def of_settings(
        self, result: SearchResult, quoted: Sequence[IndexedSection], intents: frozenset[Intent]
    ) -> list[Part]:
        """A part with what the article on a language or framework says of a question set in it.

        None where the quoted sections speak of that language or framework already.
        """
        asked = self._settings_of(result.text)
        told = {one.topic for one in quoted}
        told.update(*(self._of_heading(one.heading) for one in quoted))
        near: dict[str, float] = {}
        for topic in sorted(asked) if asked.isdisjoint(told) else ():
            near |= self.likeness(TopicEvidence(topic), result.embedding)
        best = max(near, key=lambda section: near[section], default="")
        if near.get(best, 0.0) < _SET_IN:
            return []
        return [self.headed(self.candidate(best, result.embedding), intents)]

    def likeness(self, topic: TopicEvidence, embedding: Embeddings) -> dict[str, float]:
        """The best cosine of each section's questions with the one asked, by section.

        Args:
            embedding: of the question, shape (dimension,).
        """
        evidence = self._cosines(topic.topic, embedding.tobytes())
        return {section: one.likeness for section, one in evidence.items()}

    def _evidence(self, topic: TopicEvidence, embedding: Embeddings) -> dict[str, SectionEvidence]:
        """What speaks for each section of a topic, by id."""
        lexical = {one.section: one.lexical for one in topic.sections}
        cosines = self._cosines(topic.topic, embedding.tobytes())
        return {
            section: replace(one, lexical=lexical.get(section, 0.0))
            for section, one in cosines.items()
        }

    def _read_cosines(self, topic: str, embedding: bytes) -> dict[str, SectionEvidence]:
        """The evidence without the words of the question, which is asked for again and again."""
        vector = np.frombuffer(embedding, dtype=np.float32)
        return self._index.sections.evidence(TopicEvidence(topic), vector)


def _near(chosen: Sequence[Candidate], evidence: Mapping[str, SectionEvidence]) -> list[Candidate]:
    """Chosen sections without those far from the question where the first one is near to it."""
    found = (evidence.get(one.section.id) for one in chosen)
    likeness = [one.likeness if one else 0.0 for one in found]
    if not likeness or likeness[0] < _ANSWERED:
        return list(chosen)
    return [one for one, near in zip(chosen, likeness, strict=True) if near >= _BESIDE]


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
