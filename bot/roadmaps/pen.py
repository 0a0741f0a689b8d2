"""Drawing with smooth edges: shapes at twice the size, brought down, then text on top."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw, ImageFont

Point = tuple[float, float]
Box = tuple[float, float, float, float]

_FINE = 2
_STEP = 4.0
_NEAREST = {"–": "-", "—": "-", "\N{MULTIPLICATION SIGN}": "x", "•": "·", "„": "“", "→": ">"}


def legible(text: str) -> str:
    """The text in the letters that Pillow's built-in font has: accents go, others become `?`."""
    plain = "".join(_NEAREST.get(letter, letter) for letter in text)
    bare = (c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    return "".join(c if c.isascii() or c in "’‘“”·…" else "?" for c in bare)


@lru_cache(maxsize=64)
def _font(size: float) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    if not isinstance(font, ImageFont.FreeTypeFont):
        raise RuntimeError("this build of Pillow has no FreeType, which text needs")
    return font


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width of a line of text in pixels."""
    return _font(size).getlength(legible(text)) + (_weight(size) if bold else 0.0)


def fit(text: str, width: float, size: float, bold: bool = False) -> str:
    """The text, cut where it is wider than `width`."""
    if text_width(text, size, bold) <= width:
        return text
    kept = text
    while kept and text_width(kept + "…", size, bold) > width:
        kept = kept[:-1].rstrip()
    return kept + "…"


def _weight(size: float) -> float:
    """The outline that makes letters bold; the font has one weight only."""
    return size / 36


class Pen:
    """A canvas of `width` by `height` pixels; positions may be fractions of a pixel."""

    def __init__(self, width: int, height: int, ground: str) -> None:
        self._size = (width, height)
        self._shapes = Image.new("RGB", (width * _FINE, height * _FINE), ground)
        self._draw = ImageDraw.Draw(self._shapes)
        self._texts: list[tuple[Point, str, float, str, bool, str]] = []

    def box(
        self, box: Box, radius: float, fill: str | None, outline: str | None = None,
        line: float = 2.0,
    ) -> None:  # fmt: skip
        """A rounded rectangle."""
        self._draw.rounded_rectangle(
            [v * _FINE for v in box], radius * _FINE, fill, outline, round(line * _FINE)
        )

    def disc(
        self, centre: Point, radius: float, fill: str | None, outline: str | None = None,
        line: float = 2.5,
    ) -> None:  # fmt: skip
        self._draw.circle(
            (centre[0] * _FINE, centre[1] * _FINE), radius * _FINE, fill, outline,
            round(line * _FINE),
        )  # fmt: skip

    def half_disc(self, centre: Point, radius: float, fill: str) -> None:
        """The left half of a disc."""
        x, y, r = (v * _FINE for v in (*centre, radius))
        self._draw.pieslice((x - r, y - r, x + r, y + r), 90, 270, fill)

    def polygon(self, points: Sequence[Point], fill: str) -> None:
        self._draw.polygon([(x * _FINE, y * _FINE) for x, y in points], fill)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A line with round ends and joints."""
        if len(points) < 2:
            return
        fine = [(x * _FINE, y * _FINE) for x, y in points]
        self._draw.line(fine, colour, round(width * _FINE), joint="curve")
        for end in (fine[0], fine[-1]):
            self._draw.circle(end, width * _FINE / 2, colour)

    def ribbon(self, points: Sequence[Point], colour: str, width: float) -> None:
        """A broad line with round ends along a smooth curve of close points."""
        left, right = [], []
        for i, (x, y) in enumerate(points):
            (x0, y0), (x1, y1) = points[max(0, i - 1)], points[min(len(points) - 1, i + 1)]
            length = math.hypot(x1 - x0, y1 - y0) or 1.0
            dx, dy = (y1 - y0) / length * width / 2, (x0 - x1) / length * width / 2
            left.append((x + dx, y + dy))
            right.append((x - dx, y - dy))
        self.polygon([*left, *reversed(right)], colour)
        for end in (points[0], points[-1]):
            self.disc(end, width / 2, colour)

    def dashes(
        self, points: Sequence[Point], colour: str, width: float, dash: float, gap: float
    ) -> None:
        """A dashed line along some points."""
        for piece in _dashed(points, dash, gap):
            self.line(piece, colour, width)

    def dashed_box(self, box: Box, radius: float, colour: str, width: float = 2.0) -> None:
        self.dashes(_rounded(box, radius), colour, width, 7, 7)

    def dashed_ring(self, centre: Point, radius: float, colour: str, width: float = 2.5) -> None:
        self.dashes(_arc(centre, radius, 0, 360), colour, width, radius * 0.42, radius * 0.63)

    def text(
        self, at: Point, text: str, size: float, colour: str, bold: bool = False,
        anchor: str = "lm",
    ) -> None:  # fmt: skip
        """A line of text; `anchor` is Pillow's, such as `lm` for left and middle."""
        self._texts.append((at, legible(text), size, colour, bold, anchor))

    def png(self, radius: float) -> bytes:
        """The picture as a PNG file, its corners rounded and transparent outside them."""
        picture = self._shapes.reduce(_FINE)
        draw = ImageDraw.Draw(picture)
        for at, text, size, colour, bold, anchor in self._texts:
            weight = _weight(size) / 2 if bold else 0
            draw.text(at, text, colour, _font(size), anchor, stroke_width=weight)
        width, height = self._size
        corners = Image.new("L", (width * _FINE, height * _FINE))
        ImageDraw.Draw(corners).rounded_rectangle(
            (0, 0, width * _FINE - 1, height * _FINE - 1), radius * _FINE, 255
        )
        picture.putalpha(corners.reduce(_FINE))
        small = picture.quantize(256, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        file = io.BytesIO()
        small.save(file, "PNG", compress_level=6)
        return file.getvalue()


def _arc(centre: Point, radius: float, start: float, end: float) -> list[Point]:
    count = max(2, math.ceil(abs(end - start) * math.pi / 180 * radius / 2))
    angles = (math.radians(start + (end - start) * i / count) for i in range(count + 1))
    return [(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in angles]


def _rounded(box: Box, radius: float) -> list[Point]:
    x0, y0, x1, y1 = box
    r = min(radius, (x1 - x0) / 2, (y1 - y0) / 2)
    corners = ((x1 - r, y0 + r), (x1 - r, y1 - r), (x0 + r, y1 - r), (x0 + r, y0 + r))
    points = [p for i, corner in enumerate(corners) for p in _arc(corner, r, 90 * i - 90, 90 * i)]
    return [*points, points[0]]


def _dashed(points: Sequence[Point], dash: float, gap: float) -> list[list[Point]]:
    """The pieces of a line that are drawn, by length along it."""
    pieces: list[list[Point]] = []
    piece: list[Point] = []
    along = 0.0
    for (x0, y0), (x1, y1) in pairwise(points):
        length = math.hypot(x1 - x0, y1 - y0)
        count = max(1, math.ceil(length / min(_STEP, dash / 2)))
        for i in range(count):
            share = i / count
            if (along + length * share) % (dash + gap) < dash:
                piece.append((x0 + (x1 - x0) * share, y0 + (y1 - y0) * share))
            elif piece:
                pieces.append(piece)
                piece = []
        along += length
    return [*pieces, piece] if piece else pieces
