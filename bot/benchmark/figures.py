"""What a benchmark found: figures with their targets, as text and as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Target:
    """A limit that a figure must keep: at most `limit`, or with `at_least` no less."""

    limit: float
    at_least: bool = False

    def met(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure.

    Attributes:
        name: its key in the JSON.
        title: what it is, for readers.
        target: None where the figure only informs.
        value: a ratio unless the title names a unit; None where it was not measured.
        parts: the quantities behind the value; each name ends in its unit.
        note: how it was measured where that is not plain, or why it was not.
    """

    name: str
    title: str
    target: Target | None = None
    value: float | None = None
    parts: Mapping[str, float] = field(default_factory=dict)
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a value or a target."""
        if self.value is None or self.target is None:
            return None
        return self.target.met(self.value)

    def to_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "title": self.title,
            "value": None if self.value is None else float(f"{self.value:.4g}"),
            "target": None if self.target is None else str(self.target),
            "met": self.met,
            "parts": {name: float(f"{part:.4g}") for name, part in self.parts.items()},
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class BenchmarkReport:
    """The figures of one run, on what they were measured, and how long that took."""

    figures: Sequence[Figure]
    machine: Mapping[str, str | int]
    index: Mapping[str, str | int]
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """The object of `backroad benchmark --json`."""
        return {
            "figures": [figure.to_json() for figure in self.figures],
            "machine": dict(self.machine),
            "index": dict(self.index),
            "seconds": round(self.seconds, 1),
        }

    def to_text(self) -> str:
        """The figures as aligned text, each with what it is made of below it."""
        width = max((len(figure.title) for figure in self.figures), default=0)
        lines = [
            ", ".join(f"{name} {value}" for name, value in self.machine.items()),
            ", ".join(f"{name} {value}" for name, value in self.index.items()),
            "",
        ]
        for figure in self.figures:
            lines += _figure_lines(figure, width)
        with_target = [figure for figure in self.figures if figure.target is not None]
        met = sum(figure.met is True for figure in with_target)
        lines += [
            "",
            "The load of other programs falls on the ratios unevenly: measure on a quiet machine.",
        ]
        lines += [f"{met} of {len(with_target)} targets met, in {self.seconds:.0f} s."]
        return "\n".join(lines)


_VERDICTS = {True: "met", False: "NOT MET", None: ""}


def _figure_lines(figure: Figure, width: int) -> list[str]:
    value = "–" if figure.value is None else f"{figure.value:.3f}"
    target = "" if figure.target is None else str(figure.target)
    verdict = "not measured" if figure.value is None else _VERDICTS[figure.met]
    lines = [f"{figure.title:<{width}}  {value:>7}  {target:<7} {verdict}".rstrip()]
    if figure.parts:
        shown = (f"{_spaced(name)} {part:.4g}" for name, part in figure.parts.items())
        lines.append("    " + ", ".join(shown))
    if figure.note:
        lines.append(f"    {figure.note}")
    return lines


def _spaced(name: str) -> str:
    return name.replace("_", " ")
