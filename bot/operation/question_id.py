"""An id for each question, which every line of the log carries that the question leads to."""

from __future__ import annotations

import secrets

from structlog.contextvars import bind_contextvars

NAME = "question"


def begin_question() -> str:
    """Gives the question that this task works on a new id; threads started for it keep the id."""
    number = secrets.token_hex(4)
    bind_contextvars(**{NAME: number})
    return number
