"""Why an answer came: what the index and the server's entries hold against a text."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.answer import Answer
from bot.answering.engine import Engine
from bot.answering.question import clean
from bot.communities.answering import REFUSED_RIVAL, judge
from bot.communities.knowledge import ServerKnowledge, rival_of
from bot.communities.matching import Match

TOPICS = 8
ENTRIES = 5


@dataclass(frozen=True, slots=True)
class FoundTopic:
    """A topic as the ranker sees it.

    Attributes:
        section: the heading of its best section.
        question, passage: that section's best cosines, in [-1, 1].
        lexical: its BM25 score, 0 where no word is shared.
        is_named: whether the text names the topic.
    """

    slug: str
    section: str
    score: float
    question: float
    passage: float
    lexical: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """One of the server's entries; `is_used` tells whether it is near enough to answer."""

    match: Match
    worth: float
    is_used: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a text, best first, and the answer that comes of it.

    Attributes:
        read_as: the text with its spelling repaired.
        small_talk, border: the nearest exchange of each kind, with its cosine.
    """

    read_as: str
    topics: tuple[FoundTopic, ...]
    entries: tuple[FoundEntry, ...]
    small_talk: tuple[str, float]
    border: tuple[str, float]
    answer: Answer


def look(community: int, text: str, own: ServerKnowledge, engine: Engine) -> Finding:
    """Searches as an answer in that server would, and keeps the evidence. Records nothing."""
    index = engine.index
    text = clean(text)
    reply = engine.answer(text)
    result = index.search.search(text)
    best = [topic for topic in result.topics[:TOPICS] if topic.sections]
    stored = index.store.sections([topic.best.section for topic in best])
    topics = tuple(
        FoundTopic(
            topic.topic,
            stored[topic.best.section].section.heading,
            topic.score,
            topic.best.question,
            topic.best.passage,
            topic.best.lexical,
            topic.mentioned > 0,
        )
        for topic in best
        if topic.best.section in stored
    )
    matches = own.matches(community, text, index, ENTRIES)
    outcome = reply.answer.outcome
    rival = rival_of(text, outcome, index) if matches else 0.0
    rival = max(rival, REFUSED_RIVAL.get(outcome, -1.0))
    entries = []
    for match in matches:
        judged = judge(match, outcome, rival)
        worth = judged.worth if judged is not None else match.worth(rival)
        entries.append(FoundEntry(match, worth, judged is not None))
    answer = own.enrich(community, reply, index).answer
    return Finding(result.text, topics, tuple(entries), result.small_talk, result.border, answer)
