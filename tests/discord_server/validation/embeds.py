"""Limits of embeds: https://discord.com/developers/docs/resources/message#embed-object-embed-limits"""

from __future__ import annotations

import datetime
from typing import Any

from ..model import JSON
from ..text import embed_words
from .form import Form, Path

MAX_EMBEDS = 10
MAX_TOTAL = 6000
_LINK = ("http", "https")
_MEDIA = ("http", "https", "attachment")


def check_embeds(form: Form, path: Path, value: Any) -> None:
    """Each embed, and the 6000 characters of all embeds of a message together."""
    total = 0
    for at, embed in form.objects(path, value, 0, MAX_EMBEDS):
        if _check_embed(form, at, embed):
            total += sum(len(words) for words in embed_words(embed))
    if total > MAX_TOTAL:
        message = f"Embed size exceeds maximum size of {MAX_TOTAL}"
        form.add(path, "MAX_EMBED_SIZE_EXCEEDED", message)


def _check_embed(form: Form, at: Path, embed: JSON) -> bool:
    """Notes the embed's faults; false if it is too malformed to be measured."""
    form.text((*at, "title"), embed.get("title"), 0, 256)
    form.text((*at, "description"), embed.get("description"), 0, 4096)
    form.url((*at, "url"), embed.get("url"), _LINK)
    form.number((*at, "color"), embed.get("color"), 0, 0xFFFFFF)
    if (moment := embed.get("timestamp")) is not None and not _is_time(moment):
        form.add((*at, "timestamp"), "DATE_TIME_TYPE_PARSE", f"Could not parse {moment}.")
    for part, schemes in (("image", _MEDIA), ("thumbnail", _MEDIA)):
        if embed.get(part) is not None:
            form.url((*at, part, "url"), _inside(embed, part, "url"), schemes)
    footer, author = embed.get("footer"), embed.get("author")
    if footer is not None:
        form.text((*at, "footer", "text"), _inside(embed, "footer", "text"), 1, 2048, required=True)
        form.url((*at, "footer", "icon_url"), _inside(embed, "footer", "icon_url"), _MEDIA)
    if author is not None:
        form.text((*at, "author", "name"), _inside(embed, "author", "name"), 1, 256, required=True)
        form.url((*at, "author", "url"), _inside(embed, "author", "url"), _LINK)
        form.url((*at, "author", "icon_url"), _inside(embed, "author", "icon_url"), _MEDIA)
    fields = form.objects((*at, "fields"), embed.get("fields"), 0, 25)
    for where, field in fields:
        form.text((*where, "name"), field.get("name"), 1, 256, required=True)
        form.text((*where, "value"), field.get("value"), 1, 1024, required=True)
    sound = all(isinstance(embed.get(key), str | None) for key in ("title", "description"))
    sound = sound and all(isinstance(part, dict | None) for part in (footer, author))
    return sound and all(
        isinstance(field.get(key), str) for _, field in fields for key in ("name", "value")
    )


def _inside(embed: JSON, part: str, key: str) -> Any:
    value = embed[part]
    return value.get(key) if isinstance(value, dict) else None


def _is_time(value: Any) -> bool:
    try:
        datetime.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return True
