"""A member's progress as a picture: the road of the track, figures, active days, what comes now.

It has the ground, the colours and the marks of the roadmaps, so that it reads the same on a light
and on a dark page, and it is wide enough to be read in Discord's preview.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

from bot.learning.pace import Outlook
from bot.learning.progress import Progress
from bot.roadmaps.marks import (
    ASPHALT,
    DONE,
    FAINT,
    GROUND,
    INK,
    KERB,
    NEXT,
    PAINT,
    PANEL,
    SOFT,
    TEXT,
    UNDER_WAY,
    draw_contours,
    draw_finish,
    draw_mark,
)
from bot.roadmaps.path import LearningPath, State
from bot.roadmaps.pen import Pen, Point, fit, text_width
from bot.roadmaps.text import short_title

WIDTH, HEIGHT = 1280, 972
KEPT = 64
"""Pictures kept, about 60 kB each."""

_EDGE = 48
_ROAD_Y, _SWAY, _ROAD = 286, 15, 34
_SIGN, _STEP = 34, 3
_TILES = (442, 592)
_DAYS_Y = 660
_LISTS = (716, 936)
_GAP = 20
_ROWS = 3


@lru_cache(maxsize=KEPT)
def draw_progress(progress: Progress) -> bytes:
    """The picture as a PNG file, `WIDTH` by `HEIGHT`. Equal progress gives equal bytes."""
    pen = Pen(WIDTH, HEIGHT, GROUND)
    draw_contours(pen, WIDTH, HEIGHT)
    _header(pen, progress.path)
    _road(pen, progress.path)
    _tiles(pen, progress)
    _days(pen, progress)
    _lists(pen, progress)
    return pen.png(radius=40)


def _header(pen: Pen, path: LearningPath) -> None:
    right = WIDTH - _EDGE
    pen.text((_EDGE, 54), "BACKROAD", 27, NEXT, bold=True)
    after = _EDGE + text_width("BACKROAD", 27, bold=True) + 14
    pen.text((after, 54), "learning progress", 27, SOFT)
    percent = f"{path.percent} %"
    pen.text((right, 84), percent, 84, DONE if path.done else TEXT, bold=True, anchor="rm")
    room = right - _EDGE - text_width("100 %", 84, bold=True) - 30
    size = next((s for s in (56, 52, 48, 44, 40) if text_width(path.title, s, True) <= room), 40)
    pen.text((_EDGE, 110), fit(path.title, room, size, True), size, TEXT, bold=True)
    pen.text((_EDGE, 170), _place(path), 31, SOFT)
    figures = f"{path.done} of {path.needed} steps"
    pen.text((right, 170), figures, 31, SOFT, anchor="rm")


def _place(path: LearningPath) -> str:
    stage = path.current
    if stage is None:
        return "Every step of this road is done."
    text = f"Stage {stage.number} of {len(path.stages)} · {stage.title}"
    return fit(text, WIDTH - 2 * _EDGE - 260, 31)


def _road(pen: Pen, path: LearningPath) -> None:
    """The road from the first stage to the finish, green as far as each stage is done."""
    nodes = _nodes(len(path.stages))
    stretches = [_stretch(a, b) for a, b in pairwise(nodes)]
    whole = [point for stretch in stretches for point in stretch]
    pen.ribbon(whole, KERB, _ROAD)
    pen.ribbon(whole, ASPHALT, _ROAD - 7)
    driven = [
        _driven(stretch, stage.share)
        for stage, stretch in zip(path.stages, stretches, strict=True)
        if stage.share
    ]
    for piece in driven:
        pen.ribbon(piece, DONE, _ROAD - 7)
    pen.dashes(whole, PAINT, 3.5, 16, 16)
    for piece in driven:
        pen.ribbon(piece, DONE, 8)
        pen.dashes(piece, INK, 3.5, 16, 16)
    for stage, (x, y) in zip(path.stages, nodes, strict=False):
        is_done, is_here = stage.share == 1, stage is path.current
        colour = DONE if is_done else NEXT if is_here else SOFT
        pen.disc((x, y), _SIGN, GROUND)
        if is_done:
            draw_mark(pen, (x, y), 29, State.DONE)
        else:
            pen.disc((x, y), 29, colour if is_here else PANEL, colour, 4)
            ink = INK if is_here else TEXT
            pen.text((x, y), str(stage.number), 32, ink, bold=True, anchor="mm")
        count = f"{stage.done} of {len(stage.needed)}"
        below = (x, _ROAD_Y + _SWAY + 58)
        pen.text(below, count, 26, colour if is_done or is_here else SOFT, anchor="mm")
        if is_here:
            _tag(pen, (x, y), "you are here" if path.done else "start here")
    draw_finish(pen, nodes[-1], arrived=path.current is None)


def _nodes(stages: int) -> list[Point]:
    """The signs of the stages, up and down in turn, and the finish."""
    left, right = _EDGE + 42.0, WIDTH - _EDGE - 40.0
    between = (right - left) / max(1, stages)
    return [
        (left + number * between, _ROAD_Y + (_SWAY if number % 2 else -_SWAY))
        for number in range(stages)
    ] + [(right, float(_ROAD_Y))]


def _stretch(start: Point, end: Point) -> list[Point]:
    (x0, y0), (x1, y1) = start, end
    count = max(2, round((x1 - x0) / _STEP))
    points = []
    for i in range(count + 1):
        t = i / count
        ease = t * t * (3 - 2 * t)
        sway = 20 * math.sin(2 * math.pi * t) * math.sin(math.pi * t)
        points.append((x0 + (x1 - x0) * t, y0 + (y1 - y0) * ease + (sway if y0 > y1 else -sway)))
    return points


def _driven(stretch: list[Point], share: float) -> list[Point]:
    """The first part of a stretch; a share is one of what the signs at its ends leave to see."""
    if share == 1:
        return stretch
    hidden = round(_SIGN / _STEP)
    return stretch[: hidden + round((len(stretch) - 2 * hidden) * share)]


def _tag(pen: Pen, at: Point, text: str) -> None:
    """A label with a point, below the count of a stage."""
    half = (text_width(text, 25, bold=True) + 30) / 2
    x = min(max(at[0], _EDGE + half), WIDTH - _EDGE - half)
    y = _ROAD_Y + _SWAY + 102
    pen.polygon([(at[0] - 10, y - 18), (at[0] + 10, y - 18), (at[0], y - 29)], NEXT)
    pen.box((x - half, y - 20, x + half, y + 20), 20, NEXT)
    pen.text((x, y), text, 25, INK, bold=True, anchor="mm")


def _tiles(pen: Pen, progress: Progress) -> None:
    path, streak = progress.path, progress.streak
    known = f"{progress.known} known before" if progress.known else "on all tracks"
    skills = "skill" if len(progress.learned) == 1 else "skills"
    hours_left = "none left here" if not path.hours_left else f"{path.hours_left} left here"
    days = "day" if streak.current == 1 else "days"
    finish, basis = _finish(progress)
    tiles = (
        ("Learned", f"{len(progress.learned)} {skills}", known),
        ("Studied with me", f"{progress.hours} h", hours_left),
        ("Streak", f"{streak.current} {days}", f"best: {streak.best}"),
        ("Finish" if progress.forecast.by is None else "Finish around", finish, basis),
    )
    width = (WIDTH - 2 * _EDGE - 3 * _GAP) / 4
    top, bottom = _TILES
    for number, (label, value, note) in enumerate(tiles):
        left = _EDGE + number * (width + _GAP)
        pen.box((left, top, left + width, bottom), 20, PANEL)
        room = width - 40
        pen.text((left + 20, top + 32), label, 27, SOFT)
        size = next((s for s in (50, 46, 42, 38, 34) if text_width(value, s, True) <= room), 30)
        pen.text((left + 20, top + 80), fit(value, room, size, True), size, TEXT, bold=True)
        pen.text((left + 20, top + 124), fit(note, room, 26), 26, SOFT)


def _finish(progress: Progress) -> tuple[str, str]:
    """What the tile says of the end of the track, and what that rests on."""
    told = progress.forecast
    weekly = f"at {max(1, round(told.weekly))} h a week"
    if told.outlook is Outlook.FINISHED:
        return "done", "every step"
    if told.outlook is Outlook.TOO_EARLY:
        return "too early", "to tell yet"
    if told.outlook is Outlook.RESTING:
        return "no date", "nothing done lately"
    if told.by is None:
        return "5+ years", weekly
    return f"{told.by:%b %Y}", weekly


def _days(pen: Pen, progress: Progress) -> None:
    """The last days, a tick for an active one, today framed."""
    label = f"Last {len(progress.recent)} days"
    pen.text((_EDGE, _DAYS_Y), label, 27, SOFT)
    left = _EDGE + text_width(label, 27) + 40
    between = (WIDTH - _EDGE - 18 - left) / (len(progress.recent) - 1)
    for number, active in enumerate(progress.recent):
        at = (left + number * between, float(_DAYS_Y))
        if number == len(progress.recent) - 1:
            pen.box((at[0] - 20, at[1] - 20, at[0] + 20, at[1] + 20), 10, INK, SOFT, 2.5)
            pen.text((WIDTH - _EDGE, at[1] - 38), "today", 23, SOFT, anchor="rm")
        if active:
            draw_mark(pen, at, 13, State.DONE)
        else:
            pen.disc(at, 5, FAINT)


def _lists(pen: Pen, progress: Progress) -> None:
    nothing = "Nothing yet: start a skill in /next." if progress.next_up else "Nothing."
    end = "Everything is learned." if progress.learned else "Nothing within reach."
    width = (WIDTH - 2 * _EDGE - _GAP) / 2
    for number, (state, colour, titles, empty) in enumerate(
        (
            (State.UNDER_WAY, UNDER_WAY, progress.under_way, nothing),
            (State.NEXT, NEXT, progress.next_up, end),
        )
    ):
        left = _EDGE + number * (width + _GAP)
        top, bottom = _LISTS
        pen.box((left, top, left + width, bottom), 20, PANEL)
        draw_mark(pen, (left + 34, top + 36), 15, state)
        pen.text((left + 62, top + 36), state.value.capitalize(), 30, colour, bold=True)
        if len(titles) > _ROWS:
            more = f"and {len(titles) - _ROWS} more"
            pen.text((left + width - 20, top + 36), more, 26, SOFT, anchor="rm")
        if not titles:
            pen.text((left + 24, top + 92), fit(empty, width - 48, 28), 28, SOFT)
        for row, title in enumerate(titles[:_ROWS]):
            y = top + 90 + row * 46
            pen.text((left + 24, y), fit(short_title(title), width - 48, 30), 30, TEXT)
