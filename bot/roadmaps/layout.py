"""Where everything of a roadmap's picture goes. Pure geometry, in pixels."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.roadmaps.path import LearningPath, PathStage, PathStep, State
from bot.roadmaps.pen import fit, text_width
from bot.roadmaps.text import short_title

WIDTH = 1280
TALLEST = 2400
HEADER = 296
FOOTER = 88
PANEL_LEFT, PANEL_RIGHT = 152, WIDTH - 36
PADDING = 22

_SCALES = tuple(percent / 100 for percent in range(108, 72, -3))
"""Sizes to try, largest first, until the picture is no taller than `TALLEST`."""

_COLUMNS = 10
_INNER = PANEL_RIGHT - PANEL_LEFT - 2 * PADDING
_BETWEEN = 20.0


class Kind(Enum):
    """What a cell shows."""

    TOPIC = "topic"
    CHOICE = "choice"
    PROJECT = "project"


@dataclass(frozen=True, slots=True)
class Cell:
    """A mark with a line of text, and a tag that says its state in words where it has one.

    `passed` is an alternative that another one made needless.
    """

    kind: Kind
    text: str
    tag: str = ""
    state: State = State.OPEN
    optional: bool = False
    passed: bool = False
    x: float = 0.0
    y: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Panel:
    """A stage's panel; `groups` are the frames around choices, as top and bottom."""

    stage: PathStage
    top: float
    bottom: float
    cells: tuple[Cell, ...]
    groups: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Sizes:
    """Sizes that shrink together on a long path."""

    scale: float

    @property
    def text(self) -> int:
        return round(26 * self.scale)

    @property
    def tag(self) -> int:
        return round(22 * self.scale)

    @property
    def title(self) -> int:
        return round(34 * self.scale)

    @property
    def mark(self) -> float:
        """The radius of a mark."""
        return 13 * self.scale

    @property
    def row(self) -> float:
        return 44 * self.scale

    @property
    def head(self) -> float:
        """The height of a panel's title."""
        return 58 * self.scale

    @property
    def gap(self) -> float:
        """Between panels."""
        return 16 * self.scale

    @property
    def indent(self) -> float:
        """From a cell's left edge to its text."""
        return 2 * self.mark + 20 * self.scale


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole picture."""

    sizes: Sizes
    panels: tuple[Panel, ...]
    height: int


def lay_out(path: LearningPath) -> Layout:
    """Places a path at the largest of the sizes that keeps it within `TALLEST`."""
    layouts = (_at_size(path, Sizes(scale)) for scale in _SCALES)
    return next((layout for layout in layouts if layout.height <= TALLEST), _smallest(path))


def _smallest(path: LearningPath) -> Layout:
    return _at_size(path, Sizes(_SCALES[-1]))


def _at_size(path: LearningPath, sizes: Sizes) -> Layout:
    panels = []
    top: float = HEADER
    for stage in path.stages:
        panel = _panel(stage, top, sizes)
        panels.append(panel)
        top = panel.bottom + sizes.gap
    return Layout(sizes, tuple(panels), round(top - sizes.gap + FOOTER))


def _panel(stage: PathStage, top: float, sizes: Sizes) -> Panel:
    cells: list[Cell] = []
    groups = []
    y = top + sizes.head
    for run in _runs(stage.steps):
        if run[0].choose is None:
            rows = [_topic_cell(step) for step in run]
            is_last = run[-1] is stage.steps[-1]
            placed, y = _flow([*rows, *([_project(stage)] if is_last else [])], y, sizes)
        else:
            y += sizes.row * 0.06
            placed, bottom = _flow(list(_choice_cells(run[0])), y + sizes.row * 0.1, sizes)
            groups.append((y, bottom + sizes.row * 0.1))
            y = bottom + sizes.row * 0.3
        cells += placed
    if stage.steps[-1].choose is not None:
        placed, y = _flow([_project(stage)], y, sizes)
        cells += placed
    return Panel(stage, top, y + PADDING * sizes.scale * 0.7, tuple(cells), tuple(groups))


def _runs(steps: Sequence[PathStep]) -> Iterator[list[PathStep]]:
    """Neighbouring topics together, each choice by itself."""
    run: list[PathStep] = []
    for step in steps:
        if step.choose is not None:
            if run:
                yield run
            yield [step]
            run = []
        else:
            run.append(step)
    if run:
        yield run


def _topic_cell(step: PathStep) -> Cell:
    topic = step.topics[0]
    return Cell(
        Kind.TOPIC, short_title(topic.title), _tag(step.state, step.optional), step.state,
        step.optional,
    )  # fmt: skip


def _choice_cells(step: PathStep) -> Iterator[Cell]:
    label = (step.choose or "").partition(" (")[0]
    state = State.DONE if step.state is State.DONE else State.OPEN
    settled = step.state in (State.DONE, State.UNDER_WAY)
    tag = "one of" if settled else _tag(step.state, step.optional) or "one of"
    yield Cell(Kind.CHOICE, label, tag, state, step.optional)
    for topic in step.topics:
        named = topic.state is State.UNDER_WAY
        shown = State.OPEN if topic.state is State.NEXT else topic.state
        yield Cell(
            Kind.TOPIC, short_title(topic.title), _tag(shown, False) if named else "", shown,
            passed=settled and shown is State.OPEN,
        )  # fmt: skip


def _project(stage: PathStage) -> Cell:
    state = State.DONE if stage.share == 1 else State.OPEN
    return Cell(Kind.PROJECT, stage.project_title, state=state)


def _tag(state: State, optional: bool) -> str:
    words = [state.value] if state in (State.UNDER_WAY, State.NEXT) else []
    return " · ".join([*words, "optional"] if optional else words)


def cell_width(cell: Cell, sizes: Sizes) -> float:
    """From a cell's left edge to the end of its tag."""
    width = sizes.indent + text_width(cell.text, sizes.text)
    return width + (12 * sizes.scale + text_width(cell.tag, sizes.tag) if cell.tag else 0.0)


def _flow(cells: Sequence[Cell], top: float, sizes: Sizes) -> tuple[list[Cell], float]:
    """Places cells on a grid in reading order, each over as many columns as it needs.

    Returns the placed cells and the bottom of the last row.
    """
    column = _INNER / _COLUMNS
    placed: list[Cell] = []
    used, row = 0, 0
    for cell in cells:
        span = min(_COLUMNS, -int(-(cell_width(cell, sizes) + _BETWEEN) // column))
        if used + span > _COLUMNS:
            used, row = 0, row + 1
        room = span * column - _BETWEEN
        over = cell_width(cell, sizes) - room
        text = cell.text
        if over > 0:
            text = fit(text, text_width(text, sizes.text) - over, sizes.text)
        x = PANEL_LEFT + PADDING + used * column
        y = top + row * sizes.row
        shown = replace(cell, text=text, x=x, y=y + sizes.row / 2)
        placed.append(replace(shown, width=cell_width(shown, sizes)))
        used += span
    return placed, top + (row + 1) * sizes.row
