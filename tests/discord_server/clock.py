"""Time as the server tells it: it flows like real time, and a test may move it forward."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable


class Clock:
    """Seconds since the Unix epoch, monotonic, and movable.

    The 3 s and 15 min of an interaction, rate-limit windows and every timestamp come from here,
    so `advance` lets a test see a deadline pass without waiting for it.
    """

    def __init__(self) -> None:
        self._origin = time.time() - time.monotonic()
        self._listeners: list[Callable[[], None]] = []

    def now(self) -> float:
        """Seconds since the Unix epoch."""
        return self._origin + time.monotonic()

    def advance(self, seconds: float) -> None:
        """Moves the time forward at once; raises `ValueError` for a negative step."""
        if seconds < 0:
            raise ValueError(f"a clock only moves forward, not by {seconds} s")
        self._origin += seconds
        for listener in self._listeners:
            listener()

    def on_advance(self, listener: Callable[[], None]) -> None:
        """Calls `listener` after each jump, so that waiters look again."""
        self._listeners.append(listener)


def iso8601(seconds: float) -> str:
    """A timestamp as Discord writes it: UTC, microseconds, explicit offset."""
    moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    return moment.isoformat(timespec="microseconds")
