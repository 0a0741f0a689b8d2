"""Parts of request bodies, with the fields that a test wants otherwise."""

from __future__ import annotations

from typing import Any

from .model import JSON


def row(*components: JSON) -> JSON:
    """An action row."""
    return {"type": 1, "components": list(components)}


def button(**changes: Any) -> JSON:
    """A button; None takes a field out of use."""
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | changes


def menu(**changes: Any) -> JSON:
    """A select menu with two options."""
    options = [{"label": "A", "value": "a"}, {"label": "B", "value": "b"}]
    return {"type": 3, "custom_id": "menu", "options": options} | changes


def options(count: int, **changes: str) -> list[JSON]:
    """Options of a menu."""
    return [{"label": f"{n}", "value": f"{n}"} | changes for n in range(count)]


def command(**changes: Any) -> JSON:
    """A slash command."""
    return {"name": "ask", "description": "Asks"} | changes


def option(**changes: Any) -> JSON:
    """A text option of a command."""
    return {"type": 3, "name": "q", "description": "What"} | changes
