"""Times as texts in the database that sort as times do."""

from __future__ import annotations

from datetime import UTC, datetime


def moment_text(moment: datetime) -> str:
    """A time in UTC and whole seconds; `datetime.fromisoformat` reads it.

    Raises:
        ValueError: where it is naive.
    """
    if moment.tzinfo is None:
        raise ValueError(f"a time needs its zone: {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="seconds")
