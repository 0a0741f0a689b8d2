"""Four panels on logarithmic axes: what each kind of index costs, by the number of passages."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.roadmaps.pen import Pen, Point

FLAT, HNSW = "full scan", "HNSW, 8-bit"

WIDTH, HEIGHT = 1280, 1090
_GROUND, _PANEL, _GRID = "#12161c", "#1a2029", "#2c3542"
_TEXT, _SOFT = "#eef2f6", "#9fb0c2"
_COLOURS = {FLAT: "#f2b84b", HNSW: "#5cc8c0"}
_LEFT, _TOP, _GAP, _INNER = 40, 170, 40, 90
_PANEL_WIDTH, _PANEL_HEIGHT = (WIDTH - 2 * _LEFT - _GAP) // 2, 400


@dataclass(frozen=True, slots=True)
class Measured:
    """One index: p50 of a search in ms, recall@10 against an exact one, MB, seconds to build."""

    kind: str
    size: int
    search_ms: float
    recall: float
    megabytes: float
    build_s: float

    def __str__(self) -> str:
        return (
            f"{self.size:>9,} {self.kind:<12}  {self.search_ms:8.2f} ms  recall {self.recall:.3f}"
            f"  {self.megabytes:7.1f} MB  built in {self.build_s:.1f} s"
        )


@dataclass(frozen=True, slots=True)
class _Axis:
    """Values from `low` to `high`, drawn in proportion to their logarithm unless `linear`."""

    low: float
    high: float
    marks: Sequence[float]
    linear: bool = False

    def share(self, value: float) -> float:
        """Where a value lies, 0 at the low end and 1 at the high one."""
        if self.linear:
            return (value - self.low) / (self.high - self.low)
        return math.log(value / self.low) / math.log(self.high / self.low)


_SIZES = _Axis(1_000, 1_000_000, (1_000, 10_000, 100_000, 1_000_000))


def draw_chart(found: Mapping[str, Any]) -> bytes:
    """The picture of what `plot_scale.py` measured, as a PNG file."""
    measured = [Measured(**one) for one in found["measured"]]
    pen = Pen(WIDTH, HEIGHT, _GROUND)
    pen.text((_LEFT + 8, 52), "Search from 1,000 to 1,000,000 passages", 36, _TEXT, bold=True)
    what = f"made-up neighbours of {found['today']:,} real passages, one core"
    pen.text((_LEFT + 8, 96), f"Both axes logarithmic, except recall; {what}", 22, _SOFT)
    _legend(pen, found["flat_up_to"])
    panels: tuple[tuple[str, Callable[[Measured], float], bool], ...] = (
        ("One search, p50 (ms of the processor)", lambda one: one.search_ms, False),
        ("recall@10 against exact search", lambda one: one.recall, True),
        ("Size of the index, on disk as in memory (MB)", lambda one: one.megabytes, False),
        ("To build (s of the processor, one core)", lambda one: one.build_s, False),
    )
    for number, (title, value, linear) in enumerate(panels):
        x = _LEFT + number % 2 * (_PANEL_WIDTH + _GAP)
        y = _TOP + number // 2 * (_PANEL_HEIGHT + 20)
        _panel(pen, (x, y), title, measured, value, linear, found["flat_up_to"])
    left_out = "; ".join(f"{kind} from {n:,} on" for kind, n in found["left_out_from"].items())
    note = f"Not measured, for want of time: {left_out}" if left_out else "Every size was measured"
    pen.text((_LEFT + 8, HEIGHT - 40), note, 21, _SOFT)
    return pen.png(radius=24)


def _legend(pen: Pen, limit: int) -> None:
    x = float(_LEFT + 8)
    for kind in (FLAT, HNSW):
        pen.line([(x, 138), (x + 44, 138)], _COLOURS[kind], 4)
        _mark(pen, kind, (x + 22, 138))
        pen.text((x + 58, 138), kind, 22, _TEXT)
        x += 240
    pen.dashes([(x, 138), (x + 44, 138)], _SOFT, 2, 7, 7)
    pen.text((x + 58, 138), f"above {limit:,} passages Backroad builds HNSW", 22, _TEXT)


def _mark(pen: Pen, kind: str, at: Point) -> None:
    """A disc for flat and a diamond for HNSW, so that colour alone tells nothing."""
    if kind == FLAT:
        pen.disc(at, 7, _COLOURS[kind])
    else:
        x, y = at
        pen.polygon([(x, y - 9), (x + 9, y), (x, y + 9), (x - 9, y)], _COLOURS[kind])


def _panel(
    pen: Pen,
    corner: Point,
    title: str,
    measured: Sequence[Measured],
    value: Callable[[Measured], float],
    linear: bool,
    limit: int,
) -> None:
    x, y = corner
    pen.box((x, y, x + _PANEL_WIDTH, y + _PANEL_HEIGHT), 16, _PANEL)
    pen.text((x + 24, y + 34), title, 24, _TEXT, bold=True)
    left, right = x + _INNER, x + _PANEL_WIDTH - 62
    top, bottom = y + 76, y + _PANEL_HEIGHT - 52
    axis = _axis([value(one) for one in measured], linear)

    def place(size: float, height: float) -> Point:
        across, up = _SIZES.share(size), axis.share(height)
        return left + across * (right - left), bottom - up * (bottom - top)

    for mark in axis.marks:
        at = place(_SIZES.low, mark)[1]
        pen.line([(left, at), (right, at)], _GRID, 1.5)
        pen.text((left - 14, at), f"{mark:,.10g}", 20, _SOFT, anchor="rm")
    for mark in _SIZES.marks:
        at = place(mark, axis.low)[0]
        pen.line([(at, top), (at, bottom)], _GRID, 1.5)
        pen.text((at, bottom + 26), f"{mark:,.0f}", 20, _SOFT, anchor="mm")
    switch = place(limit, axis.low)[0]
    pen.dashes([(switch, top), (switch, bottom)], _SOFT, 2, 7, 7)
    for kind in (FLAT, HNSW):
        points = [place(one.size, value(one)) for one in measured if one.kind == kind]
        pen.line(points, _COLOURS[kind], 4)
        for point in points:
            _mark(pen, kind, point)


def _axis(values: Sequence[float], linear: bool) -> _Axis:
    """An axis that holds all values: by whole powers of ten, or from just below the least to 1."""
    if linear:
        low = min(0.9, math.floor(min(values) * 20) / 20)
        steps = round((1 - low) / 0.02) if low >= 0.9 else round((1 - low) / 0.05)
        return _Axis(low, 1, [low + (1 - low) * step / steps for step in range(steps + 1)], True)
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    powers = range(low, max(high, low + 1) + 1)
    return _Axis(10.0**low, 10.0 ** powers[-1], [10.0**power for power in powers])
