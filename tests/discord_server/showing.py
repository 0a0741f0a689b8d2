"""What becomes of embeds and components once a message shows them: defaults, ids, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from .model import JSON, Attachment
from .text import walk
from .validation.components import SELECTS, Kind

LOCAL = "attachment://"

_DEFAULTS: dict[int, JSON] = {
    Kind.CONTAINER: {"accent_color": None, "spoiler": False},
    Kind.SEPARATOR: {"spacing": 1, "divider": True},
    Kind.THUMBNAIL: {"description": None, "spoiler": False},
    Kind.FILE: {"name": None, "size": None, "spoiler": False},
    **{kind: {"min_values": 1, "max_values": 1} for kind in SELECTS},
}


def shown_embeds(embeds: list[JSON], files: list[Attachment]) -> list[JSON]:
    """Embeds with `attachment://` resolved; an image whose file is not there is left out."""
    shown: list[JSON] = _resolve(embeds, _addresses(files))
    for embed in shown:
        embed["type"] = "rich"
        for field in embed.get("fields", []):
            field.setdefault("inline", False)
        for part in ("image", "thumbnail"):
            if str((embed.get(part) or {}).get("url", "")).startswith(LOCAL):
                del embed[part]
    return shown


def shown_components(
    components: list[JSON], files: list[Attachment], new_id: Callable[[], int]
) -> list[JSON]:
    """Components numbered from 1, with defaults filled in and media as the API returns it."""
    shown: list[JSON] = _resolve(components, _addresses(files))
    for number, component in enumerate(walk(shown), start=1):
        component["id"] = component.get("id") or number
        for key, value in _DEFAULTS.get(component["type"], {}).items():
            component.setdefault(key, value)
        for item in component.get("items", []):
            item.setdefault("description", None)
            item.setdefault("spoiler", False)
        for media in media_in(component):
            media.setdefault("id", str(new_id()))
            media.setdefault("proxy_url", media["url"])
    return shown


def media_in(component: JSON) -> Iterator[JSON]:
    """The media objects of one component, each with a `url`."""
    holders = [component, *(component.get("items") or [])]
    for holder in holders:
        for key in ("media", "file"):
            if isinstance(holder.get(key), dict):
                yield holder[key]


def _addresses(files: list[Attachment]) -> dict[str, str]:
    return {f"{LOCAL}{file.filename}": file.url for file in files}


def _resolve(value: Any, addresses: dict[str, str]) -> Any:
    """A deep copy without nulls, each address of a known file replaced."""
    if isinstance(value, dict):
        return {key: _resolve(item, addresses) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_resolve(item, addresses) for item in value]
    return addresses.get(value, value) if isinstance(value, str) else value
