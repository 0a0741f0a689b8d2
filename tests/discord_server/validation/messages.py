"""Rules of message bodies: what a create and an edit may hold."""

from __future__ import annotations

from typing import Any

from ..errors import empty_message
from ..model import JSON, Flags
from .components import check_components
from .embeds import check_embeds
from .form import Form, Path, require_object

MAX_CONTENT = 2000
MAX_FILES = 10
_MENTION_TYPES = ("users", "roles", "everyone")


def check_message(form: Form, path: Path, body: JSON, *, layout: bool = False) -> None:
    """The fields of a message, wherever they stand in a request.

    `layout` is whether the message that is edited already has the components-v2 flag.
    """
    flags = body.get("flags")
    layout = layout or bool(isinstance(flags, int) and flags & Flags.COMPONENTS_V2)
    form.text((*path, "content"), body.get("content"), 0, MAX_CONTENT)
    check_embeds(form, (*path, "embeds"), body.get("embeds"))
    check_components(form, (*path, "components"), body.get("components"), layout=layout)
    if layout:
        for field in ("content", "embeds", "poll", "sticker_ids"):
            if body.get(field):
                message = f"The '{field}' field cannot be used with IS_COMPONENTS_V2"
                code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
                form.add((*path, field), code, message)
    if (nonce := body.get("nonce")) is not None and not isinstance(nonce, int):
        form.text((*path, "nonce"), nonce, 0, 25)
    check_allowed_mentions(form, (*path, "allowed_mentions"), body.get("allowed_mentions"))
    for at, item in form.objects((*path, "attachments"), body.get("attachments"), 0, MAX_FILES):
        if item.get("id") is None:
            form.missing((*at, "id"))
        form.text((*at, "description"), item.get("description"), 0, 1024)


def check_allowed_mentions(form: Form, path: Path, value: Any) -> None:
    """`parse` and an explicit list of the same kind exclude each other."""
    if value is None:
        return
    if not isinstance(value, dict):
        form.not_object(path)
        return
    parse = form.items((*path, "parse"), value.get("parse"), 0, 3)
    for index, kind in enumerate(parse):
        form.choice((*path, "parse", index), kind, _MENTION_TYPES)
    for kind in ("users", "roles"):
        listed = form.items((*path, kind), value.get(kind), 0, 100)
        if listed and kind in parse:
            code = "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"
            form.add(path, code, f"parse:['{kind}'] and {kind}: [ids...] are mutually exclusive.")


def refuse_empty(body: JSON, *, files: int) -> None:
    """50006 unless there is content, an embed, a component, a file, a sticker or a poll."""
    content = body.get("content")
    if isinstance(content, str) and content.strip():
        return
    if files or any(body.get(key) for key in ("embeds", "components", "sticker_ids", "poll")):
        return
    raise empty_message()


def message_form(body: Any, *, layout: bool = False) -> JSON:
    """A whole body that is a message (create or edit), refused if at fault."""
    message = require_object(body)
    form = Form()
    check_message(form, (), message, layout=layout)
    form.refuse()
    return message
