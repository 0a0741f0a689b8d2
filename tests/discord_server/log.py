"""Every REST request received, for tests to look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .model import JSON


@dataclass
class Record:
    """One request and its outcome. `path` is without `/api/v10`; `route` is its template.

    `body` is the parsed JSON (of a multipart request its `payload_json`), `files` the names of the
    files sent with it. `status` is 0 while it is being served and if it was cut off.
    """

    method: str
    path: str
    route: str
    query: dict[str, str]
    at: float
    body: Any = None
    files: list[str] = field(default_factory=list)
    status: int = 0
    answer: Any = None
    fault: str | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.route or self.path} -> {self.status}"


_MESSAGE_ROUTES = {
    "/channels/{channel_id}/messages",
    "/channels/{channel_id}/messages/{message_id}",
    "/webhooks/{application_id}/{token}",
    "/webhooks/{application_id}/{token}/messages/@original",
    "/webhooks/{application_id}/{token}/messages/{message_id}",
}


class RequestLog(list[Record]):
    """Records in the order of arrival."""

    def matching(self, pattern: str) -> list[Record]:
        """The records whose `"METHOD /path"` fits a pattern, `*` for any text."""
        return [r for r in self if fnmatchcase(f"{r.method} {r.path}", pattern)]

    def refused(self) -> list[Record]:
        """The records that were answered with a 4xx."""
        return [r for r in self if 400 <= r.status < 500]

    def messages(self) -> Iterator[JSON]:
        """Each message body that was sent, whether created, edited, responded or followed up."""
        for record in self:
            if not isinstance(record.body, dict):
                continue
            route, body = record.route, record.body
            if route.endswith("/callback"):
                if body.get("type") in {4, 7}:
                    yield body.get("data") or {}
            elif route.endswith("/threads"):
                if "message" in body:
                    yield body["message"]
            elif route in _MESSAGE_ROUTES and record.method in {"POST", "PATCH"}:
                yield body

    def pinging(self) -> list[JSON]:
        """The message bodies with text whose `allowed_mentions` would let anybody be notified."""
        return [body for body in self.messages() if _pings(body)]


def _pings(body: JSON) -> bool:
    if "content" not in body and "embeds" not in body and "components" not in body:
        return False
    allowed = body.get("allowed_mentions")
    if allowed is None:
        return True
    return any(allowed.get(key) for key in ("parse", "users", "roles", "replied_user"))
