"""Which topics to suggest after an answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.answering.answer import NextSkill
from index.store import Topic
from knowledge.graph import SkillGraph

SUGGESTED = 3


def next_skills(
    topic: str,
    topics: Mapping[str, Topic],
    graph: SkillGraph,
    learned: Collection[str] = (),
    count: int = SUGGESTED,
) -> tuple[NextSkill, ...]:
    """Topics worth learning after one, each once, best first, with the reason.

    First what builds on the topic, nearest first (fewest other things to learn before it, then the
    easier), then what is related. Nothing in `learned` is suggested.
    """
    suggested: dict[str, NextSkill] = {}
    for slug, reason in _suggestions(topic, topics, graph, frozenset(learned)):
        if slug != topic and slug in topics and slug not in learned:
            suggested.setdefault(slug, NextSkill(slug, topics[slug].title, reason))
        if len(suggested) == count:
            break
    return tuple(suggested.values())


def _suggestions(
    topic: str, topics: Mapping[str, Topic], graph: SkillGraph, learned: frozenset[str]
) -> Iterator[tuple[str, str]]:
    here = topics[topic]
    known = graph.all_requires(topic) | learned | {topic}

    def distance(slug: str) -> tuple[int, int, bool]:
        missing = len(graph.all_requires(slug) - known)
        return missing, _LEVELS.index(topics[slug].level), topics[slug].area != here.area

    followers = sorted(graph.builds_on(topic), key=distance)
    builds_on, goes_with = f"builds on {here.title}", f"goes with {here.title}"
    yield from ((slug, builds_on) for slug in followers[: SUGGESTED - 1])
    yield from ((slug, goes_with) for slug in here.related)
    yield from ((slug, builds_on) for slug in followers[SUGGESTED - 1 :])
    for slug in here.requires:
        yield slug, f"{here.title} rests on it"


_LEVELS = ("beginner", "intermediate", "advanced")
