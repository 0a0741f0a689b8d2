"""Help on one screen. Pure: values in, an embed's JSON out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, join_within

_COLOUR = 0x2F7D5D


@dataclass(frozen=True, slots=True)
class Help:
    """What there is to tell.

    Attributes:
        commands: names with what they are for, in the member's language.
        version, articles, sections: of the serving index.
        keep_days: how long questions are kept.
        in_server: whether it is told in a server that added the bot.
    """

    commands: Sequence[tuple[str, str]]
    version: str
    articles: int
    sections: int
    keep_days: int
    in_server: bool


def about_embed(told: Help, say: Callable[..., str]) -> dict[str, Any]:
    """What the bot does, its commands, privacy in a sentence, and what it knows.

    Args:
        say: gives a sentence of the member's language by key; see `Texts.say`.
    """
    lines = [f"`/{name}` {description}" for name, description in told.commands]
    privacy = "about_privacy_text" if told.in_server else "about_privacy_direct"
    counts = {"articles": told.articles, "sections": told.sections, "version": told.version}
    fields = [
        ("about_commands", join_within([*lines, say("about_more")], EMBED_FIELD_VALUE)),
        ("about_privacy", say(privacy, days=told.keep_days)),
        ("about_index", say("about_index_text", **counts)),
    ]
    return {
        "title": say("about_title"),
        "description": say("about_what", articles=told.articles),
        "color": _COLOUR,
        "fields": [{"name": say(name), "value": value} for name, value in fields],
    }
