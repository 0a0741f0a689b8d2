"""What an answer is, and its JSON form, which programs outside rely on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from index.store import SourceLink


class Outcome(StrEnum):
    ANSWERED = "answered"
    NOT_COVERED = "not_covered"
    SMALL_TALK = "small_talk"


@dataclass(frozen=True, slots=True)
class Citation:
    """What marker `[n]` of an answer stands for.

    `quote` holds the statements of the article's section, word for word, that the answer rests on.
    """

    n: int
    topic: str
    title: str
    section: str
    quote: str
    sources: tuple[SourceLink, ...]


@dataclass(frozen=True, slots=True)
class NextSkill:
    """A topic to learn next, and why: a phrase such as "builds on HTTP caching"."""

    topic: str
    title: str
    reason: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply to a question.

    Attributes:
        text: Markdown, each statement with its marker `[n]`; no sources, no next skills.
        topics: slugs of the ten best topics, best first.
        confidence: calibrated probability, in [0, 1], that the question is covered and answered.
        elapsed_ms: from the question's arrival to the finished answer.
    """

    question: str
    outcome: Outcome
    text: str
    citations: tuple[Citation, ...] = ()
    topics: tuple[str, ...] = ()
    next_skills: tuple[NextSkill, ...] = ()
    confidence: float = 0.0
    index_version: str = ""
    elapsed_ms: float = 0.0

    def timed(self, elapsed_ms: float) -> Answer:
        return replace(self, elapsed_ms=elapsed_ms)

    def to_json(self) -> dict[str, Any]:
        """The answer object of `backroad ask --json`."""
        return {
            "question": self.question,
            "outcome": self.outcome.value,
            "answer": self.text,
            "citations": [
                {
                    "n": citation.n,
                    "topic": citation.topic,
                    "section": citation.section,
                    "quote": citation.quote,
                    "sources": [
                        {"title": source.title, "url": source.url} for source in citation.sources
                    ],
                }
                for citation in self.citations
            ],
            "topics": list(self.topics),
            "next_skills": [
                {"topic": skill.topic, "title": skill.title, "reason": skill.reason}
                for skill in self.next_skills
            ],
            "confidence": round(self.confidence, 4),
            "index_version": self.index_version,
            "elapsed_ms": round(self.elapsed_ms, 3),
        }
