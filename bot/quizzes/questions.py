"""Quiz questions as they are asked: with a key of their own, shuffled options and a citation."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from index.store import KnowledgeStore, SourceLink
from knowledge.quiz import Difficulty

OPTIONS = 4
"""How many options each question has."""

_LINKS = 2


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """One question on a topic; `section` is the heading of the article that says why."""

    topic: str
    text: str
    difficulty: Difficulty
    answer: str
    distractors: tuple[str, ...]
    explanation: str
    section: str

    @property
    def key(self) -> str:
        """12 hexadecimal digits, the same as long as topic and wording stay."""
        return hashlib.sha256(f"{self.topic}\n{self.text}".encode()).hexdigest()[:12]

    def options(self, sitting: str) -> tuple[str, ...]:
        """The answer and the distractors in an order that depends on the sitting alone."""
        options = [self.answer, *self.distractors]
        random.Random(f"{sitting} {self.key}").shuffle(options)  # noqa: S311 - only an order
        return tuple(options)

    def dump(self) -> dict[str, Any]:
        """The question as JSON values."""
        return asdict(self)

    @staticmethod
    def load(topic: str, values: Mapping[str, Any]) -> QuizQuestion:
        """A question from a dump, or from what the index stores of a quiz."""
        return QuizQuestion(
            topic,
            values["question"] if "question" in values else values["text"],
            Difficulty(values["difficulty"]),
            values["answer"],
            tuple(values["distractors"]),
            values["explanation"],
            values["section"],
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """Where an explanation comes from: the article's section, with its first sources."""

    topic: str
    title: str
    section: str
    sources: tuple[SourceLink, ...]


def read_questions(store: KnowledgeStore, topic: str) -> tuple[QuizQuestion, ...]:
    """The quiz of a topic, in its order; empty where there is none."""
    return tuple(QuizQuestion.load(topic, values) for values in store.quiz(topic))


def cite(store: KnowledgeStore, question: QuizQuestion) -> Reading | None:
    """What to read for a question; None where the topic is no longer there.

    The sources are those of the section, or where it is gone or cites nothing, of the article.
    """
    topic = store.topics().get(question.topic)
    if topic is None:
        return None
    links = store.sources(question.topic)
    sections = [s.section for s in store.sections(store.section_ids(question.topic)).values()]
    cited = [
        key
        for section in sections
        if section.heading == question.section
        for statement in section.statements
        for key in statement.sources
        if key in links
    ]
    keys = list(dict.fromkeys(cited or links))[:_LINKS]
    return Reading(question.topic, topic.title, question.section, tuple(links[key] for key in keys))


def each_once(readings: Sequence[Reading]) -> tuple[Reading, ...]:
    """The readings without repetitions, in their order."""
    return tuple({(r.topic, r.section): r for r in readings}.values())
