"""Rules of message components, in rows of their own and in the newer layouts ("components v2").

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from ..model import JSON
from ..text import walk
from .form import Form, Path

MAX_ROWS = 5
MAX_BUTTONS = 5
MAX_OPTIONS = 25
MAX_LAYOUT_COMPONENTS = 40
MAX_LAYOUT_TEXT = 4000


class Kind(IntEnum):
    """Component types."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE, PREMIUM_STYLE = 5, 6
_IN_ROW = (2, 3, 5, 6, 7, 8)
_IN_CONTAINER = (1, 9, 10, 12, 13, 14)
_IN_LAYOUT = (1, 9, 10, 12, 13, 14, 17)


def check_components(form: Form, path: Path, value: Any, *, layout: bool) -> None:
    """The components of a message; `layout` is whether it has the components-v2 flag."""
    if not layout:
        for at, row in form.objects(path, value, 0, MAX_ROWS):
            if form.choice((*at, "type"), row.get("type"), (1,)):
                _check_row(form, at, row)
    else:
        for at, component in form.objects(path, value, 0, MAX_LAYOUT_COMPONENTS):
            if form.choice((*at, "type"), component.get("type"), _IN_LAYOUT):
                _check_layout(form, at, component)
    if isinstance(value, list):
        _check_whole(form, path, [c for c in value if isinstance(c, dict)], layout)


def _check_whole(form: Form, path: Path, components: list[JSON], layout: bool) -> None:
    """What concerns the tree: unique custom ids, and the layout's totals."""
    seen: set[str] = set()
    everything = list(walk(components))
    for component in everything:
        custom_id = component.get("custom_id")
        if custom_id is None:
            continue
        if custom_id in seen:
            message = "Component custom id cannot be duplicated"
            form.add(path, "COMPONENT_CUSTOM_ID_DUPLICATED", message)
        seen.add(custom_id)
    if layout and len(everything) > MAX_LAYOUT_COMPONENTS:
        message = f"The total number of components cannot exceed {MAX_LAYOUT_COMPONENTS}"
        form.add(path, "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", message)
    words = sum(len(c.get("content") or "") for c in everything if c.get("type") == 10)
    if layout and words > MAX_LAYOUT_TEXT:
        message = f"The total displayable text size exceeds maximum size of {MAX_LAYOUT_TEXT}"
        form.add(path, "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", message)


def _check_row(form: Form, at: Path, row: JSON) -> None:
    children = form.objects((*at, "components"), row.get("components"), 1, MAX_BUTTONS)
    width = 0
    for where, child in children:
        if not form.choice((*where, "type"), child.get("type"), _IN_ROW):
            continue
        if child["type"] == Kind.BUTTON:
            width += 1
            check_button(form, where, child)
        else:
            width += MAX_BUTTONS
            check_select(form, where, child)
    if width > MAX_BUTTONS and len(children) <= MAX_BUTTONS:
        message = f"The specified component exceeds the maximum width of {MAX_BUTTONS}"
        form.add((*at, "components"), "COMPONENT_LAYOUT_WIDTH_EXCEEDED", message)


def _check_layout(form: Form, at: Path, component: JSON) -> None:
    kind = component["type"]
    if kind == Kind.ACTION_ROW:
        _check_row(form, at, component)
    elif kind == Kind.TEXT_DISPLAY:
        form.text((*at, "content"), component.get("content"), 1, MAX_LAYOUT_TEXT, required=True)
    elif kind == Kind.SECTION:
        for where, child in form.objects((*at, "components"), component.get("components"), 1, 3):
            if form.choice((*where, "type"), child.get("type"), (10,)):
                _check_layout(form, where, child)
        accessory = component.get("accessory")
        if not isinstance(accessory, dict):
            form.missing((*at, "accessory"))
        elif accessory.get("type") == Kind.BUTTON:
            check_button(form, (*at, "accessory"), accessory)
        else:
            form.choice((*at, "accessory", "type"), accessory.get("type"), (2, 11))
    elif kind == Kind.CONTAINER:
        path = (*at, "components")
        for where, child in form.objects(path, component.get("components"), 1, 40):
            if form.choice((*where, "type"), child.get("type"), _IN_CONTAINER):
                _check_layout(form, where, child)
    elif kind == Kind.MEDIA_GALLERY:
        form.items((*at, "items"), component.get("items"), 1, 10)


def check_button(form: Form, at: Path, button: JSON) -> None:
    """A button has either a custom id or, when it is a link, an address."""
    if not form.choice((*at, "style"), button.get("style"), (1, 2, 3, 4, 5, 6)):
        return
    form.text((*at, "label"), button.get("label"), 0, 80)
    style, custom_id, url = button["style"], button.get("custom_id"), button.get("url")
    if style == PREMIUM_STYLE:
        if button.get("sku_id") is None:
            form.missing((*at, "sku_id"))
        return
    if not button.get("label") and not button.get("emoji"):
        message = "A button must have a label or an emoji"
        form.add(at, "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", message)
    if style == LINK_STYLE:
        if url is None:
            form.missing((*at, "url"))
        form.text((*at, "url"), url, 0, 512)
        form.url((*at, "url"), url, ("http", "https", "discord"))
    else:
        form.text((*at, "custom_id"), custom_id, 1, 100, required=True)
    if custom_id is not None and url is not None:
        message = "A custom id and url cannot both be specified"
        form.add((*at, "custom_id"), "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", message)


def check_select(form: Form, at: Path, select: JSON) -> None:
    """A select menu; a string select's options are unique and at most 25."""
    form.text((*at, "custom_id"), select.get("custom_id"), 1, 100, required=True)
    form.text((*at, "placeholder"), select.get("placeholder"), 0, 150)
    form.number((*at, "min_values"), select.get("min_values"), 0, 25)
    form.number((*at, "max_values"), select.get("max_values"), 1, 25)
    if select.get("type") == Kind.STRING_SELECT:
        _check_options(form, at, select)


def _check_options(form: Form, at: Path, select: JSON) -> None:
    path = (*at, "options")
    options = form.objects(path, select.get("options"), 1, MAX_OPTIONS)
    seen: set[Any] = set()
    for where, option in options:
        form.text((*where, "label"), option.get("label"), 1, 100, required=True)
        form.text((*where, "value"), option.get("value"), 1, 100, required=True)
        form.text((*where, "description"), option.get("description"), 0, 100)
        if option.get("value") in seen:
            message = "The specified option value is already used"
            form.add((*where, "value"), "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", message)
        seen.add(option.get("value"))
    low, high = select.get("min_values"), select.get("max_values")
    bounds = [bound for bound in (low, high) if isinstance(bound, int)]
    if any(bound > len(options) for bound in bounds):
        message = "Select menu bounds cannot exceed the number of options"
        form.add(at, "SELECT_COMPONENT_BOUNDS_EXCEED_OPTIONS", message)
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        message = "min_values cannot be greater than max_values"
        form.add((*at, "min_values"), "SELECT_COMPONENT_MIN_EXCEEDS_MAX", message)
    chosen = sum(bool(option.get("default")) for _, option in options)
    if chosen > (high if isinstance(high, int) else 1):
        message = "More options are chosen by default than max_values allows"
        form.add(path, "SELECT_COMPONENT_TOO_MANY_DEFAULT_VALUES", message)
