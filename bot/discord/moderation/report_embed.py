"""Feedback and figures as Discord embeds. Pure: values in, the embed's JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, join_within, shorten
from bot.discord.plain_text import harmless, one_line
from bot.moderation.insight import Insight
from bot.moderation.insight_text import summary
from bot.moderation.reports import Feedback
from bot.state.feedback import Complaint, Tally

INSIGHT_PICTURE = "insight.png"
NO_COMPLAINT = "Nobody voted an answer down here in the last 90 days."
_COLOUR = 0x2F7D5D
_LINE = 160
_REASON = 240


def feedback_embed(feedback: Feedback) -> dict[str, Any]:
    """The worst articles and sections by votes, and the newest reasons."""
    embed: dict[str, Any] = {"title": "What helped least", "color": _COLOUR}
    if not feedback.articles:
        return embed | {"description": NO_COMPLAINT}
    fields = {
        "Articles": [_article(tally, feedback.titles) for tally in feedback.articles],
        "Sections": [_section(tally, feedback.titles) for tally in feedback.sections],
        "Why, newest first": [_reason(complaint) for complaint in feedback.reasons],
    }
    return embed | {
        "description": "Votes of the last 90 days on answers that cite these.",
        "fields": [
            {"name": name, "value": join_within(lines, EMBED_FIELD_VALUE)}
            for name, lines in fields.items()
            if lines
        ],
    }


def insight_embed(insight: Insight) -> dict[str, Any]:
    """What frames the picture of the figures."""
    return {
        "title": f"The last {len(insight.days)} days",
        "description": summary(insight),
        "image": {"url": f"attachment://{INSIGHT_PICTURE}"},
        "color": _COLOUR,
    }


def _article(tally: Tally, titles: Mapping[str, str]) -> str:
    return f"{_votes(tally)}  {_named(titles.get(tally.topic, tally.topic))}"


def _section(tally: Tally, titles: Mapping[str, str]) -> str:
    place = f"{titles.get(tally.topic, tally.topic)} – {tally.section or ''}"
    return f"{_votes(tally)}  {_named(place)}"


def _votes(tally: Tally) -> str:
    return f"👎 {tally.disliked:,} 👍 {tally.liked:,}"


def _named(text: str) -> str:
    return harmless(shorten(one_line(text), _LINE))


def _reason(complaint: Complaint) -> str:
    reason = harmless(shorten(one_line(complaint.reason or ""), _REASON))
    asked = harmless(shorten(one_line(complaint.text), _LINE))
    return f"“{reason}”" + (f" on: {asked}" if asked else "")
