"""Discord's identifiers: 42 bits of milliseconds, 10 of origin, 12 of increment.

Layout and epoch: https://discord.com/developers/docs/reference#snowflakes
"""

from __future__ import annotations

from .clock import Clock

EPOCH_MS = 1_420_070_400_000
_WORKER = 1 << 17


class Snowflakes:
    """Hands out unique, strictly increasing snowflakes that carry the clock's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._aged = 0

    def next(self, age: float = 0.0) -> int:
        """The next identifier; with `age` one that was made that many seconds ago.

        An aged identifier is unique but stands outside the increasing order.
        """
        milliseconds = int((self._clock.now() - age) * 1000) - EPOCH_MS
        candidate = milliseconds << 22 | _WORKER
        if age:
            self._aged += 1  # its own count: two ages can lead back to one millisecond
            return candidate | (self._aged & 0xFFF)
        self._last = max(candidate, self._last + 1)
        return self._last


def created_at(snowflake: int) -> float:
    """Seconds since the Unix epoch at which a snowflake was made."""
    return ((snowflake >> 22) + EPOCH_MS) / 1000
