"""An answer as a Discord embed, within every limit. Pure: values in, the embed's JSON out."""

from __future__ import annotations

import re
from typing import Any

from bot.answering.answer import Answer, Citation, Outcome
from bot.discord.limits import (
    EMBED_DESCRIPTION,
    EMBED_FIELD_VALUE,
    EMBED_TITLE,
    EMBED_TOTAL,
    join_within,
    length,
    shorten,
)

_COLOURS = {Outcome.ANSWERED: 0x2F7D5D, Outcome.NOT_COVERED: 0x8A6D3B, Outcome.SMALL_TALK: 0x5B6EAE}
_MASKED = re.compile(r"[\[\]]")


def answer_embed(answer: Answer, title: str | None = None) -> dict[str, Any]:
    """The embed of an answer: text, sources as links, next skills.

    Args:
        title: shown above the text, cut to Discord's limit.
    """
    fields = []
    if answer.citations:
        value = join_within([_source_line(c) for c in answer.citations], EMBED_FIELD_VALUE)
        fields.append({"name": "Sources", "value": value or _bare_sources(answer)})
    if answer.next_skills:
        lines = [f"**{skill.title}** – {skill.reason}" for skill in answer.next_skills]
        fields.append({"name": "Next skills", "value": join_within(lines, EMBED_FIELD_VALUE)})
    head = shorten(title, EMBED_TITLE) if title else ""
    used = length(head) + sum(length(f["name"]) + length(f["value"]) for f in fields)
    text = shorten(answer.text, min(EMBED_DESCRIPTION, EMBED_TOTAL - used))
    embed: dict[str, Any] = {"description": text, "color": _COLOURS[answer.outcome]}
    if head:
        embed["title"] = head
    if fields:
        embed["fields"] = fields
    return embed


def _source_line(citation: Citation) -> str:
    links = ", ".join(f"[{_link_text(s.title)}]({s.url})" for s in citation.sources)
    place = f"[{citation.n}] {citation.title} – {citation.section}"
    return f"{place}: {links}" if links else place


def _bare_sources(answer: Answer) -> str:
    """Sources without links, where even one line with its links is too long."""
    lines = [f"[{c.n}] {c.title} – {c.section}" for c in answer.citations]
    return join_within([shorten(line, 200) for line in lines], EMBED_FIELD_VALUE)


def _link_text(title: str) -> str:
    return _MASKED.sub(" ", title).strip()
