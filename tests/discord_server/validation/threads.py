"""Rules of the bodies that start or change a thread."""

from __future__ import annotations

from typing import Any

from ..model import JSON
from .form import Form, Path, require_object
from .messages import check_message

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)


def thread_form(body: Any, *, forum: bool = False) -> JSON:
    """A new thread's body; a forum post also carries its first message."""
    data = require_object(body)
    form = Form()
    form.text(("name",), data.get("name"), 1, 100, required=True)
    check_settings(form, (), data)
    if forum:
        message = data.get("message")
        if isinstance(message, dict):
            check_message(form, ("message",), message)
        else:
            form.missing(("message",))
    form.refuse()
    return data


def channel_form(body: Any) -> JSON:
    """A change to a channel or thread."""
    data = require_object(body)
    form = Form()
    if "name" in data:
        form.text(("name",), data["name"], 1, 100, required=True)
    form.text(("topic",), data.get("topic"), 0, 4096)
    check_settings(form, (), data)
    form.refuse()
    return data


def check_settings(form: Form, path: Path, data: JSON) -> None:
    """The settings threads share."""
    if data.get("auto_archive_duration") is not None:
        field = (*path, "auto_archive_duration")
        form.choice(field, data["auto_archive_duration"], ARCHIVE_MINUTES)
    form.number((*path, "rate_limit_per_user"), data.get("rate_limit_per_user"), 0, 21_600)
    form.items((*path, "applied_tags"), data.get("applied_tags"), 0, 5)
