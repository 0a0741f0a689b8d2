"""The words a person reads in a message: content, embeds, components, file names and modals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import JSON, Message


def read_message(message: Message) -> str:
    """All readable text of a message, one piece a line, top to bottom."""
    pieces = [message.content]
    for embed in message.embeds:
        pieces.extend(embed_words(embed))
    for component in message.components:
        pieces.extend(component_words(component))
    pieces.extend(attachment.filename for attachment in message.attachments)
    pieces.extend(a.description for a in message.attachments if a.description)
    return "\n".join(piece for piece in pieces if piece)


def embed_words(embed: JSON) -> Iterator[str]:
    """Author, title, description, fields and footer."""
    yield (embed.get("author") or {}).get("name") or ""
    yield embed.get("title") or ""
    yield embed.get("description") or ""
    for field in embed.get("fields") or []:
        yield field["name"]
        yield field["value"]
    yield (embed.get("footer") or {}).get("text") or ""


def component_words(component: JSON) -> Iterator[str]:
    """Labels, placeholders, options and text displays, with everything nested."""
    for key in ("content", "label", "description", "placeholder"):
        if isinstance(component.get(key), str):
            yield component[key]
    for option in component.get("options") or []:
        yield option["label"]
        yield option.get("description") or ""
    for child in components_in(component):
        yield from component_words(child)


def components_in(component: JSON) -> Iterator[JSON]:
    """The components directly inside one."""
    yield from component.get("components") or []
    for key in ("component", "accessory"):
        if isinstance(component.get(key), dict):
            yield component[key]


def walk(components: list[JSON]) -> Iterator[JSON]:
    """Every component of a tree, parents first."""
    for component in components:
        yield component
        yield from walk(list(components_in(component)))
