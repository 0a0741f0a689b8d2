"""Which topics to suggest after an answer. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.answering.answer import NextSkill
from index.store import Topic
from knowledge.graph import SkillGraph

SUGGESTED = 3

_LEVELS = ("beginner", "intermediate", "advanced")


def next_skills(
    topic: str,
    topics: Mapping[str, Topic],
    graph: SkillGraph,
    learned: Collection[str] = (),
    count: int = SUGGESTED,
) -> tuple[NextSkill, ...]:
    """Topics worth learning after one, each once, best first, with the reason.

    First what builds on the topic, nearest first (fewest other things to learn before it, then the
    easier), then what is related. Nothing learned is suggested. At least one is within reach while
    anything is, so where none would be, the last gives way to the best that is: a step on the way
    to the topic, or one that builds on what is learned.

    Args:
        learned: topics that the member knows, and with each all that it requires; where there are
            none, whoever asks about the topic is taken to know what that requires.
    """
    known = _known(topic, graph, learned)
    suggested: dict[str, NextSkill] = {}
    for slug, reason in _suggestions(topic, topics, graph, known):
        if slug != topic and slug in topics and (slug not in known or not learned):
            suggested.setdefault(slug, NextSkill(slug, topics[slug].title, reason))
        if len(suggested) == count:
            break
    if not any(graph.all_requires(slug) <= known for slug in suggested):
        reachable = _within_reach(topic, topics, graph, known)
        if reachable is not None:
            return (*list(suggested.values())[: count - 1], reachable)
    return tuple(suggested.values())


def _known(topic: str, graph: SkillGraph, learned: Collection[str]) -> frozenset[str]:
    """The topic itself, what is learned, and what the one or the other implies."""
    implied = [graph.all_requires(slug) for slug in learned if slug in graph]
    if not learned:
        implied.append(graph.all_requires(topic))
    return frozenset(learned).union({topic}, *implied)


def _suggestions(
    topic: str, topics: Mapping[str, Topic], graph: SkillGraph, known: frozenset[str]
) -> Iterator[tuple[str, str]]:
    here = topics[topic]
    with_topic = known | graph.all_requires(topic)

    def distance(slug: str) -> tuple[int, int, bool]:
        missing = len(graph.all_requires(slug) - with_topic)
        return missing, _LEVELS.index(topics[slug].level), topics[slug].area != here.area

    followers = sorted(graph.builds_on(topic), key=distance)
    builds_on, goes_with = f"builds on {here.title}", f"goes with {here.title}"
    yield from ((slug, builds_on) for slug in followers[: SUGGESTED - 1])
    yield from ((slug, goes_with) for slug in here.related)
    yield from ((slug, builds_on) for slug in followers[SUGGESTED - 1 :])
    for slug in here.requires:
        yield slug, f"{here.title} rests on it"


def _within_reach(
    topic: str, topics: Mapping[str, Topic], graph: SkillGraph, known: frozenset[str]
) -> NextSkill | None:
    """The best topic that is not known and needs nothing unknown; None where there is none."""
    title, area = topics[topic].title, topics[topic].area
    on_the_way = graph.all_requires(topic)

    def preference(slug: str) -> tuple[bool, bool, bool, int, int]:
        built = bool(known.intersection(graph.requires(slug)))
        level = _LEVELS.index(topics[slug].level)
        away = topics[slug].area != area
        return slug not in on_the_way, not built, away, level, topics[slug].hours

    ready = [
        slug
        for slug in graph.order
        if slug in topics and slug not in known and graph.all_requires(slug) <= known
    ]
    if not ready:
        return None
    best = min(ready, key=preference)
    base = [slug for slug in graph.requires(best) if slug in known]
    if best in on_the_way:
        reason = f"on the way to {title}"
    else:
        reason = f"builds on {topics[base[0]].title}" if base else "needs nothing before it"
    return NextSkill(best, topics[best].title, reason)
