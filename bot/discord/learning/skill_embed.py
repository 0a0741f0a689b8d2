"""A skill, and what somebody says they know, as Discord embeds. Pure: values in, JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TITLE, join_within, shorten
from bot.learning.claims import Claim
from bot.learning.skill import Need, Skill
from bot.roadmaps.path import State
from bot.roadmaps.text import MARKS

COLOUR = 0x63D8A4
QUIET = 0x8A6D3B
"""Of pages that have nothing to show."""

_TEXT = 1500
_SOURCES = 5
_NAMED = 30


def skill_embed(skill: Skill, note: str = "") -> dict[str, Any]:
    """One skill: what it is, why it matters, what it needs first, hours, project and sources.

    Args:
        note: what has just been done, shown above the text.
    """
    text = f"{skill.what}\n\n**Why it matters**\n{skill.why}" if skill.why else skill.what
    if skill.opens:
        text += f"\n\n**Opens the way to** {', '.join(skill.opens)}."
    first = f"*{note}*\n\n" if note else ""
    fields = [{"name": "You", "value": _standing(skill), "inline": True},
              {"name": "Level", "value": skill.level.capitalize(), "inline": True},
              {"name": "Study time", "value": _hours(skill.hours), "inline": True}]  # fmt: skip
    needs = join_within([_need(need) for need in skill.needs], EMBED_FIELD_VALUE)
    fields.append({"name": "Needs first", "value": needs or "Nothing: you can begin here."})
    if skill.project is not None:
        project = skill.project.text
        if skill.project.stage is not None:
            project += f"\n*The project of {skill.project.stage}*"
        fields.append({"name": "A small project", "value": shorten(project, EMBED_FIELD_VALUE)})
    sources = [f"[{_link_text(s.title)}]({s.url})" for s in skill.sources[:_SOURCES]]
    links = join_within(sources, EMBED_FIELD_VALUE)
    if links:
        fields.append({"name": "Read", "value": links})
    return {
        "title": shorten(skill.title, EMBED_TITLE),
        "description": first + shorten(text, _TEXT),
        "color": COLOUR,
        "fields": fields,
    }


def claim_embed(claim: Claim, titles: Mapping[str, str]) -> dict[str, Any]:
    """What somebody says they know, to be confirmed."""
    lines = [f"{MARKS[State.DONE]} {titles[topic]}" for topic in claim.known if topic in titles]
    text = "I mark these as known, if that is right:\n" + "\n".join(lines)
    if not lines:
        text = "Nothing is picked." if not claim.had else "Nothing new is picked."
    fields = []
    if claim.beneath:
        below = ", ".join(titles[topic] for topic in claim.beneath[:_NAMED] if topic in titles)
        fields.append({"name": "They rest on", "value": shorten(f"{below}.", EMBED_FIELD_VALUE)})
    if claim.had:
        had = ", ".join(titles[topic] for topic in claim.had if topic in titles)
        fields.append({"name": "Marked already", "value": shorten(f"{had}.", EMBED_FIELD_VALUE)})
    return {
        "title": "What you know already",
        "description": shorten(text, _TEXT),
        "color": COLOUR,
        "fields": fields,
    }


def known_embed(titles: list[str]) -> dict[str, Any]:
    """What was marked as known."""
    listed = shorten(", ".join(titles), _TEXT) if titles else "Nothing new"
    return {
        "title": "What you know already",
        "description": f"Marked as known: {listed}.\n\n`/next` now starts from there, and "
        "`/progress` shows it.",
        "color": COLOUR,
    }


def _standing(skill: Skill) -> str:
    words = {
        State.DONE: "known before" if skill.known_before else "learned",
        State.UNDER_WAY: "under way",
    }
    return f"{MARKS[skill.state]} {words.get(skill.state, 'not begun')}"


def _need(need: Need) -> str:
    words = {State.DONE: "you have it", State.UNDER_WAY: "under way"}
    return f"{MARKS[need.state]} {need.title} – {words.get(need.state, 'still to learn')}"


def _hours(number: int) -> str:
    return f"about {number} hour" + ("" if number == 1 else "s")


def _link_text(title: str) -> str:
    return "".join(" " if letter in "[]" else letter for letter in title).strip()
