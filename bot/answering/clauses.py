"""What the clauses of a question ask for beyond what the question as a whole finds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from bot.answering.composition import Candidate
from bot.answering.confidence import ANSWER_FROM, confidence, signals
from bot.answering.draft import Part
from bot.answering.intent import read_intents
from bot.answering.question import asks, split_clauses, with_subjects
from bot.answering.sections import telling
from bot.answering.setting import setting_topics
from bot.answering.topic_sections import TopicSections
from index.encoder import Embeddings
from index.opened import OpenIndex
from index.ranking import TopicEvidence
from index.search import SearchResult

LIKELY = 5
"""How many topics of a whole question count as what it is about."""

_OWN_PART = 0.7
_OWN_WORDS = 5
"""How near a part must be to a question that its own topic answers, and how many words it must
have, to be answered by itself."""

_SAME_PART = 0.9
"""From this nearness on it needs no number of words."""

_PLAIN = 0.8
"""From this cosine with a question that its own topic answers, a clause is of that topic, whatever
the whole question points to."""

_HARDLY_NEARER = 0.1
"""How much nearer to the whole question the first section of its topic may be than a part of
another topic that the first clause asks for, and that part still leads."""

_LOOKS_AT = 2
"""Among how many of its likeliest sections a clause finds one that no clause before it took."""

_NEAR = 0.5
"""From this cosine with one of a section's questions on, a clause or the whole question may ask for
the section: of those below, hardly one in twenty says anything that was asked for."""

_CLAUSE_SECTIONS = 2
_CLAUSE_TOPICS = 1
"""How many sections of its topic, and of other topics, a question of several clauses gains at
most."""

_UNANSWERED = 1
"""For how many clauses that all this leaves open a section of any topic is quoted at most."""

_SHARE = 0.6
"""How much of a clause's embedding in its context is its own; the rest is the whole question's."""

_IN_CONTEXT = 0.7
_ALONE = 0.68
_WHOLE = 0.45
"""How near a section's question must be to a clause in its context, to the clause alone and to the
whole question, for the section to answer a clause that the topic of the whole does not answer."""

_NEARER = 0.05
"""How much nearer to the clause it must be than the sections that are quoted anyway."""

_TOPICS_READ = 3
"""Of how many topics of the clause the sections are compared for that with the quoted ones."""


class Clauses:
    """Adds to an answer what the clauses of its question ask for. Safe to call from several
    threads."""

    def __init__(self, index: OpenIndex, sections: TopicSections) -> None:
        self._search = index.search
        self._sections = sections
        self._settings = setting_topics(index.store.topics())

    def add(
        self, topic: TopicEvidence, result: SearchResult, known: list[Candidate]
    ) -> tuple[list[Candidate], list[Part], bool]:
        """What the clauses of a question ask for beyond the known sections of its topic.

        Returns:
            The known sections with what the clauses add to them behind the first, before those that
            are farther from what is asked, or all in the order of the clauses where each of them
            asks; parts of other topics for clauses that are plainly of those; and whether these
            lead, since the first clause is of such a one and the known sections answer the whole
            question hardly better.
        """
        clauses = self._told(result.text)
        if not clauses:
            return known, [], False
        results = self._search.search_all(clauses)
        told, parts = self._taken(topic, result, clauses, results)
        nearness = self._nearness(topic, [result, *results])
        first = parts.get(results[0].topics[0].topic) if results[0].topics else None
        leads = (
            first is not None and asks(clauses[0]) and self._may_lead(first, topic, result, known)
        )
        seen = {candidate.section.id for candidate in known}
        new = [one for section, one in told.items() if section not in seen]
        more = [one for one in new if nearness.get(one.section.id, 0.0) >= _NEAR]
        sections = _merged(known, more[:_CLAUSE_SECTIONS], nearness)
        if all(map(asks, clauses)) and not self._answers_whole(topic, result, known):
            order = {section: number for number, section in enumerate(told)}
            sections.sort(key=lambda one: order.get(one.section.id, len(order)))
        others = list(parts.values())[:_CLAUSE_TOPICS]
        quoted = {one.section.id for one in sections}
        quoted.update(chosen.section.id for part in others for chosen in part.chosen)
        asking = [found for clause, found in zip(clauses, results, strict=True) if asks(clause)]
        for one, found in islice(self._unanswered(asking, result, quoted), _UNANSWERED):
            if one.section.topic == topic.topic:
                sections.append(one)
            else:
                others.append(self._sections.headed(one, read_intents(found.text)))
        return sections, others, leads

    def _taken(
        self,
        topic: TopicEvidence,
        result: SearchResult,
        clauses: Sequence[str],
        results: Sequence[SearchResult],
    ) -> tuple[dict[str, Candidate], dict[str, Part]]:
        """What each clause takes: the likeliest section of the answer's topic that no clause
        before it took, by id; or a part of the topic that it is plainly of, by that topic."""
        likely = {one.topic for one in result.topics[:LIKELY]}
        told: dict[str, Candidate] = {}
        parts: dict[str, Part] = {}
        for clause, found in zip(clauses, results, strict=True):
            intents = read_intents(clause)
            own = found.topics[0] if found.topics else topic
            is_near = own.topic in likely or own.question >= _PLAIN
            if own.topic != topic.topic and is_near and stands(clause, own, found):
                parts.setdefault(own.topic, self._sections.part(own, found, intents))
                continue
            said = replace(found, mentions=())
            likely_sections = telling(self._sections.preferred(topic, said, intents))[:_LOOKS_AT]
            new = [one for one in likely_sections if one.section.id not in told]
            told.update((one.section.id, one) for one in new[:1])
        return told, parts

    def _nearness(self, topic: TopicEvidence, asked: Sequence[SearchResult]) -> dict[str, float]:
        """How near each section of a topic is to the question or to one of its clauses, by id."""
        found: dict[str, float] = {}
        for result in asked:
            for section, cosine in self._sections.likeness(topic, result.embedding).items():
                found[section] = max(cosine, found.get(section, 0.0))
        return found

    def _may_lead(
        self, part: Part, topic: TopicEvidence, result: SearchResult, known: Sequence[Candidate]
    ) -> bool:
        """Whether the first known section answers the whole question hardly better than a part."""
        leading = part.chosen[0].section
        ahead = self._first_likeness(topic, result, known)
        of_part = self._sections.likeness(TopicEvidence(leading.topic), result.embedding)
        return ahead - of_part.get(leading.id, 0.0) <= _HARDLY_NEARER

    def _answers_whole(
        self, topic: TopicEvidence, result: SearchResult, known: Sequence[Candidate]
    ) -> bool:
        """Whether the first known section is known to answer the whole question."""
        return self._first_likeness(topic, result, known) >= _SAME_PART

    def _first_likeness(
        self, topic: TopicEvidence, result: SearchResult, known: Sequence[Candidate]
    ) -> float:
        """How near the first known section is to the whole question; 0 where none is known."""
        likeness = self._sections.likeness(topic, result.embedding)
        return max((likeness.get(one.section.id, 0.0) for one in known[:1]), default=0.0)

    def _told(self, text: str) -> list[str]:
        """The clauses of a text, each with its subject where the one before names that.

        The language or framework that a clause is set in is no subject.
        """
        clauses = split_clauses(text)
        named = [self._search.named(clause) for clause in clauses]
        names = [[m.name for m in mentions if m.topic not in self._settings] for mentions in named]
        return with_subjects(clauses, names)

    def _unanswered(
        self, asking: Sequence[SearchResult], whole: SearchResult, quoted: Collection[str]
    ) -> Iterator[tuple[Candidate, SearchResult]]:
        """The sections of any topic that answer clauses which the quoted ones leave open, each
        with what was found for its clause."""
        topics = {section.partition("#")[0] for section in quoted}
        for found in asking:
            near = [one for one in found.topics[:LIKELY] if one.question >= _ALONE][:_TOPICS_READ]
            if not near:
                continue
            context = _in_context(found.embedding, whole.embedding)
            read = {one.topic: one for one in found.topics if one.topic in topics}
            read.update((one.topic, one) for one in near)
            cosines: dict[str, float] = {}
            for one in read.values():
                cosines |= self._sections.likeness(one, context)
            best = max(cosines, key=lambda section: cosines[section], default="")
            likeness = cosines.get(best, 0.0)
            answered = max([cosines.get(one, 0.0) for one in quoted], default=0.0)
            if likeness < _IN_CONTEXT or likeness - answered < _NEARER:
                continue
            topic = read[best.partition("#")[0]]
            alone = self._sections.likeness(topic, found.embedding)[best]
            together = self._sections.likeness(topic, whole.embedding)[best]
            if alone >= _ALONE and together >= _WHOLE:
                yield self._sections.candidate(best, found.embedding), found


def _merged(
    known: Sequence[Candidate], more: Sequence[Candidate], nearness: Mapping[str, float]
) -> list[Candidate]:
    """The known sections in their order, others before the first one behind the first of them that
    is farther from the question."""
    merged = list(known)
    for one in more:
        near = nearness[one.section.id]
        farther = (n for n, k in enumerate(merged) if n and nearness.get(k.section.id, 0.0) < near)
        merged.insert(next(farther, len(merged)), one)
    return merged


def stands(part: str, topic: TopicEvidence, result: SearchResult) -> bool:
    """Whether a part of a question is one that a topic answers, whatever stands around it."""
    is_near = len(part.split()) >= _OWN_WORDS and topic.question >= _OWN_PART
    is_near = is_near or topic.question >= _SAME_PART
    return is_near and confidence(signals(result)) >= ANSWER_FROM


def _in_context(clause: Embeddings, whole: Embeddings) -> Embeddings:
    """A clause's embedding, leaning towards that of the question that it stands in."""
    mixed = _SHARE * clause + (1.0 - _SHARE) * whole
    return np.asarray(mixed / np.linalg.norm(mixed), dtype=np.float32)
