"""A roadmap and its stages as Discord embeds, within every limit. Pure: values in, JSON out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.discord.limits import (
    EMBED_DESCRIPTION,
    EMBED_FIELD_VALUE,
    EMBED_TITLE,
    EMBED_TOTAL,
    join_within,
    length,
    shorten,
)
from bot.roadmaps.path import LearningPath, PathStage, State
from bot.roadmaps.text import (
    Reading,
    alt_text,
    named_steps,
    short_title,
    stage_figures,
    step_lines,
    steps_in_short,
    sum_up,
)

OPTIONS = 25
ALT_TEXT = 1024
_OPTION_TEXT = 100
_FIELDS = 25
_COLOUR = 0x63D8A4
_SHORTEST_WHY = 40


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select."""

    label: str
    value: str
    description: str


def picture_name(path: LearningPath) -> str:
    """The name of the attached picture."""
    return f"roadmap-{path.slug}.png"


def picture_embed(path: LearningPath) -> dict[str, Any]:
    """The embed that shows the picture of a path, which is attached under `picture_name`."""
    return {**_head(path), "image": {"url": f"attachment://{picture_name(path)}"}}


def picture_alt_text(path: LearningPath) -> str:
    """The picture in words."""
    return shorten(alt_text(path), ALT_TEXT)


def text_embed(path: LearningPath) -> dict[str, Any]:
    """A whole path as text: every stage with its steps, and with its reason where there is room.

    Where even the steps are too much for one embed, the longest stages are cut.
    """
    head = _head(path)
    names = [
        shorten(f"{stage.number}. {stage.title} · {stage_figures(stage)}", EMBED_TITLE)
        for stage in path.stages[:_FIELDS]
    ]
    steps = [steps_in_short(stage) for stage in path.stages[:_FIELDS]]
    used = sum(map(length, (head["title"], head["description"], *names)))
    fair = min(EMBED_FIELD_VALUE, (EMBED_TOTAL - used) // max(1, len(names)))
    values = [shorten(text, fair) for text in steps]
    spare = EMBED_TOTAL - used - sum(map(length, values))
    each = spare // max(1, len(names)) - len("**\n")
    for number, stage in enumerate(path.stages[:_FIELDS]):
        room = min(each, EMBED_FIELD_VALUE - length(values[number]) - len("**\n"))
        if room >= _SHORTEST_WHY:
            values[number] = f"*{shorten(stage.why, room)}*\n{values[number]}"
    fields = [{"name": name, "value": value} for name, value in zip(names, values, strict=True)]
    return {**head, "fields": fields}


def stage_embed(
    path: LearningPath, stage: PathStage, reading: Mapping[str, Reading]
) -> dict[str, Any]:
    """One stage: why it comes here, its steps, its hours and its project.

    Steps lose their links where the text would be too long with them.
    """
    title = shorten(f"Stage {stage.number} · {stage.title}", EMBED_TITLE)
    project = shorten(f"**{stage.project_title}**\n{stage.project_text}", EMBED_FIELD_VALUE)
    footer = shorten(f"{path.title} · {stage_figures(stage)}", EMBED_TITLE)
    used = sum(map(length, (title, "Project", project, footer)))
    why = shorten(stage.why, EMBED_FIELD_VALUE)
    room = min(EMBED_DESCRIPTION, EMBED_TOTAL - used) - length(why) - 2
    texts = ("\n".join(step_lines(stage, links)) for links in (reading, {}))
    steps = next((text for text in texts if length(text) <= room), None)
    if steps is None:
        steps = join_within(step_lines(stage, {}), room)
    return {
        "title": title,
        "description": f"{why}\n\n{steps}",
        "color": _COLOUR,
        "fields": [{"name": "Project", "value": project}],
        "footer": {"text": footer},
    }


def stage_options(path: LearningPath) -> list[Option]:
    """A choice for each stage, of the value of its number."""
    return [
        Option(
            shorten(f"{stage.number}. {stage.title}", _OPTION_TEXT),
            str(stage.number),
            shorten(stage_figures(stage), _OPTION_TEXT),
        )
        for stage in path.stages[:OPTIONS]
    ]


def choice_name(title: str) -> str:
    """A track's title as Discord shows it while one is typed."""
    return shorten(title, _OPTION_TEXT)


def _head(path: LearningPath) -> dict[str, Any]:
    lines = [path.aim, f"**{sum_up(path)}**"]
    if path.assumes:
        lines.append(f"Know first: {', '.join(map(short_title, path.assumes))}")
    lines += _now(path)
    return {
        "title": shorten(path.title, EMBED_TITLE),
        "description": shorten("\n".join(lines), EMBED_FIELD_VALUE),
        "color": _COLOUR,
    }


def _now(path: LearningPath) -> Iterable[str]:
    for state in (State.UNDER_WAY, State.NEXT):
        named = named_steps(path, state)
        if named:
            yield f"{state.value.capitalize()}: {', '.join(named)}"
