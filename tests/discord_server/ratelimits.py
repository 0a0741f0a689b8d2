"""Rate-limit buckets and their headers.

https://discord.com/developers/docs/topics/rate-limits
"""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass

from .clock import Clock


@dataclass
class Bucket:
    """`limit` requests each `per` seconds."""

    name: str
    limit: int
    per: float
    used: int = 0
    resets_at: float = 0.0


@dataclass(frozen=True)
class Refusal:
    """A request over a limit; `scope` is `user`, `shared` or `global`."""

    retry_after: float
    scope: str = "user"

    @property
    def body(self) -> dict[str, object]:
        """The 429's JSON."""
        return {
            "message": "You are being rate limited.",
            "retry_after": self.retry_after,
            "global": self.scope == "global",
        }

    @property
    def headers(self) -> dict[str, str]:
        """The 429's own headers."""
        headers = {
            "Retry-After": str(math.ceil(self.retry_after)),
            "X-RateLimit-Scope": self.scope,
        }
        if self.scope == "global":
            headers["X-RateLimit-Global"] = "true"
        return headers


REALISTIC = {
    "POST /channels/{channel_id}/messages": (5, 5.0),
    "PATCH /channels/{channel_id}/messages/{message_id}": (5, 5.0),
    "PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji}/@me": (1, 0.25),
    "POST /channels/{channel_id}/typing": (5, 5.0),
    "POST /webhooks/{application_id}/{token}": (5, 2.0),
    "PUT /applications/{application_id}/commands": (2, 60.0),
}
"""Limits close to those seen on Discord, for `RateLimits.limits.update(REALISTIC)`."""


class RateLimits:
    """Counts requests by route and major parameter.

    The default limit is generous, so that tests run at full speed; set `limits` for a route
    (`"POST /channels/{channel_id}/messages": (5, 5.0)`) to have it enforced, and
    `per_second` for the global limit (Discord's is 50; None is off).
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.default = (1000, 1.0)
        self.limits: dict[str, tuple[int, float]] = {}
        self.per_second: int | None = None
        self._buckets: dict[tuple[str, str], Bucket] = {}
        self._all = Bucket("global", 0, 1.0)

    def take(self, route: str, major: str) -> tuple[Bucket, Refusal | None]:
        """Counts a request; with a refusal if it is one too many."""
        now = self._clock.now()
        if self.per_second is not None:
            self._all.limit = self.per_second
            if not _count(self._all, now):
                return self._all, Refusal(round(self._all.resets_at - now, 3), "global")
        bucket = self._buckets.get((route, major))
        if bucket is None:
            name = hashlib.sha256(route.encode()).hexdigest()[:32]
            bucket = self._buckets[route, major] = Bucket(name, 0, 0.0)
        bucket.limit, bucket.per = self.limits.get(route, self.default)
        if _count(bucket, now):
            return bucket, None
        return bucket, Refusal(round(bucket.resets_at - now, 3))

    def headers(self, bucket: Bucket) -> dict[str, str]:
        """The X-RateLimit headers after a request."""
        if bucket is self._all:
            return {}
        left = max(0.0, bucket.resets_at - self._clock.now())
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(max(0, bucket.limit - bucket.used)),
            "X-RateLimit-Reset": f"{bucket.resets_at:.3f}",
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": bucket.name,
        }


def _count(bucket: Bucket, now: float) -> bool:
    if now >= bucket.resets_at:
        bucket.used, bucket.resets_at = 0, now + bucket.per
    if bucket.used >= bucket.limit:
        return False
    bucket.used += 1
    return True
