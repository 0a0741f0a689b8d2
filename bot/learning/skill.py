"""A skill as a member sees it: what it is, why it matters, what it needs, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.roadmaps.path import State
from bot.state.learners import Mark, TopicState
from index.passages import SUMMARY_ANCHOR, IndexedSection, StandardHeading
from index.store import KnowledgeStore, SourceLink
from knowledge.article import BlockKind
from knowledge.graph import SkillGraph

_LEVELS = ("beginner", "intermediate", "advanced")
_SENTENCES = 2
_WORDS = 70
_OPENED = 4


@dataclass(frozen=True, slots=True)
class Need:
    """Another skill with where the member stands with it."""

    slug: str
    title: str
    state: State


@dataclass(frozen=True, slots=True)
class Project:
    """Something small to build. `stage` names the roadmap's stage that it comes from, if one."""

    text: str
    stage: str | None = None


@dataclass(frozen=True, slots=True)
class Skill:
    """One skill.

    Attributes:
        what: a sentence or two from the article.
        why: from the article; empty where it does not say.
        needs: what to know right before it.
        opens: titles of skills that build on it, easiest first.
        state: the member's; never `State.NEXT`.
        known_before: whether the member knew it before Backroad.
    """

    slug: str
    title: str
    level: str
    hours: int
    what: str
    why: str
    needs: tuple[Need, ...]
    opens: tuple[str, ...]
    project: Project | None
    sources: tuple[SourceLink, ...]
    state: State
    known_before: bool = False

    @property
    def lacking(self) -> tuple[Need, ...]:
        """The needs that the member has not learned."""
        return tuple(need for need in self.needs if need.state is not State.DONE)


def read_skill(
    slug: str,
    store: KnowledgeStore,
    graph: SkillGraph,
    states: Mapping[str, TopicState],
    track: str = "",
) -> Skill | None:
    """A skill with a member's states; None where there is no such topic (any more).

    Args:
        track: the member's, whose project and reasons come first.
    """
    topics = store.topics()
    topic = topics.get(slug)
    if topic is None:
        return None
    sections = [stored.section for stored in store.sections(store.section_ids(slug)).values()]
    place = _place(slug, store.roadmaps(), track)
    following = sorted(
        graph.builds_on(slug), key=lambda t: (_LEVELS.index(topics[t].level), topics[t].hours)
    )
    return Skill(
        slug=slug,
        title=topic.title,
        level=topic.level,
        hours=topic.hours,
        what=" ".join(_sentences(sections, (SUMMARY_ANCHOR,))),
        why=_why(sections, place),
        needs=tuple(
            Need(need, topics[need].title, state_of(need, states))
            for need in topic.requires
            if need in topics
        ),
        opens=tuple(topics[following_slug].title for following_slug in following[:_OPENED]),
        project=_project(sections, place),
        sources=tuple(store.sources(slug).values()),
        state=state_of(slug, states),
        known_before=slug in states and states[slug].mark is Mark.KNOWN,
    )


def state_of(topic: str, states: Mapping[str, TopicState]) -> State:
    """Where a member stands with a topic: done, under way or open."""
    if topic not in states:
        return State.OPEN
    return State.UNDER_WAY if states[topic].mark is Mark.UNDER_WAY else State.DONE


@dataclass(frozen=True, slots=True)
class _Place:
    """A stage of a roadmap that holds the topic."""

    track: str
    stage: Mapping[str, Any]


def _place(topic: str, roadmaps: Mapping[str, Mapping[str, Any]], track: str) -> _Place | None:
    """Where a topic stands: in the given track if that holds it, else in the first that does."""
    for slug in (track, *roadmaps):
        for stage in roadmaps.get(slug, {}).get("stages", ()):
            for step in stage["steps"]:
                if topic in (step["topic"], *(step["any_of"] or ())):
                    return _Place(roadmaps[slug]["title"], stage)
    return None


def _why(sections: Sequence[IndexedSection], place: _Place | None) -> str:
    """The article's reason, else when to use it, else why the stage comes where it does."""
    for starts in (("why",), ("when",)):
        told = " ".join(_sentences(sections, starts))
        if told:
            return told
    if place is None:
        return ""
    return f"It is part of “{place.stage['title']}” in {place.track}. {place.stage['why']}"


def _project(sections: Sequence[IndexedSection], place: _Place | None) -> Project | None:
    """What the article says to practise, else the project of the stage."""
    for section in sections:
        if StandardHeading.PRACTISE.heads(section.id):
            return Project(" ".join(s.text for s in section.statements))
    if place is None:
        return None
    project = place.stage["project"]
    return Project(
        f"**{project['title']}.** {project['text']}", f"{place.track}, “{place.stage['title']}”"
    )


def _sentences(sections: Sequence[IndexedSection], starts: tuple[str, ...]) -> Iterator[str]:
    """The first sentences of the first section whose anchor starts so, as far as they are short."""
    wanted = (s for s in sections if s.id.partition("#")[2].startswith(starts))
    section = next(wanted, None)
    words = 0
    for number, statement in enumerate(section.statements[:_SENTENCES] if section else ()):
        words += len(statement.text.split())
        if statement.kind is not BlockKind.PARAGRAPH or (number and words > _WORDS):
            return
        yield statement.text
