"""What to learn now, as a Discord embed. Pure: values in, JSON out."""

from __future__ import annotations

from typing import Any

from bot.discord.learning.skill_embed import COLOUR
from bot.discord.limits import EMBED_FIELD_VALUE, join_within, shorten
from bot.learning.companion import Outlook
from bot.learning.suggesting import Suggestion
from bot.roadmaps.path import State
from bot.roadmaps.text import MARKS

_NAME = 256
_UNDER_WAY = 8


def next_embed(outlook: Outlook, note: str = "") -> dict[str, Any]:
    """The skills to learn now with their reasons, and those under way.

    Args:
        note: what has just been done, shown above the text.
    """
    lines = [f"*{note}*"] if note else []
    track = outlook.track
    if outlook.chosen:
        lines.append(f"Your track: **{track.title}**, {track.percent} % done.")
    elif outlook.untouched:
        lines.append(
            f"You have chosen no track yet, so this is the start of **{track.title}**. "
            "`/roadmap` shows every track, with a button to choose it. If you know things already, "
            "tell `/skill`: “I know Git and SQL”."
        )
    else:
        lines.append(
            f"You have chosen no track yet; **{track.title}** fits what you know best. "
            "`/roadmap` has a button to choose one."
        )
    if not outlook.suggestions:
        lines.append("There is nothing left within reach: finish what is under way, or open a "
                     "skill with `/skill`.")  # fmt: skip
    fields = [
        {"name": shorten(f"{number}. {one.title} · {one.hours} h", _NAME), "value": _reason(one)}
        for number, one in enumerate(outlook.suggestions, start=1)
    ]
    if outlook.under_way:
        mark = MARKS[State.UNDER_WAY]
        begun = [f"{mark} {topic.title}" for topic in outlook.under_way[:_UNDER_WAY]]
        more = len(outlook.under_way) - _UNDER_WAY
        begun += [f"… and {more} more"] if more > 0 else []
        fields.append({"name": "Under way", "value": join_within(begun, EMBED_FIELD_VALUE)})
    return {
        "title": "What to learn now",
        "description": "\n".join(lines),
        "color": COLOUR,
        "fields": fields,
    }


def _reason(suggestion: Suggestion) -> str:
    reason = suggestion.reason
    return shorten(f"{MARKS[State.NEXT]} {reason[:1].upper()}{reason[1:]}.", EMBED_FIELD_VALUE)
