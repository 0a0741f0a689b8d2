"""Roadmaps: ordered paths through the topics, in stages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, model_validator

from knowledge.article import Slug, Text, check_slug
from knowledge.document import Document, Strict
from knowledge.faults import Fault, Faults


class Step(Strict):
    """One step: a topic, or a choice of alternatives of which a learner takes one."""

    topic: Slug | None = None
    optional: bool = False
    choose: Text | None = None
    any_of: Annotated[list[Slug], Field(min_length=2)] | None = None

    @model_validator(mode="after")
    def _either_topic_or_choice(self) -> Step:
        if (self.topic is None) == (self.any_of is None):
            raise ValueError("a step has either 'topic' or 'any_of'")
        if (self.any_of is None) != (self.choose is None):
            raise ValueError("'any_of' goes with 'choose', which says what is chosen")
        return self

    @property
    def topics(self) -> tuple[str, ...]:
        """The topic, or every alternative in order."""
        return (self.topic,) if self.topic is not None else tuple(self.any_of or ())


class Project(Strict):
    title: Text
    text: Text


class Stage(Strict):
    """A stretch of the path: the reason it comes here, its steps, and a project that ends it."""

    title: Text
    why: Text
    steps: Annotated[list[Step], Field(min_length=1)]
    project: Project


class Plan(Strict):
    """The content of a roadmap's file."""

    title: Text
    aim: Text
    aliases: list[Text]
    assumes: list[Slug]
    stages: Annotated[list[Stage], Field(min_length=1)]


_PLAN = TypeAdapter(Plan)


@dataclass(frozen=True, slots=True)
class Roadmap:
    """A roadmap as read from its file; the slug is the file's name."""

    slug: str
    path: Path
    plan: Plan
    document: Document = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        return self.plan.title

    def steps(self) -> Iterator[tuple[int, int, Step]]:
        """Every step in order, with the numbers of its stage and of itself there (from 0)."""
        for stage_number, stage in enumerate(self.plan.stages):
            for step_number, step in enumerate(stage.steps):
                yield stage_number, step_number, step

    @property
    def topics(self) -> tuple[str, ...]:
        """Every topic in order, alternatives included."""
        return tuple(topic for _, _, step in self.steps() for topic in step.topics)


def read_roadmap(path: Path) -> tuple[Roadmap | None, list[Fault]]:
    """Reads one roadmap, or everything that is wrong with its form."""
    document = Document.read(path)
    if isinstance(document, Fault):
        return None, [document]
    plan = document.validate(_PLAN)
    if isinstance(plan, Faults):
        return None, list(plan)
    return Roadmap(path.stem, path, plan, document), check_slug(path)
