"""Sizes, spans of time and numbers as people say them. Pure."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 article`, `2 articles`, `2,193 sections`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def size_in_words(size: int) -> str:
    """Bytes in the unit that suits them, by powers of 1000: `640 kB`, `74.4 MB`."""
    if size < 1_000_000:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1_000_000:.1f} MB"


def span_in_words(span: timedelta) -> str:
    """A span by its largest unit, rounded down: `3 hours`; `moments` below a second."""
    seconds = int(span.total_seconds())
    for noun, size in _UNITS:
        if seconds >= size:
            return counted(seconds // size, noun)
    return "moments"


def seconds_in_words(seconds: float) -> str:
    """How long something took: `4.2 s`, `3 min 46 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    return f"{whole // 60} min {whole % 60} s"
