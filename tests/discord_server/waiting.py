"""Waiting for something to become true, with a deadline and a sentence that says for what."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.02
"""How often a condition is looked at that no change of the server's state makes true."""


class Timeout(AssertionError):  # noqa: N818 - reads as what happened, in a failing test
    """What a test waited for did not happen in time."""

    def __init__(self, what: str, seconds: float) -> None:
        super().__init__(f"waited {seconds:g} s in vain for {what}")
        self.what = what
        self.seconds = seconds


class Signal:
    """Wakes those who wait whenever the server's state has changed."""

    def __init__(self) -> None:
        self._waiters: set[asyncio.Future[None]] = set()

    def notify(self) -> None:
        """Has every waiter look at its condition again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def wait_until(self, condition: Callable[[], T], within: float, what: str) -> T:
        """The first truthy value of `condition`; raises `Timeout` after `within` real seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while True:
            if value := condition():
                return value
            remaining = deadline - loop.time()
            if remaining <= 0:
                raise Timeout(what, within)
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiters.add(waiter)
            try:
                await asyncio.wait([waiter], timeout=min(remaining, POLL_SECONDS))
            finally:
                self._waiters.discard(waiter)
