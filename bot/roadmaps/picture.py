"""A roadmap as a picture: a road that winds past the stages, with every step and its state.

The card brings its own dark ground, so that it reads the same on a light and on a dark page. What a
colour says is also said by a shape and a word: a tick for done, a half-filled ring for under way,
an arrowhead for next, a dashed frame for optional.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

from bot.roadmaps.layout import (
    FOOTER,
    PANEL_LEFT,
    PANEL_RIGHT,
    WIDTH,
    Cell,
    Kind,
    Layout,
    Panel,
    Sizes,
    lay_out,
)
from bot.roadmaps.marks import (
    ASPHALT,
    COLOURS,
    DONE,
    FAINT,
    GROUND,
    GROUP,
    INK,
    KERB,
    NEXT,
    PAINT,
    PANEL,
    PANEL_HERE,
    PROJECT,
    SOFT,
    TEXT,
    draw_contours,
    draw_finish,
    draw_flag,
    draw_fork,
    draw_mark,
)
from bot.roadmaps.path import LearningPath, State
from bot.roadmaps.pen import Pen, Point, fit, text_width

KEPT = 64
"""Pictures kept, about 200 kB each."""

_EDGE = 48
_ROAD_X, _SWAY, _ROAD = 80, 20, 38


@lru_cache(maxsize=KEPT)
def draw_path(path: LearningPath) -> bytes:
    """The picture of a path as a PNG file, `layout.WIDTH` wide. The same path gives equal bytes."""
    layout = lay_out(path)
    pen = Pen(WIDTH, layout.height, GROUND)
    draw_contours(pen, WIDTH, layout.height)
    _header(pen, path)
    _road(pen, path, layout)
    for panel in layout.panels:
        _panel(pen, panel, path, layout.sizes)
    _footer(pen, path, layout)
    return pen.png(radius=40)


def _header(pen: Pen, path: LearningPath) -> None:
    right = WIDTH - _EDGE
    pen.text((_EDGE, 54), "BACKROAD", 25, NEXT, bold=True)
    after = _EDGE + text_width("BACKROAD", 25, bold=True) + 14
    pen.text((after, 54), "learning roadmap", 25, SOFT)
    percent = f"{path.percent} %"
    pen.text((right, 90), percent, 68, DONE if path.done else TEXT, bold=True, anchor="rm")
    room = right - _EDGE - text_width("100 %", 68, bold=True) - 30
    size = next((s for s in (54, 50, 46, 42, 38) if text_width(path.title, s, True) <= room), 38)
    pen.text((_EDGE, 108), fit(path.title, room, size, True), size, TEXT, bold=True)
    figures = f"{len(path.stages)} stages · {path.needed} steps · about {path.hours} hours"
    pen.text((_EDGE, 164), figures, 28, SOFT)
    pen.text((right, 164), f"{path.done} of {path.needed} steps done", 28, SOFT, anchor="rm")
    _bar(pen, path.share, 194, 218)
    _legend(pen, 258)


def _bar(pen: Pen, share: float, top: float, bottom: float) -> None:
    radius = (bottom - top) / 2
    left, right = _EDGE, WIDTH - _EDGE
    pen.box((left, top, right, bottom), radius, INK, KERB)
    if share:
        end = left + max(2 * radius, (right - left) * share)
        pen.box((left, top, end, bottom), radius, DONE)


def _legend(pen: Pen, y: float) -> None:
    x: float = _EDGE
    shown: tuple[tuple[str, Callable[[Point], None]], ...] = (
        ("done", lambda at: draw_mark(pen, at, 12, State.DONE)),
        ("under way", lambda at: draw_mark(pen, at, 12, State.UNDER_WAY)),
        ("next", lambda at: draw_mark(pen, at, 12, State.NEXT)),
        ("open", lambda at: draw_mark(pen, at, 12, State.OPEN)),
        ("optional", lambda at: pen.dashed_ring(at, 11, FAINT)),
        ("choose one", lambda at: draw_fork(pen, at, 12, SOFT)),
        ("project", lambda at: draw_flag(pen, at, 12, PROJECT)),
    )
    words = sum(text_width(word, 25) for word, _ in shown)
    between = (WIDTH - 2 * _EDGE - words - len(shown) * 36) / (len(shown) - 1)
    for word, mark in shown:
        mark((x + 12, y))
        pen.text((x + 36, y), word, 25, SOFT)
        x += 36 + text_width(word, 25) + between


def _road(pen: Pen, path: LearningPath, layout: Layout) -> None:
    """The road from the first sign to the finish, green as far as each stage is done."""
    nodes = _nodes(layout)
    stretches = [_stretch(a, b) for a, b in pairwise(nodes)]
    whole = [point for stretch in stretches for point in stretch]
    pen.ribbon(whole, KERB, _ROAD)
    pen.ribbon(whole, ASPHALT, _ROAD - 7)
    for stage, stretch in zip(path.stages, stretches, strict=True):
        if stage.share:
            driven = stretch[: max(2, round(len(stretch) * stage.share))]
            pen.ribbon(driven, DONE, _ROAD - 7)
    pen.dashes(whole, PAINT, 3.5, 16, 16)
    for stage, stretch in zip(path.stages, stretches, strict=True):
        if stage.share:
            driven = stretch[: max(2, round(len(stretch) * stage.share))]
            pen.ribbon(driven, DONE, 8)
            pen.dashes(driven, INK, 3.5, 16, 16)
    for panel, node in zip(layout.panels, nodes, strict=False):
        _sign(pen, node, panel, path, layout.sizes)
    draw_finish(pen, nodes[-1], arrived=path.current is None)


def _nodes(layout: Layout) -> list[Point]:
    """The signs of the stages, left and right in turn, and the finish."""
    sizes = layout.sizes
    signs = [
        (_ROAD_X + (-_SWAY if number % 2 else _SWAY), panel.top + sizes.head * 0.58)
        for number, panel in enumerate(layout.panels)
    ]
    return [*signs, (float(_ROAD_X), layout.height - FOOTER / 2)]


def _stretch(start: Point, end: Point) -> list[Point]:
    """A bend from one sign to the next, with as many turns as its length allows."""
    (x0, y0), (x1, y1) = start, end
    turns = 2 * round((y1 - y0) / 320)
    count = max(2, round((y1 - y0) / 3))
    points = []
    for i in range(count + 1):
        t = i / count
        ease = t * t * (3 - 2 * t)
        sway = 30 * math.sin(math.pi * turns * t) * math.sin(math.pi * t)
        points.append((x0 + (x1 - x0) * ease + (sway if x0 < x1 else -sway), y0 + (y1 - y0) * t))
    return points


def _sign(pen: Pen, at: Point, panel: Panel, path: LearningPath, sizes: Sizes) -> None:
    stage = panel.stage
    is_done, is_here = stage.share == 1, stage is path.current
    colour = DONE if is_done else NEXT if is_here else SOFT
    pen.line([at, (PANEL_LEFT + 4, at[1])], colour, 4)
    pen.disc(at, 31, GROUND)
    pen.disc(at, 27, colour if is_done or is_here else PANEL, colour, 4)
    ink = INK if is_done or is_here else TEXT
    pen.text(at, str(stage.number), 30, ink, bold=True, anchor="mm")


def _panel(pen: Pen, panel: Panel, path: LearningPath, sizes: Sizes) -> None:
    stage = panel.stage
    is_here = stage is path.current
    pen.box(
        (PANEL_LEFT, panel.top, PANEL_RIGHT, panel.bottom), 22,
        PANEL_HERE if is_here else PANEL, NEXT if is_here else None, 3,
    )  # fmt: skip
    y = panel.top + sizes.head * 0.58
    right = PANEL_RIGHT - 24.0
    figures = f"{stage.done} of {len(stage.needed)} · {stage.hours} h"
    pen.text((right, y), figures, sizes.text, DONE if stage.share == 1 else SOFT, anchor="rm")
    right -= text_width(figures, sizes.text) + 20
    if stage.share == 1:
        draw_mark(pen, (right, y), sizes.mark, State.DONE)
        right -= sizes.mark + 20
    if is_here:
        here = "you are here" if path.done else "start here"
        width = text_width(here, sizes.tag, bold=True) + 26
        half = sizes.tag * 0.85
        pen.box((right - width, y - half, right, y + half), half, NEXT)
        pen.text((right - width / 2, y), here, sizes.tag, INK, bold=True, anchor="mm")
        right -= width + 20
    room = right - PANEL_LEFT - 24
    title = fit(stage.title, room, sizes.title, bold=True)
    pen.text((PANEL_LEFT + 24, y), title, sizes.title, TEXT, bold=True)
    for top, bottom in panel.groups:
        pen.box((PANEL_LEFT + 12, top, PANEL_RIGHT - 12, bottom), 16, GROUP, KERB, 2)
    for cell in panel.cells:
        _cell(pen, cell, sizes)


def _cell(pen: Pen, cell: Cell, sizes: Sizes) -> None:
    y, mark = cell.y, sizes.mark
    centre = (cell.x + mark + 4 * sizes.scale, y)
    frame = (cell.x - 5, y - sizes.row * 0.43, cell.x + cell.width + 11, y + sizes.row * 0.43)
    colour, tag = TEXT, SOFT
    if cell.kind is Kind.PROJECT:
        colour = tag = PROJECT
        draw_flag(pen, centre, mark, PROJECT)
    elif cell.kind is Kind.CHOICE:
        colour = SOFT
        tag = NEXT if cell.tag == State.NEXT.value else SOFT
        draw_fork(pen, centre, mark, SOFT)
    else:
        if cell.state in (State.NEXT, State.UNDER_WAY):
            tag = COLOURS[cell.state]
            pen.box(frame, 14, INK, tag, 2.5)
        elif cell.optional:
            pen.dashed_box(frame, 14, FAINT)
        if cell.optional and cell.state is State.OPEN:
            pen.dashed_ring(centre, mark - 1, FAINT)
        else:
            draw_mark(pen, centre, mark, cell.state)
        colour = SOFT if cell.state is State.DONE else FAINT if cell.passed else TEXT
    left = cell.x + sizes.indent
    pen.text((left, y), cell.text, sizes.text, colour, bold=cell.kind is Kind.CHOICE)
    if cell.tag:
        left += text_width(cell.text, sizes.text) + 12 * sizes.scale
        pen.text((left, y + 1), cell.tag, sizes.tag, tag)


def _footer(pen: Pen, path: LearningPath, layout: Layout) -> None:
    y = layout.height - FOOTER / 2
    if path.current is None:
        text, colour = "You have arrived: every step of this road is done.", DONE
    else:
        left = path.needed - path.done
        steps = "1 step" if left == 1 else f"{left} steps"
        text, colour = f"{steps} to the finish, about {path.hours_left} hours", SOFT
    pen.text((PANEL_LEFT + 8, y), text, 28, colour, bold=path.current is None)
