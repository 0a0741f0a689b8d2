"""What the API answers when it refuses: a status and `{"code", "message", "errors"}`.

Codes: https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from .model import JSON


class DiscordError(Exception):
    """A refusal; `body` is the JSON that goes out under `status`."""

    def __init__(self, status: int, code: int, message: str, errors: JSON | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.body: JSON = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


_UNKNOWN = {
    "Channel": 10003,
    "Guild": 10004,
    "Member": 10007,
    "Message": 10008,
    "Role": 10011,
    "User": 10013,
    "Emoji": 10014,
    "Webhook": 10015,
    "Interaction": 10062,
    "application command": 10063,
    "application command permissions": 10066,
}


def unknown(what: str) -> DiscordError:
    """404 `Unknown …`; `what` is one of the resources Discord names so."""
    return DiscordError(404, _UNKNOWN[what], f"Unknown {what}")


def unauthorized() -> DiscordError:
    """401 for a missing or wrong token."""
    return DiscordError(401, 0, "401: Unauthorized")


def not_found() -> DiscordError:
    """404 for a path that is no route."""
    return DiscordError(404, 0, "404: Not Found")


def method_not_allowed() -> DiscordError:
    """405 for a path that knows other methods."""
    return DiscordError(405, 0, "405: Method Not Allowed")


def missing_access() -> DiscordError:
    """403: the bot cannot see the resource."""
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    """403: the bot sees it, and may not do that."""
    return DiscordError(403, 50013, "Missing Permissions")


def empty_message() -> DiscordError:
    """400: nothing to send."""
    return DiscordError(400, 50006, "Cannot send an empty message")


def invalid_webhook_token() -> DiscordError:
    """401: the interaction's fifteen minutes are over, or the token never was one."""
    return DiscordError(401, 50027, "Invalid Webhook Token")


def already_acknowledged() -> DiscordError:
    """400: an interaction takes one initial response."""
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")
