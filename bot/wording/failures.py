"""Why an answer could not be put into a model's words. Each cause leads back to the extract."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    TOO_LATE = "too late"
    UNREACHABLE = "endpoint unreachable"
    RATE_LIMITED = "rate limited"
    REJECTED = "request rejected"
    SERVER_ERROR = "server error"
    MALFORMED = "malformed output"
    EMPTY = "empty output"
    ENDLESS = "endless output"
    REFUSED = "the model refused"
    UNSUPPORTED = "unsupported sentences"


class WordingError(Exception):
    """An answer that could not be worded; carries the cause, and never a text or an address.

    Attributes:
        detail: a status code or the name of an error's type, for the log.
    """

    def __init__(self, cause: Cause, detail: str = "") -> None:
        super().__init__(f"{cause} ({detail})" if detail else str(cause))
        self.cause = cause
        self.detail = detail
