"""How often may be asked: sliding windows of a minute."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` questions within `WINDOW` for whatever `key` stands for; 0 for no limit."""

    key: Hashable
    most: int


@dataclass(frozen=True, slots=True)
class TooMany:
    """A limit is reached.

    Attributes:
        limit: the one that is reached.
        until: when the next question is taken.
        is_news: whether this limit refuses for the first time since it last let one through.
    """

    limit: Limit
    until: datetime
    is_news: bool


class Cooldowns:
    """Counts questions against limits. Kept in memory only; for one thread.

    The keys longest unused are forgotten when there are more than `remembered`.
    """

    def __init__(self, remembered: int = REMEMBERED) -> None:
        if remembered < 1:
            raise ValueError(f"remembered must be 1 or more: {remembered}")
        self._remembered = remembered
        self._asked: OrderedDict[Hashable, deque[datetime]] = OrderedDict()
        self._refusing: set[Hashable] = set()

    def take(self, limits: Sequence[Limit], now: datetime) -> TooMany | None:
        """Counts one question against all limits, or against none where one is reached."""
        counted = [limit for limit in limits if limit.most > 0]
        for limit in counted:
            asked = self._window(limit.key, now)
            if len(asked) >= limit.most:
                is_news = limit.key not in self._refusing
                self._refusing.add(limit.key)
                return TooMany(limit, asked[-limit.most] + WINDOW, is_news)
        for limit in counted:
            self._window(limit.key, now).append(now)
            self._refusing.discard(limit.key)
        self._forget_oldest()
        return None

    def _window(self, key: Hashable, now: datetime) -> deque[datetime]:
        asked = self._asked.setdefault(key, deque())
        self._asked.move_to_end(key)
        while asked and now - asked[0] >= WINDOW:
            asked.popleft()
        while asked and asked[-1] > now:  # the clock was put back since
            asked.pop()
        return asked

    def _forget_oldest(self) -> None:
        while len(self._asked) > self._remembered:
            key, _ = self._asked.popitem(last=False)
            self._refusing.discard(key)
