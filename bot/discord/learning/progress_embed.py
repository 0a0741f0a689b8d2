"""A member's progress as a Discord embed. Pure: values in, JSON out."""

from __future__ import annotations

from typing import Any

from bot.discord.learning.skill_embed import COLOUR
from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TITLE, join_within, shorten
from bot.learning.progress import Progress
from bot.learning.progress_text import (
    alt_text,
    forecast_text,
    learned_text,
    named,
    streak_text,
)
from bot.roadmaps.text import sum_up

PICTURE = "progress.png"

_ALT_TEXT = 1024
_NAMED = 12


def progress_embed(progress: Progress, whose: str = "Your") -> dict[str, Any]:
    """The embed that shows the picture, which is attached under `PICTURE`.

    Args:
        whose: "Your", or a name with its "'s", as plain text.
    """
    path = progress.path
    lines = [f"**{path.title}** · {sum_up(path)}"]
    if not progress.chosen:
        lines.append("*No track is chosen yet: `/roadmap` has a button for that.*")
    lines.append(forecast_text(progress.forecast, path.hours_left))
    lines.append(streak_text(progress))
    lines.append(learned_text(progress))
    fields = [
        {"name": name, "value": shorten(named(titles, _NAMED), EMBED_FIELD_VALUE)}
        for name, titles in (
            ("Under way", progress.under_way),
            ("Learned", progress.learned),
            ("Next", progress.next_up),
        )
        if titles
    ]
    others = [f"{o.title}: {o.done} of {o.needed} ({o.percent} %)" for o in progress.others]
    if others:
        value = join_within(others, EMBED_FIELD_VALUE)
        fields.append({"name": "On other tracks", "value": value})
    return {
        "author": {"name": shorten(f"{whose} progress", EMBED_TITLE)},
        "description": "\n".join(lines),
        "color": COLOUR,
        "fields": fields,
        "image": {"url": f"attachment://{PICTURE}"},
    }


def progress_alt_text(progress: Progress) -> str:
    """The picture in words."""
    return shorten(alt_text(progress), _ALT_TEXT)
