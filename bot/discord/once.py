"""Events that Discord sends again are handled once."""

from __future__ import annotations

from collections import OrderedDict

REMEMBERED = 10_000


class Once:
    """Remembers the newest ids that it was shown. For one thread.

    A resumed connection may repeat what came just before it broke.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        if remembered < 1:
            raise ValueError(f"remembered must be 1 or more: {remembered}")
        self._remembered = remembered
        self._seen: OrderedDict[int, None] = OrderedDict()

    def is_new(self, identifier: int) -> bool:
        """Whether an id is shown for the first time."""
        if identifier in self._seen:
            return False
        self._seen[identifier] = None
        if len(self._seen) > self._remembered:
            self._seen.popitem(last=False)
        return True
