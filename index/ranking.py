"""From what speaks for each section to a ranking of topics and sections. Pure.

A topic's score is a weighted sum of its features. The weights are those of a softmax regression
(listwise: the right topic against all other candidates) that `scripts/fit_ranking.py` fits on the
tuning part of the labelled questions; they lie in `ranking_weights.json`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from operator import mul

from index.classifier import LOWEST

FEATURES = ("known_question", "lexical_share", "coverage", "likelihood")
"""What the score of a topic is made of. More features, such as the second best question or the
number of names, were tried: beside these they say nothing more, and the fit gave them no weight.

`known_question` joins the best cosine with a question that a section answers and, weighing twice,
that with a question that people ask; the fit cannot tell other shares of the two apart."""


@dataclass(slots=True)
class SectionEvidence:
    """What speaks for one section.

    `question` and `passage` are the best cosines with one of its questions and passages, in
    [-1, 1], `asked` that with a question that people ask of it (or that counts as one, see
    `index.passages.ENOUGH_ASKED`), `centre` that with the mean of both kinds of questions;
    `lexical` is its BM25 score, 0 where no word is shared.
    """

    section: str
    question: float = 0.0
    passage: float = 0.0
    lexical: float = 0.0
    asked: float = 0.0
    centre: float = 0.0
    score: float = 0.0

    @property
    def topic(self) -> str:
        return self.section.partition("#")[0]

    @property
    def likeness(self) -> float:
        """The best cosine with a question of either kind."""
        return max(self.question, self.asked)


@dataclass(slots=True)
class TopicEvidence:
    """What speaks for one topic: its sections, best first once ranked, and its names.

    `name` is the best cosine with one of its names; `mentioned` how many content words of the
    question are its name word for word; `coverage` the share of the question's words it uses, and
    `core_coverage` in its names, headings and questions;
    `joins` how many of the named topics it is linked with; `likelihood` its log probability by the
    classifier; `asked` the best cosine with a question that people ask about it.
    """

    topic: str
    sections: list[SectionEvidence] = field(default_factory=list)
    name: float = 0.0
    mentioned: int = 0
    coverage: float = 0.0
    core_coverage: float = 0.0
    joins: int = 0
    likelihood: float = LOWEST
    asked: float = 0.0
    score: float = 0.0

    def add(self, other: TopicEvidence, weight: float) -> None:
        """Adds a share of another search's evidence for the same topic."""
        own = {section.section: section for section in self.sections}
        for section in other.sections:
            mine = own.get(section.section)
            if mine is None:
                mine = SectionEvidence(section.section)
                self.sections.append(mine)
            mine.question += weight * section.question
            mine.passage += weight * section.passage
            mine.lexical += weight * section.lexical
        self.name += weight * other.name
        self.mentioned = max(self.mentioned, other.mentioned)
        self.coverage += weight * other.coverage
        self.core_coverage += weight * other.core_coverage
        self.joins = max(self.joins, other.joins)
        self.likelihood += weight * (other.likelihood - LOWEST)
        self.asked += weight * other.asked

    @property
    def best(self) -> SectionEvidence:
        return self.sections[0]

    @property
    def question(self) -> float:
        """The best cosine with a question that it answers."""
        return max([self.asked, *(section.question for section in self.sections)])

    @property
    def passage(self) -> float:
        return max([section.passage for section in self.sections], default=0.0)

    @property
    def lexical(self) -> float:
        return max([section.lexical for section in self.sections], default=0.0)


COPY_FROM = 0.75
_COPY = 6.0
"""A topic gains up to the second as the cosine with a question that it answers rises from the
first to 1: such a question asks the same in other words, or in the very same."""

SHORTLIST = 40
"""How many topics are ranked by all their features."""


def shortlist(topics: Sequence[TopicEvidence]) -> list[TopicEvidence]:
    """The topics worth ranking: those named, and the nearest by cosine and shared words."""
    found = []
    most = 0.0
    for topic in topics:
        nearest, lexical = topic.name, 0.0
        for section in topic.sections:
            nearest = max(nearest, section.question, section.passage)
            lexical = max(lexical, section.lexical)
        most = max(most, lexical)
        if topic.sections:
            found.append((topic, nearest, lexical))
    most = most or 1.0

    def promise(one: tuple[TopicEvidence, float, float]) -> float:
        topic, nearest, lexical = one
        return nearest + 0.2 * lexical / most + 0.2 * (topic.mentioned > 0)

    return [topic for topic, _, _ in sorted(found, key=promise, reverse=True)[:SHORTLIST]]


def features(candidates: Sequence[TopicEvidence], floor: float) -> list[list[float]]:
    """One row of `FEATURES` for each candidate.

    Args:
        floor: the cosine of the farthest entry found; one that was not found has at most that.
    """
    best_lexical = max([c.lexical for c in candidates], default=0.0) or 1.0
    rows = []
    for candidate in candidates:
        of_sections = max([floor, *(section.question for section in candidate.sections)])
        rows.append(
            [
                (of_sections + 2 * max(floor, candidate.asked)) / 3,
                candidate.lexical / best_lexical,
                candidate.coverage,
                candidate.likelihood / 10,
            ]
        )
    return rows


def section_score(section: SectionEvidence, best_lexical: float, floor: float) -> float:
    """How well a section answers, for ranking the sections of one topic."""
    share = section.lexical / best_lexical if best_lexical else 0.0
    question, passage = max(floor, section.question), max(floor, section.passage)
    return 0.6 * question + 0.4 * passage + 0.05 * share


def rank(
    candidates: Sequence[TopicEvidence],
    floor: float = 0.0,
    weights: Mapping[str, float] | None = None,
) -> list[TopicEvidence]:
    """Scores the candidates and their sections; best first, ties in the given order.

    Args:
        floor: see `features`.
        weights: by feature; those of `ranking_weights.json` by default.
    """
    chosen = ranking_weights() if weights is None else weights
    vector = [chosen.get(name, 0.0) for name in FEATURES]
    best_lexical = max([c.lexical for c in candidates], default=0.0)
    for candidate in candidates:
        for section in candidate.sections:
            section.score = section_score(section, best_lexical, floor)
        candidate.sections.sort(key=lambda section: -section.score)
    for candidate, row in zip(candidates, features(candidates, floor), strict=True):
        candidate.score = sum(map(mul, vector, row)) + _copy_bonus(candidate)
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _copy_bonus(candidate: TopicEvidence) -> float:
    return _COPY * max(0.0, candidate.question - COPY_FROM) / (1.0 - COPY_FROM)


@cache
def ranking_weights() -> Mapping[str, float]:
    """The fitted weights by feature."""
    text = resources.files("index").joinpath("ranking_weights.json").read_text(encoding="utf-8")
    weights = json.loads(text)
    return {name: float(weights.get(name, 0.0)) for name in FEATURES}
