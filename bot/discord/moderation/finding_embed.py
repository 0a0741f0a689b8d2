"""Why an answer came, as a Discord embed. Pure: values in, JSON out."""

from __future__ import annotations

from typing import Any

from bot.answering.answer import Outcome
from bot.communities.looking import Finding, FoundEntry, FoundTopic
from bot.communities.matching import WORTH_FROM
from bot.discord.limits import EMBED_DESCRIPTION, EMBED_FIELD_VALUE, join_within, shorten
from bot.discord.plain_text import harmless, one_line

_COLOUR = 0x5B6EAE
_WIDTH = 44
_SHOWN_TEXT = 300

_HEAD = f"{'score':>6} {'quest.':>6} {'pass.':>6} {'words':>6}  topic › section"
_ENTRY_HEAD = f"{'worth':>6} {'quest.':>6} {'pass.':>6} {'words':>6}  entry"
LEGEND = (
    "score: the ranker's · quest., pass.: cosine with the nearest question and passage · words: "
    "BM25, of an entry the share it uses · * named in the text"
)


def finding_embed(finding: Finding) -> dict[str, Any]:
    """Scores of topics and entries, the confidence, and what the answer cites."""
    answer = finding.answer
    read_as = harmless(shorten(" ".join(finding.read_as.split()), _SHOWN_TEXT)) or "nothing"
    lines = [f"Read as: {read_as}", "", f"**{_outcome(finding)}**"]
    cited = [f"[{c.n}] {harmless(c.title)} – {harmless(c.section)}" for c in answer.citations]
    table = "\n".join([_HEAD, *map(_topic_line, finding.topics)])
    text = "\n".join([*lines, *cited[:8], f"```\n{table}\n```"])
    fields = [{"name": "This server's entries", "value": _entries(finding)}]
    others = [
        f"{kind}: {harmless(slug)} {cosine:.2f}"
        for kind, (slug, cosine) in (
            ("small talk", finding.small_talk),
            ("beyond the border", finding.border),
        )
        if slug
    ]
    if others:
        fields.append(
            {"name": "Nearest of what is no question of ours", "value": " · ".join(others)}
        )
    return {
        "title": "What the index finds",
        "description": shorten(text, EMBED_DESCRIPTION - 1000),
        "color": _COLOUR,
        "fields": fields,
        "footer": {"text": LEGEND},
    }


def _outcome(finding: Finding) -> str:
    answer = finding.answer
    said = {
        Outcome.ANSWERED: "Answered",
        Outcome.NOT_COVERED: "Refused: not covered",
        Outcome.SMALL_TALK: "Taken as small talk",
    }[answer.outcome]
    return f"{said}, confidence {answer.confidence:.2f}"


def _topic_line(topic: FoundTopic) -> str:
    name = _plain(f"{topic.slug}{'*' if topic.is_named else ''} › {topic.section}", _WIDTH)
    cosines = f"{topic.question:6.2f} {topic.passage:6.2f}"
    return f"{topic.score:6.2f} {cosines} {topic.lexical:6.1f}  {name}"


def _entries(finding: Finding) -> str:
    if not finding.entries:
        return "This server has none. `/knowledge add` writes one."
    lines = [_entry_line(entry) for entry in finding.entries]
    note = f"From a worth of {WORTH_FROM} on, the first one comes into the answer."
    room = EMBED_FIELD_VALUE - len(note) - 10
    return f"```\n{join_within([_ENTRY_HEAD, *lines], room)}\n```{note}"


def _entry_line(entry: FoundEntry) -> str:
    match = entry.match
    name = _plain(f"{match.shelved.number} {match.shelved.text.title}", _WIDTH)
    used = "  ✓" if entry.is_used else ""
    cosines = f"{match.question:6.2f} {match.passage:6.2f}"
    return f"{entry.worth:6.2f} {cosines} {match.words:6.2f}  {name}{used}"


def _plain(text: str, width: int) -> str:
    text = one_line(text).replace("`", "'")
    return text if len(text) <= width else text[: width - 1] + "…"
