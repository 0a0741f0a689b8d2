"""Finding the component a member means, and filling it in as their client would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import render
from .client import ClientRefusal, resolve_user
from .model import JSON, Channel, Message, Role, User
from .reply import Modal
from .text import components_in, walk
from .validation.components import LINK_STYLE, SELECTS, Kind


def find_button(
    messages: list[Message], label: str | None, custom_id: str | None
) -> tuple[Message, JSON]:
    """The enabled button with that label or custom id."""
    buttons = [(m, c) for m in messages for c in walk(m.components) if c["type"] == Kind.BUTTON]
    for message, button in buttons:
        if _is(button, label, custom_id):
            if button.get("disabled"):
                raise ClientRefusal(f"the button {label or custom_id!r} is disabled")
            if button["style"] == LINK_STYLE:
                raise ClientRefusal(f"{label or custom_id!r} is a link: the app learns of no click")
            return message, button
    offered = [button.get("label") or button.get("custom_id") for _, button in buttons]
    raise ClientRefusal(f"there is no button {label or custom_id!r}, only {offered}")


def find_select(messages: list[Message], custom_id: str | None) -> tuple[Message, JSON]:
    """The enabled menu with that custom id; the only one if none is named."""
    menus = [(m, c) for m in messages for c in walk(m.components) if c["type"] in SELECTS]
    fitting = [(m, c) for m, c in menus if custom_id is None or c["custom_id"] == custom_id]
    if len(fitting) != 1:
        offered = [menu["custom_id"] for _, menu in menus]
        raise ClientRefusal(f"{len(fitting)} menus fit {custom_id!r}; there are {offered}")
    message, menu = fitting[0]
    if menu.get("disabled"):
        raise ClientRefusal(f"the menu {menu['custom_id']!r} is disabled")
    return message, menu


def _is(button: JSON, label: str | None, custom_id: str | None) -> bool:
    if custom_id is not None:
        return bool(button.get("custom_id") == custom_id)
    return label is not None and button.get("label") == label


def pick_values(menu: JSON, values: Sequence[Any], channel: Channel) -> JSON:
    """The `values` (and `resolved`) of a menu's interaction, within its bounds."""
    low, high = menu.get("min_values", 1), menu.get("max_values", 1)
    if not low <= len(values) <= high:
        raise ClientRefusal(f"the menu takes {low} to {high} values, not {len(values)}")
    if menu["type"] == Kind.STRING_SELECT:
        return {"values": [_option(menu, value) for value in values]}
    resolved: JSON = {}
    ids = [_resolve(getattr(value, "user", value), channel, resolved) for value in values]
    return {"values": ids, "resolved": resolved}


def _option(menu: JSON, wanted: str) -> str:
    for option in menu["options"]:
        if wanted in (option["value"], option["label"]):
            return str(option["value"])
    offered = [option["label"] for option in menu["options"]]
    raise ClientRefusal(f"the menu has no option {wanted!r}, only {offered}")


def _resolve(value: User | Role | Channel, channel: Channel, resolved: JSON) -> str:
    if isinstance(value, User):
        resolve_user(value, channel, resolved)
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[str(value.id)] = render.role_json(value)
    else:
        partial = render.partial_channel_json(value, 0)
        resolved.setdefault("channels", {})[str(value.id)] = partial
    return str(value.id)


def fill_modal(modal: Modal, values: dict[str, Any]) -> JSON:
    """The data of a modal's submission: every input, prefilled where it is not given."""
    fields = modal.fields
    names = {name for field in fields for name in (field["custom_id"], field["label"])}
    if unknown := values.keys() - names:
        labels = [field["label"] for field in fields]
        raise ClientRefusal(f"the modal has no input {sorted(unknown)}, only {labels}")
    labels_by_id = {field["custom_id"]: field["label"] for field in fields}
    rows = []
    for number, row in enumerate(modal.data["components"], start=1):
        filled: JSON = {"type": row["type"], "id": row.get("id") or number}
        inner = [_fill(child, labels_by_id, values) for child in components_in(row)]
        if row["type"] == Kind.LABEL:
            filled["component"] = inner[0]
        elif inner:
            filled["components"] = inner
        rows.append(filled)
    return {"custom_id": modal.custom_id, "components": rows}


def _fill(field: JSON, labels: dict[str, str], values: dict[str, Any]) -> JSON:
    custom_id, kind = field["custom_id"], field["type"]
    value = values.get(custom_id, values.get(labels[custom_id]))
    filled: JSON = {"type": kind, "id": field.get("id") or 1, "custom_id": custom_id}
    if kind == Kind.TEXT_INPUT:
        text = str(value if value is not None else field.get("value") or "")
        _check_text(field, labels[custom_id], text)
        return filled | {"value": text}
    if kind in (Kind.RADIO_GROUP, Kind.CHECKBOX):
        default = False if kind == Kind.CHECKBOX else None
        return filled | {"value": value if value is not None else default}
    chosen = list(value or [])
    if field.get("required", True) and not chosen:
        raise ClientRefusal(f"the input {labels[custom_id]!r} is required")
    if kind == Kind.STRING_SELECT:
        chosen = [_option(field, item) for item in chosen]
    return filled | {"values": [str(item) for item in chosen]}


def _check_text(field: JSON, label: str, text: str) -> None:
    if not text:
        if field.get("required", True):
            raise ClientRefusal(f"the input {label!r} is required")
        return
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    if not low <= len(text) <= high:
        raise ClientRefusal(f"{label!r} takes {low} to {high} characters, not {len(text)}")
