"""What `/privacy` says. Pure: values in, the embed's JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TITLE, EMBED_TOTAL, length, shorten
from bot.privacy.records import Stored

CONFIRM = (
    "This deletes everything I store about you, in every server, at once. It cannot be undone; "
    "export it first if you may want it back. Shall I?"
)
DELETED = "Done. Everything I stored about you is deleted."
KEPT = "Nothing was deleted."
NOT_YOURS = "This button is for the member who asked. `/privacy` shows what is stored about you."

_TITLE = "What I store about you"
_TEXT = (
    "This is all there is, and it is yours: take it with you as a file, or have it deleted. What "
    "we are just talking about is kept in memory alone and is deleted with it."
)
_COLOUR = 0x5B6EAE
_FIELDS = 25


def overview_embed(stored: Sequence[Stored]) -> dict[str, Any]:
    """What is stored, feature by feature, with how long and how much."""
    names = [shorten(kind.name, EMBED_TITLE) for kind in stored[:_FIELDS]]
    used = length(_TITLE) + length(_TEXT) + sum(map(length, names))
    room = min(EMBED_FIELD_VALUE, (EMBED_TOTAL - used) // max(1, len(names)))
    return {
        "title": _TITLE,
        "description": _TEXT,
        "color": _COLOUR,
        "fields": [
            {"name": name, "value": _told(kind, room)}
            for name, kind in zip(names, stored, strict=False)
        ],
    }


def _told(kind: Stored, room: int) -> str:
    amount = {0: "nothing", 1: "1 entry"}.get(kind.entries, f"{kind.entries} entries")
    now = f"\nStored now: **{amount}**"
    return shorten(f"{kind.description} It is kept {kind.kept_for}.", room - length(now)) + now
