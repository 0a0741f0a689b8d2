"""The figures of a time as a picture. What a colour says, a pattern and a word say too."""

from __future__ import annotations

import math
from collections.abc import Sequence

from bot.moderation.insight import Counted, Day, Insight
from bot.moderation.insight_text import percent, summary
from bot.roadmaps.marks import (
    DONE,
    FAINT,
    GROUND,
    NEXT,
    PANEL,
    SOFT,
    TEXT,
    UNDER_WAY,
    draw_contours,
)
from bot.roadmaps.pen import Box, Pen, fit, text_width

WIDTH, HEIGHT = 1280, 1348
_EDGE, _GAP, _RADIUS = 48, 24, 20
_HEAD, _BODY, _SMALL = 34, 28, 25
_LINE = 50
_TICKS = 4


def draw_insight(insight: Insight, server: str) -> bytes:
    """A PNG of WIDTH by HEIGHT pixels, legible at half its size on dark and light ground."""
    pen = Pen(WIDTH, HEIGHT, GROUND)
    draw_contours(pen, WIDTH, HEIGHT)
    right = WIDTH - _EDGE
    title = fit(f"Questions in {server}", right - _EDGE, 46, bold=True)
    pen.text((_EDGE, 66), title, 46, TEXT, bold=True)
    span = f"Last {len(insight.days)} days · {summary(insight)}"
    pen.text((_EDGE, 120), fit(span, right - _EDGE, 30), 30, SOFT)
    _days(pen, (_EDGE, 160, right, 580), insight.days)
    middle = 690
    _ranking(pen, (_EDGE, 604, middle, 1010), "Asked about most", insight.topics, "No answers yet")
    _satisfaction(pen, (middle + _GAP, 604, right, 1010), insight)
    _wanted(pen, (_EDGE, 1034, right, HEIGHT - 40), insight.gaps)
    return pen.png(28)


def _panel(pen: Pen, box: Box, heading: str) -> tuple[float, float, float, float]:
    """A panel with its heading; gives the room inside."""
    pen.box(box, _RADIUS, PANEL)
    x0, y0, x1, y1 = box
    pen.text((x0 + 28, y0 + 40), heading, _HEAD, TEXT, bold=True)
    return x0 + 28, y0 + 78, x1 - 28, y1 - 24


def _days(pen: Pen, box: Box, days: Sequence[Day]) -> None:
    """A bar a day: answered below, refused on top in stripes."""
    x0, y0, x1, y1 = _panel(pen, box, "Questions a day")
    _legend(pen, x1, box[1] + 40)
    most = max(1, *(day.asked for day in days))
    step = _step(most)
    top = step * math.ceil(most / step)
    left, floor = x0 + text_width(f"{top:,}", _SMALL) + 18, y1 - 38
    for value in range(0, top + 1, step):
        y = floor - (floor - y0) * value / top
        pen.line([(left, y), (x1, y)], FAINT if value == 0 else "#33474f", 2)
        pen.text((left - 14, y), f"{value:,}", _SMALL, SOFT, anchor="rm")
    slot = (x1 - left) / len(days)
    width = min(64.0, slot * 0.72)
    for number, day in enumerate(days):
        x = left + slot * (number + 0.5)
        heights = [(floor - y0) * part / top for part in (day.answered, day.refused)]
        _bar(pen, x - width / 2, floor, width, heights[0], DONE)
        _bar(pen, x - width / 2, floor - heights[0], width, heights[1], NEXT, striped=True)
    for number in sorted({0, len(days) // 2, len(days) - 1}):
        x = left + slot * (number + 0.5)
        anchor = "lm" if number == 0 else "rm" if number == len(days) - 1 else "mm"
        at = left if number == 0 else x1 if number == len(days) - 1 else x
        name = f"{days[number].day.day} {days[number].day:%b}"
        pen.text((at, floor + 26), name, _SMALL, SOFT, anchor="mm" if len(days) == 1 else anchor)


def _legend(pen: Pen, right: float, y: float) -> None:
    for name, colour, striped in (("refused", NEXT, True), ("answered", DONE, False)):
        right -= text_width(name, _SMALL)
        pen.text((right, y), name, _SMALL, SOFT)
        right -= 40
        _bar(pen, right, y + 14, 28, 28, colour, striped)
        right -= 28


def _bar(
    pen: Pen, x: float, floor: float, width: float, height: float, colour: str,
    striped: bool = False,
) -> None:  # fmt: skip
    """A bar that stands on a floor; a striped one shows the ground between its stripes."""
    if height <= 0:
        return
    top = floor - height
    if not striped:
        pen.box((x, top, x + width, floor), min(4.0, height / 2), colour)
        return
    pen.box((x + 1, top + 1, x + width - 1, floor - 1), 2, PANEL, colour, 2.5)
    at = top + 7
    while at < floor - 2:
        pen.line([(x + 3, at), (x + width - 3, at)], colour, 3)
        at += 8


def _ranking(pen: Pen, box: Box, heading: str, found: Sequence[Counted], none: str) -> None:
    x0, y0, x1, y1 = _panel(pen, box, heading)
    if not found:
        pen.text((x0, y0 + 24), none, _BODY, SOFT)
        return
    most = max(each.count for each in found)
    line = min(_LINE, (y1 - y0) / len(found))
    for number, each in enumerate(found):
        y = y0 + line * number
        count = f"{each.count:,}"
        room = x1 - x0 - text_width(count, _SMALL, bold=True) - 20
        pen.text((x0, y + 14), fit(each.name, room, _SMALL), _SMALL, TEXT)
        pen.text((x1, y + 14), count, _SMALL, TEXT, bold=True, anchor="rm")
        pen.box((x0, y + 32, x1, y + 39), 3, "#33474f")
        pen.box((x0, y + 32, x0 + max(7.0, (x1 - x0) * each.count / most), y + 39), 3, UNDER_WAY)


def _satisfaction(pen: Pen, box: Box, insight: Insight) -> None:
    x0, y0, x1, _ = _panel(pen, box, "Satisfaction")
    share = insight.satisfaction
    if share is None:
        pen.text((x0, y0 + 24), "No votes yet", _BODY, SOFT)
        return
    pen.text((x0, y0 + 74), percent(share), 100, TEXT, bold=True)
    votes = insight.liked + insight.disliked
    pen.text((x0, y0 + 160), f"of {votes:,} votes like the answer", _BODY, SOFT)
    y, width = y0 + 200, x1 - x0
    liked = width * share
    if insight.liked:
        pen.box((x0, y, x0 + liked, y + 34), 4, DONE)
    if insight.disliked:
        _bar(pen, x0 + liked + 3, y + 34, max(6.0, width - liked - 3), 34, NEXT, striped=True)
    pen.text((x0, y + 66), f"{insight.liked:,} helped", _SMALL, SOFT)
    pen.text((x1, y + 66), f"{insight.disliked:,} did not", _SMALL, SOFT, anchor="rm")


def _wanted(pen: Pen, box: Box, gaps: Sequence[Counted]) -> None:
    x0, y0, x1, _ = _panel(pen, box, "Most wanted: asked in vain, last 90 days")
    if not gaps:
        pen.text((x0, y0 + 24), "Nobody asked in vain", _BODY, SOFT)
    for number, gap in enumerate(gaps):
        y = y0 + 16 + number * 33
        count = f"{gap.count:,}x"
        pen.text((x0 + 62, y), count, _BODY, NEXT, bold=True, anchor="rm")
        pen.text((x0 + 84, y), fit(" ".join(gap.name.split()), x1 - x0 - 84, _BODY), _BODY, TEXT)


def _step(most: int) -> int:
    """The distance of the lines of a scale: 1, 2 or 5 times a power of ten."""
    rough = max(1.0, most / _TICKS)
    power = 10 ** math.floor(math.log10(rough))
    return next(int(m * power) for m in (1, 2, 5, 10) if m * power >= rough)
