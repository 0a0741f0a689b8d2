"""The language or framework that a question is set in: "send mail *in Django*". Pure.

Where the articles on it say nothing of the task, those on the task do, so the question is then
understood without its setting.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from bot.answering.confidence import CAUTION_BELOW
from index.names import Mention
from index.search import SearchResult
from index.store import Topic
from index.words import content_words

_SETTINGS = frozenset({"languages", "frameworks"})
"""The areas whose topics are settings."""

_BEFORE = re.compile(
    r"\b(?:in|with|for|using|on|inside|via|by)\s+(?:(?:my|our|an?|the|pure|plain|vanilla)\s+)?$",
    re.IGNORECASE,
)
_COMPARES = re.compile(r"\b(?:or|vs\.?|versus|than|and)\b", re.IGNORECASE)
_TASK_WORDS = 2
"""How many content words must stand before a name at the end for those to be the task."""

_KNOWN = 0.6
_LEAD = 0.1
"""How near the task alone must be to a question that a topic answers, and how much nearer than the
whole question is to any. On the labelled questions this never leads astray."""

_TOLD = 0.7
"""From this nearness on the whole question is one that its own topic answers."""

_LESS_SURE = 0.3
"""By how much the confidence in the task alone may be lower."""


def setting_topics(topics: Mapping[str, Topic]) -> frozenset[str]:
    """Those of all topics that are a language or framework."""
    return frozenset(slug for slug, topic in topics.items() if topic.area in _SETTINGS)


def kin_of_settings(
    topics: Mapping[str, Topic], settings: frozenset[str]
) -> dict[str, frozenset[str]]:
    """For each language and framework those it is built on, and those built on it.

    What holds for a language mostly holds for its frameworks.
    """
    kin: dict[str, set[str]] = {slug: set() for slug in settings}
    for slug in settings:
        for base in settings.intersection(topics[slug].requires):
            kin[slug].add(base)
            kin[base].add(slug)
    return {slug: frozenset(others) for slug, others in kin.items()}


def without_setting(text: str, mentions: Sequence[Mention], settings: Collection[str]) -> str:
    """The question without the languages and frameworks it is set in; empty where it has none.

    Args:
        settings: topics that may be one.
    """
    kept = text
    for mention in sorted(mentions, key=lambda mention: -mention.start):
        if mention.topic not in settings:
            continue
        before, behind = kept[: mention.start], kept[mention.end :]
        preposition = _BEFORE.search(before)
        if preposition:
            kept = kept[: preposition.start()] + behind
        elif not behind.strip(" ?!.") and not _COMPARES.search(kept) and _says_task(before):
            kept = before
    left = " ".join(kept.split()).strip(" ?")
    return left if kept != text and content_words(left) else ""


def is_told(whole: SearchResult) -> bool:
    """Whether the whole question is nearly one that a topic named in it is known to answer."""
    best = whole.topics[0] if whole.topics else None
    return best is not None and best.mentioned > 0 and best.question >= _TOLD


def tells_more(task: SearchResult, whole: SearchResult, sure_task: float, sure: float) -> bool:
    """Whether the task alone is better understood than the whole question.

    Args:
        sure_task, sure: the confidence in either.
    """
    if not task.topics or not whole.topics:
        return bool(task.topics)
    if is_told(whole) or sure_task < sure - _LESS_SURE:
        return False
    alone, together = task.topics[0].question, whole.topics[0].question
    return (alone >= _KNOWN and alone - together > _LEAD) or sure < CAUTION_BELOW < sure_task


def _says_task(text: str) -> bool:
    return len(content_words(text)) >= _TASK_WORDS
