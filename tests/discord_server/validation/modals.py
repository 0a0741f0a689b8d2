"""Rules of modals: https://discord.com/developers/docs/interactions/receiving-and-responding"""

from __future__ import annotations

from typing import Any

from ..model import JSON
from .components import SELECTS, Kind, check_select
from .form import Form, Path

MAX_ROWS = 5
_INPUTS = (Kind.TEXT_INPUT, *SELECTS, Kind.FILE_UPLOAD, 21, 22, 23)


def check_modal(form: Form, path: Path, data: Any) -> None:
    """Title, custom id and one to five inputs with distinct custom ids."""
    if not isinstance(data, dict):
        form.missing(path)
        return
    form.text((*path, "custom_id"), data.get("custom_id"), 1, 100, required=True)
    form.text((*path, "title"), data.get("title"), 1, 45, required=True)
    where = (*path, "components")
    seen: set[str] = set()
    for at, row in form.objects(where, data.get("components"), 1, MAX_ROWS):
        if form.choice((*at, "type"), row.get("type"), (1, 10, 18)):
            for inner, field in _fields(form, at, row):
                if (custom_id := field.get("custom_id")) in seen:
                    message = "Component custom id cannot be duplicated"
                    form.add(where, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
                seen.add(str(custom_id))
                _check_field(form, inner, field, labelled=row["type"] == Kind.LABEL)


def _fields(form: Form, at: Path, row: JSON) -> list[tuple[Path, JSON]]:
    """The inputs of an action row (one text input), a label (one of any kind), or none."""
    if row["type"] == Kind.TEXT_DISPLAY:
        form.text((*at, "content"), row.get("content"), 1, 4000, required=True)
        return []
    if row["type"] == Kind.LABEL:
        form.text((*at, "label"), row.get("label"), 1, 45, required=True)
        form.text((*at, "description"), row.get("description"), 0, 100)
        inner = row.get("component")
        if not isinstance(inner, dict):
            form.missing((*at, "component"))
            return []
        valid = form.choice((*at, "component", "type"), inner.get("type"), _INPUTS)
        return [((*at, "component"), inner)] if valid else []
    return [
        (where, child)
        for where, child in form.objects((*at, "components"), row.get("components"), 1, 1)
        if form.choice((*where, "type"), child.get("type"), (Kind.TEXT_INPUT,))
    ]


def _check_field(form: Form, at: Path, field: JSON, *, labelled: bool) -> None:
    if field["type"] in SELECTS:
        check_select(form, at, field)
        return
    form.text((*at, "custom_id"), field.get("custom_id"), 1, 100, required=True)
    if field["type"] != Kind.TEXT_INPUT:
        return
    form.choice((*at, "style"), field.get("style"), (1, 2))
    form.text((*at, "label"), field.get("label"), 1, 45, required=not labelled)
    form.text((*at, "placeholder"), field.get("placeholder"), 0, 100)
    form.text((*at, "value"), field.get("value"), 0, 4000)
    low, high = field.get("min_length"), field.get("max_length")
    form.number((*at, "min_length"), low, 0, 4000)
    form.number((*at, "max_length"), high, 1, 4000)
    value = field.get("value")
    if not isinstance(value, str) or not value:
        return
    if (isinstance(low, int) and len(value) < low) or (isinstance(high, int) and len(value) > high):
        message = f"Must be between {low or 0} and {high or 4000} in length."
        form.add((*at, "value"), "BASE_TYPE_BAD_LENGTH", message)
