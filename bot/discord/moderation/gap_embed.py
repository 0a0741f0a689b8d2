"""The gaps of a server as Discord embeds. Pure: values in, the embed's JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.discord.limits import (
    EMBED_DESCRIPTION,
    EMBED_FIELD_VALUE,
    EMBED_TITLE,
    join_within,
    shorten,
)
from bot.discord.plain_text import harmless, one_line
from bot.discord.roadmap_embed import Option
from bot.moderation.gaps import GapGroup
from bot.moderation.plain_words import counted

SHOWN = 15
WORDINGS = 12
_NAME, _WORDING = 150, 200
_WORDINGS_ROOM = 3500
_OPTION_TEXT = 100
_COLOUR = 0x8A6D3B

NOTHING = "Nobody asked in vain here in the last 90 days."


def gaps_embed(groups: Sequence[GapGroup]) -> dict[str, Any]:
    """The gaps, most asked first, with how often each was asked."""
    lines = [
        f"**{number}.** {harmless(shorten(one_line(group.name), _NAME))}\n{_counts(group)}"
        for number, group in enumerate(groups[:SHOWN], 1)
    ]
    embed: dict[str, Any] = {
        "title": "What is missing",
        "description": join_within(lines, EMBED_DESCRIPTION) if lines else NOTHING,
        "color": _COLOUR,
    }
    more = len(groups) - SHOWN
    if more > 0:
        embed["footer"] = {"text": f"{more:,} more, asked less often"}
    return embed


def group_embed(group: GapGroup) -> dict[str, Any]:
    """One gap with its wordings, and why its answers did not help."""
    lines = [
        f"- {harmless(shorten(one_line(text), _WORDING))}" for text in group.wordings(WORDINGS)
    ]
    embed: dict[str, Any] = {
        "title": shorten(one_line(group.name), EMBED_TITLE),
        "description": f"{_counts(group)}\n\n{join_within(lines, _WORDINGS_ROOM)}",
        "color": _COLOUR,
    }
    if group.reasons:
        why = [f"“{harmless(shorten(one_line(text), _WORDING))}”" for text in group.reasons]
        value = join_within(why, EMBED_FIELD_VALUE)
        embed["fields"] = [{"name": "Why the answer did not help", "value": value}]
    return embed


def gap_options(groups: Sequence[GapGroup]) -> list[Option]:
    """A choice for each gap shown, of the value of its key."""
    return [
        Option(
            shorten(f"{number}. {one_line(group.name)}", _OPTION_TEXT),
            str(group.key),
            shorten(_counts(group), _OPTION_TEXT),
        )
        for number, group in enumerate(groups[:SHOWN], 1)
    ]


def _counts(group: GapGroup) -> str:
    parts = [f"asked {counted(len(group.questions), 'time')}"]
    if group.refused:
        parts.append(f"refused {counted(group.refused, 'time')}")
    if group.votes_down:
        parts.append(f"voted down {counted(group.votes_down, 'time')}")
    return " · ".join(parts)
