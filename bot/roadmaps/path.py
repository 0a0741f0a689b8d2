"""A roadmap with where a learner stands on it, as values."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from index.store import Topic
from knowledge.graph import SkillGraph

NEXT = 3
"""How many steps are marked as next, at most."""


class State(Enum):
    """Where a learner stands with a topic or a step."""

    DONE = "done"
    UNDER_WAY = "under way"
    NEXT = "next"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PathTopic:
    """A topic on the path; `hours` is how long it takes to learn."""

    slug: str
    title: str
    hours: int
    state: State


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step: a topic, or a choice of which a learner takes one.

    Attributes:
        topics: the topic, or every alternative.
        choose: what is chosen; None where the step is no choice.
        state: of the step as a whole; a choice is done when one alternative is.
    """

    topics: tuple[PathTopic, ...]
    optional: bool
    choose: str | None
    state: State

    @property
    def hours(self) -> float:
        """Of the alternative that was begun or learned; else the mean of all."""
        taken = [t.hours for t in self.topics if t.state is State.DONE]
        taken = taken or [t.hours for t in self.topics if t.state is State.UNDER_WAY]
        hours = taken[:1] or [topic.hours for topic in self.topics]
        return sum(hours) / len(hours)


@dataclass(frozen=True, slots=True)
class PathStage:
    """A stretch of the path, which a project ends. Optional steps count neither way."""

    number: int
    title: str
    why: str
    steps: tuple[PathStep, ...]
    project_title: str
    project_text: str

    @property
    def needed(self) -> tuple[PathStep, ...]:
        """The steps that are not optional."""
        return tuple(step for step in self.steps if not step.optional)

    @property
    def done(self) -> int:
        """How many of the needed steps are done."""
        return sum(step.state is State.DONE for step in self.needed)

    @property
    def share(self) -> float:
        """Needed steps done, from 0 to 1; a stage of optional steps alone is 1."""
        return self.done / len(self.needed) if self.needed else 1.0

    @property
    def hours(self) -> int:
        """Of the needed steps, rounded."""
        return round(sum(step.hours for step in self.needed))


@dataclass(frozen=True, slots=True)
class LearningPath:
    """A whole roadmap. Equal where everything shown is equal, so it is a key for caches.

    Attributes:
        assumes: titles of the topics to know before the first stage.
    """

    slug: str
    title: str
    aim: str
    assumes: tuple[str, ...]
    stages: tuple[PathStage, ...]

    @property
    def needed(self) -> int:
        """How many steps are not optional."""
        return sum(len(stage.needed) for stage in self.stages)

    @property
    def done(self) -> int:
        """How many of the needed steps are done."""
        return sum(stage.done for stage in self.stages)

    @property
    def share(self) -> float:
        """Needed steps done, from 0 to 1."""
        return self.done / self.needed if self.needed else 1.0

    @property
    def percent(self) -> int:
        """The share in whole percent; 100 only when everything is done, 0 only when nothing is."""
        rounded = round(100 * self.share)
        if 0 < self.share < 1:
            return min(99, max(1, rounded))
        return rounded

    @property
    def hours(self) -> int:
        """Of the needed steps, rounded."""
        return round(sum(step.hours for stage in self.stages for step in stage.needed))

    @property
    def hours_left(self) -> int:
        """Of the needed steps that are not done, rounded."""
        return round(
            sum(s.hours for stage in self.stages for s in stage.needed if s.state is not State.DONE)
        )

    @property
    def current(self) -> PathStage | None:
        """The first stage that is not done; None at the end of the path."""
        return next((stage for stage in self.stages if stage.share < 1), None)

    def steps(self) -> Iterator[PathStep]:
        """Every step in order."""
        for stage in self.stages:
            yield from stage.steps


def build_path(
    slug: str,
    plan: Mapping[str, Any],
    topics: Mapping[str, Topic],
    graph: SkillGraph,
    done: Collection[str] = (),
    under_way: Collection[str] = (),
    next_up: Collection[str] | None = None,
    dismissed: Collection[str] = (),
) -> LearningPath:
    """A roadmap's plan with the state of everything on it.

    Args:
        plan: a dump of `knowledge.roadmap.Plan`, as the index stores it; topics that are not in
            `topics` are left out.
        done: the topics learned, on this path or not.
        under_way: the topics begun; what is also done counts as done.
        next_up: the topics to mark as next; without it, those of the first `NEXT` needed steps
            whose requirements on this path are met.
        dismissed: topics that are not to be marked as next by themselves.
    """
    stages = [(stage, list(_planned(stage["steps"], topics))) for stage in plan["stages"]]
    if next_up is None:
        steps = [step for _, stage_steps in stages for step in stage_steps]
        next_up = _within_reach(
            steps, graph, frozenset(done), frozenset(under_way), frozenset(dismissed)
        )

    def state(topic: str) -> State:
        if topic in done:
            return State.DONE
        if topic in under_way:
            return State.UNDER_WAY
        return State.NEXT if topic in next_up else State.OPEN

    def made(step: _Planned) -> PathStep:
        on_path = tuple(
            PathTopic(slug, topics[slug].title, topics[slug].hours, state(slug))
            for slug in step.topics
        )
        states = {topic.state for topic in on_path}
        furthest = next(state for state in State if state in states)
        return PathStep(on_path, step.optional, step.choose, furthest)

    drawn = tuple(
        PathStage(
            number, stage["title"], stage["why"], tuple(made(step) for step in steps),
            stage["project"]["title"], stage["project"]["text"],
        )
        for number, (stage, steps) in enumerate(stages, start=1)
        if steps
    )  # fmt: skip
    assumed = tuple(topics[topic].title for topic in plan["assumes"] if topic in topics)
    return LearningPath(slug, plan["title"], plan["aim"], assumed, drawn)


@dataclass(frozen=True, slots=True)
class _Planned:
    """A step of a plan, with its known topics."""

    topics: tuple[str, ...]
    optional: bool
    choose: str | None


def _planned(steps: Sequence[Mapping[str, Any]], topics: Mapping[str, Topic]) -> Iterator[_Planned]:
    for step in steps:
        listed = step["any_of"] or [step["topic"]]
        known = tuple(topic for topic in listed if topic in topics)
        if known:
            yield _Planned(known, step["optional"], step["choose"])


def _within_reach(
    steps: Sequence[_Planned],
    graph: SkillGraph,
    done: frozenset[str],
    under_way: frozenset[str],
    dismissed: frozenset[str],
) -> frozenset[str]:
    """The topics of the first needed steps, not begun, whose requirements on the path are met.

    What a learned topic requires counts as met; it is only next where nothing else is.
    """
    implied = done.union(*(graph.all_requires(topic) for topic in done if topic in graph))
    met = {topic for step in steps if implied.intersection(step.topics) for topic in step.topics}
    missing = {topic for step in steps for topic in step.topics} - met
    open_steps = [
        step
        for step in steps
        if not step.optional and not (done | under_way).intersection(step.topics)
    ]
    new = [step for step in open_steps if not met.intersection(step.topics)]
    found: set[str] = set()
    left = NEXT
    for step in [*new, *(step for step in open_steps if step not in new)]:
        ready = [
            topic
            for topic in step.topics
            if topic not in dismissed and not missing.intersection(graph.requires(topic))
        ]
        if ready and left:
            found.update(ready)
            left -= 1
    return frozenset(found)
