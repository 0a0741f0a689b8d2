"""A roadmap as text, for the terminal, for Discord and for those who cannot see the picture."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass

from bot.roadmaps.path import LearningPath, PathStage, PathStep, PathTopic, State

WIDTH = 92
"""The longest line for a terminal."""

PLAIN_MARKS = {
    State.DONE: "[x]",
    State.UNDER_WAY: "[~]",
    State.NEXT: "[>]",
    State.OPEN: "[ ]",
}
MARKS = {State.DONE: "✓", State.UNDER_WAY: "◐", State.NEXT: "▶", State.OPEN: "○"}

_FOR_BACK_END = re.compile(r",? for back[- ]end(?: developers?)?$")


@dataclass(frozen=True, slots=True)
class Reading:
    """Where to read on about a topic."""

    title: str
    url: str


def short_title(title: str) -> str:
    """A topic's title without what it goes into, and without saying that this is for back end."""
    return _FOR_BACK_END.sub("", title.partition(": ")[0])


def sum_up(path: LearningPath) -> str:
    """The size of a path and the share done in one line."""
    size = f"{_count(len(path.stages), 'stage')}, {_count(path.needed, 'step')}"
    return f"{size}, about {_count(path.hours, 'hour')}; {path.done} done ({path.percent} %)"


def plain_path(path: LearningPath) -> str:
    """A whole path for a terminal, at most `WIDTH` wide, ending in a line break."""
    blocks = [f"{path.title}\n{_wrapped(path.aim, '')}", sum_up(path) + "."]
    if path.assumes:
        blocks.append(_wrapped(f"Know first: {', '.join(path.assumes)}", ""))
    blocks += [plain_stage(stage) for stage in path.stages]
    blocks.append("  ".join(f"{mark} {state.value}" for state, mark in PLAIN_MARKS.items()))
    return "\n\n".join(blocks) + "\n"


def plain_stage(stage: PathStage) -> str:
    """A stage with its reason, steps and project."""
    lines = [f"{stage.number}. {stage.title}  ({stage_figures(stage)})", _wrapped(stage.why, "   ")]
    for step in stage.steps:
        if step.choose is None:
            lines.append(f"   {_plain_topic(step.topics[0], _notes(step))}")
            continue
        lines.append(f"   {PLAIN_MARKS[step.state]} {step.choose}: one of{_notes(step)}")
        lines += [f"       {_plain_topic(topic, '')}" for topic in step.topics]
    lines.append(_wrapped(f"Project: {stage.project_title}. {stage.project_text}", "   "))
    return "\n".join(lines)


def stage_figures(stage: PathStage) -> str:
    """How much of a stage is done, and its hours."""
    return f"{stage.done} of {len(stage.needed)} done, about {stage.hours} h"


def step_lines(stage: PathStage, reading: Mapping[str, Reading]) -> list[str]:
    """The steps of a stage in Markdown, a line for each topic.

    Args:
        reading: by topic; topics that are not in it get no link.
    """
    lines = []
    for step in stage.steps:
        if step.choose is None:
            lines.append(_line(step.topics[0], reading) + _notes(step))
            continue
        lines.append(f"{MARKS[step.state]} **{step.choose}** – one of{_notes(step)}")
        lines += [f"\N{EM SPACE}{_line(topic, reading)}" for topic in step.topics]
    return lines


def steps_in_short(stage: PathStage) -> str:
    """The steps of a stage in one paragraph."""
    return " · ".join(_in_short(step) for step in stage.steps)


def alt_text(path: LearningPath) -> str:
    """What the picture of a path shows, for those who cannot see it."""
    stages = "; ".join(
        f"{stage.number} {stage.title}, {stage.done} of {len(stage.needed)} done"
        for stage in path.stages
    )
    parts = [f"Roadmap “{path.title}”: {sum_up(path)}."]
    for state in (State.UNDER_WAY, State.NEXT):
        named = named_steps(path, state)
        if named:
            parts.append(f"{state.value.capitalize()}: {', '.join(named)}.")
    parts.append(f"Stages along a winding road: {stages}.")
    return " ".join(parts)


def named_steps(path: LearningPath, state: State) -> list[str]:
    """The short names of the steps in a state, in order."""
    return [_name(step) for step in path.steps() if step.state is state]


def _name(step: PathStep) -> str:
    if step.choose is None:
        return short_title(step.topics[0].title)
    taken = next((t for t in step.topics if t.state in (State.DONE, State.UNDER_WAY)), None)
    return short_title(taken.title) if taken is not None else step.choose


def _in_short(step: PathStep) -> str:
    if step.choose is None:
        return f"{MARKS[step.state]} {short_title(step.topics[0].title)}{_notes(step)}"
    if step.state in (State.DONE, State.UNDER_WAY):
        return f"{MARKS[step.state]} {_name(step)}{_notes(step)}"
    names = " *or* ".join(short_title(topic.title) for topic in step.topics)
    return f"{MARKS[step.state]} {names}{_notes(step)}"


def _line(topic: PathTopic, reading: Mapping[str, Reading]) -> str:
    link = reading.get(topic.slug)
    line = f"{MARKS[topic.state]} {topic.title} · {topic.hours} h"
    return f"{line} · [{_link_text(link.title)}]({link.url})" if link is not None else line


def _wrapped(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def _plain_topic(topic: PathTopic, notes: str) -> str:
    return f"{PLAIN_MARKS[topic.state]} {topic.title}, {topic.hours} h{notes}"


def _notes(step: PathStep) -> str:
    """What is to be said of a step beside its name; a mark is never the only sign of its state."""
    notes = ["optional"] if step.optional else []
    if step.state in (State.UNDER_WAY, State.NEXT):
        notes.append(step.state.value)
    return f" ({', '.join(notes)})" if notes else ""


def _link_text(title: str) -> str:
    return "".join(" " if letter in "[]()" else letter for letter in title).strip()


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")
