"""The colours and marks of every picture: what a colour says, a shape says too."""

from __future__ import annotations

import math

from bot.roadmaps.path import State
from bot.roadmaps.pen import Pen, Point

GROUND = "#16232c"
CONTOUR = "#20404a"
PANEL, PANEL_HERE, GROUP = "#22343f", "#28404c", "#1b2a33"
TEXT, SOFT, FAINT = "#f4f6f2", "#bccbd0", "#8aa0a8"
DONE, UNDER_WAY, NEXT, PROJECT = "#63d8a4", "#7cc4ff", "#ffcb5c", "#f0b48a"
INK = "#10202a"
ASPHALT, KERB, PAINT = "#43545e", "#5d717c", "#d9c88f"
COLOURS = {State.DONE: DONE, State.UNDER_WAY: UNDER_WAY, State.NEXT: NEXT, State.OPEN: FAINT}


def draw_contours(pen: Pen, width: int, height: int) -> None:
    """The height lines of a map, very faint."""
    for number, (cx, cy) in enumerate(((width * 0.86, 90.0), (40.0, height * 0.62))):
        for ring in range(1, 8):
            points = []
            for degree in range(0, 361, 3):
                angle = math.radians(degree)
                wave = math.sin(3 * angle + number) + 0.6 * math.sin(5 * angle + 2 + number)
                radius = ring * 52 + 9 * wave * math.sqrt(ring)
                points.append((cx + 1.5 * radius * math.cos(angle), cy + radius * math.sin(angle)))
            pen.line(points, CONTOUR, 2)


def draw_mark(pen: Pen, at: Point, radius: float, state: State) -> None:
    """The sign of a state: tick, half-filled ring, arrowhead, ring."""
    x, y = at
    r = radius
    if state is State.DONE:
        pen.disc(at, r, DONE)
        tick = [(x - 0.48 * r, y + 0.02 * r), (x - 0.12 * r, y + 0.4 * r),
                (x + 0.5 * r, y - 0.36 * r)]  # fmt: skip
        pen.line(tick, INK, r * 0.26)
    elif state is State.UNDER_WAY:
        pen.half_disc(at, r - 1, UNDER_WAY)
        pen.disc(at, r - 1, None, UNDER_WAY, r * 0.22)
    elif state is State.NEXT:
        pen.disc(at, r, NEXT)
        head = [(x - 0.32 * r, y - 0.52 * r), (x + 0.6 * r, y), (x - 0.32 * r, y + 0.52 * r)]
        pen.polygon(head, INK)
    else:
        pen.disc(at, r - 1, None, FAINT, r * 0.2)


def draw_fork(pen: Pen, at: Point, radius: float, colour: str) -> None:
    """A road that parts in two."""
    x, y = at
    r = radius
    pen.line([(x, y + r), (x, y + 0.2 * r), (x - 0.75 * r, y - 0.75 * r)], colour, r * 0.26)
    pen.line([(x, y + 0.2 * r), (x + 0.75 * r, y - 0.75 * r)], colour, r * 0.26)


def draw_flag(pen: Pen, at: Point, radius: float, colour: str) -> None:
    """A pennant on its pole."""
    x, y = at
    r = radius
    pen.line([(x - 0.6 * r, y - r), (x - 0.6 * r, y + r)], colour, r * 0.24)
    cloth = [(x - 0.5 * r, y - r), (x + 0.95 * r, y - 0.45 * r), (x - 0.5 * r, y + 0.15 * r)]
    pen.polygon(cloth, colour)


def draw_finish(pen: Pen, at: Point, arrived: bool) -> None:
    """The sign at the end of a road, with a chequered flag."""
    pen.disc(at, 36, GROUND)
    pen.disc(at, 32, DONE if arrived else PANEL, DONE if arrived else SOFT, 4)
    x, y = at[0] - 11, at[1] - 18
    pole = INK if arrived else TEXT
    pen.line([(x, y), (x, y + 36)], pole, 3.5)
    for row in range(3):
        for column in range(4):
            if (row + column) % 2 == 0:
                left, top = x + 2 + column * 7, y + row * 7
                pen.polygon(
                    [(left, top), (left + 7, top), (left + 7, top + 7), (left, top + 7)], pole
                )
