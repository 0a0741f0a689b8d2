"""Which skills a member should learn now, and why. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from bot.roadmaps.path import LearningPath, PathStage, PathStep, State
from bot.roadmaps.text import short_title
from index.store import Topic
from knowledge.graph import SkillGraph

SUGGESTED = 3
"""How many skills are suggested at once."""

_LEVELS = ("beginner", "intermediate", "advanced")
_NAMED = 2
"""How many known topics a reason names."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A skill to learn now, with the reason as a sentence without a full stop."""

    topic: str
    title: str
    hours: int
    reason: str


def suggest_skills(
    path: LearningPath,
    topics: Mapping[str, Topic],
    graph: SkillGraph,
    learned: Collection[str],
    under_way: Collection[str] = (),
    dismissed: Collection[str] = (),
    count: int = SUGGESTED,
) -> tuple[Suggestion, ...]:
    """The skills to learn now, best first: all within reach, none learned, begun or dismissed.

    First the steps that the path marks as next, in its order; then what builds on the learned
    topics and needs nothing else; then topics to begin with. What a learned topic requires is
    taken as known; it is suggested only where the path has nothing else.

    Args:
        path: the member's track, its states those of the member.
    """
    have = frozenset(learned).union(*(graph.all_requires(t) for t in learned if t in graph))
    left_out = {*learned, *under_way, *dismissed}
    found: dict[str, Suggestion] = {}
    for slug, reason in _reasons(path, topics, graph, frozenset(learned), have):
        if slug in topics and slug not in left_out and len(found) < count:
            topic = topics[slug]
            found.setdefault(slug, Suggestion(slug, topic.title, topic.hours, reason))
    return tuple(found.values())


def _reasons(
    path: LearningPath,
    topics: Mapping[str, Topic],
    graph: SkillGraph,
    learned: frozenset[str],
    have: frozenset[str],
) -> Iterator[tuple[str, str]]:
    for stage in path.stages:
        for step in stage.steps:
            nearest = next((t for t in step.topics if t.state is State.NEXT), None)
            if nearest is not None and nearest.slug in have:
                place = f"stage {stage.number} of {short_title(path.title)}"
                yield nearest.slug, f"open in {place}, though you seem to know it: mark it then"
            elif nearest is not None:
                known = [t for t in graph.requires(nearest.slug) if t in learned]
                yield nearest.slug, _on_the_way(path, stage, step, _titles(known, topics))
    within = [
        slug
        for slug in graph.order
        if slug in topics and slug not in have and graph.all_requires(slug) <= have
    ]
    ready = sorted(within, key=lambda slug: _distance(topics[slug], learned))
    for slug in ready:
        known = [t for t in topics[slug].requires if t in learned]
        if known:
            yield slug, f"builds on {_titles(known, topics)}, which you know"
    for slug in ready:
        if topics[slug].requires:
            yield slug, "you have everything that it needs"
        else:
            yield slug, "needs nothing before it"


def _on_the_way(path: LearningPath, stage: PathStage, step: PathStep, known: str) -> str:
    """Why a step of the path comes now."""
    place = f"stage {stage.number} of {short_title(path.title)}, “{stage.title}”"
    if step.choose is not None and len(step.topics) > 1:
        place = f"one of {len(step.topics)} to choose from in {place}"
    else:
        place = f"comes now in {place}"
    return f"{place}; builds on {known}, which you know" if known else place


def _titles(known: list[str], topics: Mapping[str, Topic]) -> str:
    titles = [short_title(topics[slug].title) for slug in known[:_NAMED] if slug in topics]
    return " and ".join(titles)


def _distance(topic: Topic, learned: frozenset[str]) -> tuple[int, int, int, int]:
    """Sorts the easy, the well connected and the short first."""
    related = sum(slug in learned for slug in (*topic.requires, *topic.related))
    direct = sum(slug in learned for slug in topic.requires)
    return _LEVELS.index(topic.level), -direct, -related, topic.hours
