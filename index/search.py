"""Hybrid search: embeddings, words and names together rank topics and their sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.classifier import LOWEST, NO_CLASSES, TopicClassifier
from index.encoder import Embeddings, Encoder
from index.names import Mention, NameMatcher
from index.passages import ENOUGH_ASKED, SUMMARY_ANCHOR, EntryKind
from index.ranking import SectionEvidence, TopicEvidence, rank, shortlist
from index.spelling import Speller
from index.store import KnowledgeStore
from index.vectors import VectorIndex
from index.words import content_words

DENSE_ROWS = 240
LEXICAL_SECTIONS = 60
LIKELY_TOPICS = 5
"""How many topics are looked at because the classifier finds them likely."""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """What was found for a text.

    Attributes:
        text: the text that was searched, its spelling repaired.
        embedding: of that text, shape (dimension,).
        words: its content words.
        mentions: topics that it names.
        topics: best first, each with its sections, best first.
        floor: the cosine of the farthest entry that was looked at.
        known_words: the share of the content words that any article uses, in [0, 1].
        foreign: log probability that it is of no topic, by the classifier.
        small_talk, border: the nearest exchange of each kind with its cosine; ("", 0.0) for none.
        is_merged: whether it joins a follow-up with what it follows.
    """

    text: str
    embedding: Embeddings
    words: tuple[str, ...]
    mentions: tuple[Mention, ...]
    topics: Sequence[TopicEvidence]
    floor: float = 0.0
    known_words: float = 1.0
    small_talk: tuple[str, float] = ("", 0.0)
    border: tuple[str, float] = ("", 0.0)
    foreign: float = LOWEST
    is_merged: bool = False


class HybridSearch:
    """Searches one index version."""

    def __init__(
        self,
        encoder: Encoder,
        store: KnowledgeStore,
        vectors: VectorIndex,
        classifier: TopicClassifier = NO_CLASSES,
    ) -> None:
        self._encoder = encoder
        self._store = store
        self._vectors = vectors
        self._entries = _places(store.entry_sections())
        topics = store.topics()
        self._names = NameMatcher({slug: topic.names for slug, topic in topics.items()})
        self._neighbours = _neighbours({slug: t.requires + t.related for slug, t in topics.items()})
        self._numbers = {slug: number for number, slug in enumerate(topics)}
        self._classifier = classifier
        self._columns = {name: column for column, name in enumerate(classifier.classes)}
        self._vocabulary = store.vocabulary()
        self._speller = Speller(store.word_counts)

    def named(self, text: str) -> list[Mention]:
        """The topics that a text names, in order of appearance."""
        return self._names.find(text)

    def search(self, text: str) -> SearchResult:
        """Ranks the topics for a text."""
        return self.search_all([text])[0]

    def search_all(self, texts: Sequence[str]) -> list[SearchResult]:
        """Ranks the topics for each of several texts, which are embedded together."""
        repaired = [self._speller.repair(text) for text in texts]
        embeddings = self._encoder.encode(repaired)
        return [self._find(text, row) for text, row in zip(repaired, embeddings, strict=True)]

    def _find(self, repaired: str, embedding: Embeddings) -> SearchResult:
        words = content_words(repaired)
        mentions = self._names.find(repaired)
        gathered = _Gathered()
        scores, rows = self._vectors.search(embedding, DENSE_ROWS)
        floor = float(scores[-1]) if len(scores) else 0.0
        gathered.add_entries([self._entries[row] for row in rows.tolist()], scores)
        for section, score in self._store.lexical(repaired, LEXICAL_SECTIONS):
            gathered.section(section).lexical = score
        for mention in mentions:
            topic = gathered.topic(mention.topic)
            topic.mentioned = max(topic.mentioned, mention.words)
            gathered.section(f"{mention.topic}#{SUMMARY_ANCHOR}")
        likelihoods = self._classifier.log_probabilities(embedding)
        for slug in self._likeliest(likelihoods):
            gathered.section(f"{slug}#{SUMMARY_ANCHOR}")
        named = {mention.topic for mention in mentions}
        coverage = self._vocabulary.coverage(words)
        gathered.add_summaries()
        candidates = shortlist(list(gathered.topics.values()))
        for topic in candidates:
            slug = topic.topic
            topic.likelihood = self._likelihood(slug, likelihoods)
            topic.coverage = coverage.anywhere[self._numbers[slug]]
            topic.core_coverage = coverage.core[self._numbers[slug]]
            topic.joins = len(named & self._neighbours[slug]) if slug not in named else 0
        return SearchResult(
            repaired,
            embedding,
            tuple(words),
            tuple(mentions),
            rank(candidates, floor),
            floor,
            coverage.known,
            gathered.best(EntryKind.SMALL_TALK),
            gathered.best(EntryKind.BORDER),
            max(self._likelihood(kind, likelihoods) for kind in _FOREIGN),
        )

    def _likelihood(self, name: str, likelihoods: Embeddings) -> float:
        """The log probability of a class by its name; the lowest of one that is not known."""
        column = self._columns.get(name)
        return LOWEST if column is None else float(likelihoods[column])

    def _likeliest(self, likelihoods: Embeddings) -> list[str]:
        """The topics that the classifier finds likeliest."""
        classes = self._classifier.classes
        best = np.argsort(-likelihoods)[:LIKELY_TOPICS].tolist()
        return [classes[column] for column in best if classes[column] not in _FOREIGN]


def merge(one: SearchResult, other: SearchResult, share: float) -> SearchResult:
    """Two results as one: evidence is averaged, then ranked anew.

    Args:
        share: how much of the average comes from `one`, in [0, 1]; its text is kept.
    """
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"the share must lie in [0, 1]: {share}")
    topics: dict[str, TopicEvidence] = {}
    floor = share * one.floor + (1.0 - share) * other.floor
    for result, weight in ((one, share), (other, 1.0 - share)):
        for evidence in result.topics:
            topics.setdefault(evidence.topic, TopicEvidence(evidence.topic)).add(evidence, weight)
    embedding = share * one.embedding + (1.0 - share) * other.embedding
    length = float(np.linalg.norm(embedding)) or 1.0
    return SearchResult(
        one.text,
        np.asarray(embedding / length, dtype=np.float32),
        tuple(dict.fromkeys([*one.words, *other.words])),
        (*one.mentions, *other.mentions),
        rank(list(topics.values()), floor),
        floor,
        min(one.known_words, other.known_words),
        one.small_talk,
        one.border,
        one.foreign,
        is_merged=True,
    )


_FOREIGN = frozenset({EntryKind.SMALL_TALK.value, EntryKind.BORDER.value})
"""Classes of the classifier that are no topics."""


_Place = tuple[EntryKind, str, str, bool]
"""An entry's kind, the id of its section, the slug of its topic, and whether it is a question that
people ask, or counts as one (`ENOUGH_ASKED`)."""


def _places(entries: Sequence[tuple[str, str]]) -> list[_Place]:
    """The places of all entries, in row order; entries of one place share it in memory."""
    kinds = {kind.value: kind for kind in EntryKind}
    asked = Counter(section for kind, section in entries if kind == EntryKind.ASKED)
    known: dict[tuple[str, str], _Place] = {}
    places = []
    for entry in entries:
        place = known.get(entry)
        if place is None:
            kind, section = kinds[entry[0]], entry[1]
            is_new = kind is EntryKind.QUESTION and asked[section] < ENOUGH_ASKED
            is_asked = kind is EntryKind.ASKED or is_new
            place = known[entry] = (kind, section, section.partition("#")[0], is_asked)
        places.append(place)
    return places


class _Gathered:
    """Evidence under collection."""

    def __init__(self) -> None:
        self.topics: dict[str, TopicEvidence] = {}
        self._sections: dict[str, SectionEvidence] = {}
        self._exchanges: dict[EntryKind, tuple[str, float]] = {}

    def topic(self, slug: str) -> TopicEvidence:
        found = self.topics.get(slug)
        if found is None:
            found = self.topics[slug] = TopicEvidence(slug)
        return found

    def section(self, section: str) -> SectionEvidence:
        found = self._sections.get(section)
        if found is None:
            found = self._sections[section] = SectionEvidence(section)
            self.topic(found.topic).sections.append(found)
        return found

    def add_entries(self, places: Sequence[_Place], scores: Embeddings) -> None:
        """Adds what the entries at some places say, given their cosines."""
        for (kind, place, slug, is_asked), score in zip(places, scores.tolist(), strict=True):
            if kind is EntryKind.SMALL_TALK or kind is EntryKind.BORDER:
                if score > self.best(kind)[1]:
                    self._exchanges[kind] = (place, score)
                continue
            topic = self.topics.get(slug) or self.topic(slug)
            if is_asked and score > topic.asked:
                topic.asked = score
            if kind is EntryKind.ASKED:
                continue
            section = self._sections.get(place)
            if section is None:
                section = self._sections[place] = SectionEvidence(place)
                topic.sections.append(section)
            if kind is EntryKind.NAME:
                if score > topic.name:
                    topic.name = score
            elif kind is EntryKind.QUESTION:
                if score > section.question:
                    section.question = score
            elif score > section.passage:
                section.passage = score

    def add_summaries(self) -> None:
        """Gives topics of which no section was found their summary, to have one to answer from."""
        for topic in self.topics.values():
            if not topic.sections:
                self.section(f"{topic.topic}#{SUMMARY_ANCHOR}")

    def best(self, kind: EntryKind) -> tuple[str, float]:
        return self._exchanges.get(kind, ("", 0.0))


def _neighbours(links: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """For each topic, those it links to."""
    return {slug: frozenset(others) for slug, others in links.items()}


def cosines(question: Embeddings, others: Embeddings) -> Embeddings:
    """Cosines of one embedding (dimension,) with several (n, dimension): shape (n,)."""
    return np.asarray(others @ question, dtype=np.float32)
