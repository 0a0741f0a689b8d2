"""A server's entries as Discord embeds, within every limit. Pure: values in, JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.answering.draft import Chosen, render_part
from bot.communities.answering import entry_links
from bot.communities.entry import Change, Entry, EntryText, Revision
from bot.communities.sections import sections_of_entry
from bot.discord.limits import (
    EMBED_DESCRIPTION,
    EMBED_FIELD_VALUE,
    EMBED_TITLE,
    EMBED_TOTAL,
    join_within,
    length,
    shorten,
)
from bot.discord.plain_text import harmless, one_line
from bot.moderation.plain_words import counted
from knowledge.faults import Fault

ON_A_PAGE = 10
_SHOWN_REVISIONS = 20
_COLOUR, _FAULTY, _GONE = 0x2F7D5D, 0xB4512F, 0x6B6B6B
_FENCE = "```"

NO_ENTRIES = (
    "This server has no entries yet. `/knowledge add` writes the first one: what it says is used "
    "in answers in this server, and nowhere else."
)
NONE_REMOVED = "No entry of this server is removed."

HOW_A_FILE_LOOKS = (
    "An entry's file looks like this:\n```md\n---\ntitle: Joining the study group\nquestions:\n"
    "  - how do I join the study group\nsources:\n"
    "  rules: {title: Our rules, url: https://example.org/rules}\n---\n\n"
    "React to the pinned message in the study channel.[^rules]\n```"
)


def entry_embed(text: EntryText, number: int | None = None, note: str = "") -> dict[str, Any]:
    """An entry as answers will quote it, with its questions and sources."""
    links = [f"[{link.title}]({link.url})" for link in entry_links(text).values()]
    fields = [
        _field("Questions it answers", [harmless(question) for question in text.questions]),
        _field("Sources", links),
        _field("In the words of", _credit_lines(text)),
    ]
    return _embed(text.title, _body(number or 0, text), _COLOUR, note, [f for f in fields if f])


def faults_embed(faults: Sequence[Fault], is_file: bool) -> dict[str, Any]:
    """Everything that is wrong, a line each, as `knowledge check` says it."""
    lines = [_in_code(str(fault)) for fault in faults]
    room = EMBED_DESCRIPTION - len(HOW_A_FILE_LOOKS) - 50
    text = f"{_FENCE}\n{join_within([shorten(line, 300) for line in lines], room)}\n{_FENCE}"
    if is_file:
        text += f"\n{HOW_A_FILE_LOOKS}"
    return _embed(f"{counted(len(faults), 'thing')} to correct", text, _FAULTY)


def list_embed(entries: Sequence[Entry], page: int, removed: bool) -> dict[str, Any]:
    """One page of a server's entries."""
    title = "Removed entries" if removed else "This server's own knowledge"
    if not entries:
        return _embed(title, NONE_REMOVED if removed else NO_ENTRIES, _COLOUR)
    lines = [_list_line(entry) for entry in on_page(entries, page)]
    pages = page_count(entries)
    note = counted(len(entries), "entry", "entries")
    note += f" · page {page + 1} of {pages}" if pages > 1 else ""
    return _embed(title, join_within(lines, EMBED_DESCRIPTION), _GONE if removed else _COLOUR, note)


def on_page(entries: Sequence[Entry], page: int) -> Sequence[Entry]:
    """The entries of one page, which counts from 0."""
    return entries[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]


def page_count(entries: Sequence[Entry]) -> int:
    return max(1, -(-len(entries) // ON_A_PAGE))


def history_embed(history: Sequence[Revision]) -> dict[str, Any]:
    """Who did what to an entry, and when, newest first."""
    newest = history[-1]
    lines = []
    before: Revision | None = None
    for step in history:
        lines.append(_history_line(step, before))
        before = step
    shown = lines[::-1][:_SHOWN_REVISIONS]
    return _embed(
        f"History of “{newest.text.title}”", join_within(shown, EMBED_DESCRIPTION), _COLOUR
    )


def _list_line(entry: Entry) -> str:
    text, newest = entry.text, entry.newest
    questions = counted(len(text.questions), "question")
    when = f"{newest.change.value} <t:{int(newest.at.timestamp())}:d>"
    return f"**{entry.number}** · {harmless(text.title)} – {questions}, {when} by {_who(newest.by)}"


def _history_line(step: Revision, before: Revision | None) -> str:
    when = f"<t:{int(step.at.timestamp())}:f>"
    line = f"**{step.number}** · {step.change.value} {when} by {_who(step.by)}"
    if before is None or step.change is not Change.EDITED:
        return line
    one, other = before.text, step.text
    changed = [
        name
        for name, differs in (
            ("title", one.title != other.title),
            ("questions", one.questions != other.questions),
            ("text", one.body != other.body),
            ("sources", one.sources != other.sources),
            ("credit", one.credit != other.credit),
        )
        if differs
    ]
    return f"{line}: {', '.join(changed) or 'nothing'}"


def _who(member: int | None) -> str:
    return f"<@{member}>" if member is not None else "somebody"


def _credit_lines(text: EntryText) -> list[str]:
    credit = text.credit
    name = harmless(credit.name) if credit.name else ""
    link = f"[the message]({credit.link})" if credit.link else ""
    return [", ".join(filter(None, (name, link)))] if name or link else []


def _body(number: int, text: EntryText) -> str:
    blocks = []
    for section in sections_of_entry(number, text):
        if section.heading != text.title:
            blocks.append(f"**{section.heading}**")
        chosen = [Chosen(section, position) for position in range(len(section.statements))]
        blocks += [block.replace(" [0]", "").replace("\n[0]", "") for block in
                   render_part(chosen, {section.id: 0})]  # fmt: skip
    return "\n\n".join(blocks)


def _field(name: str, lines: Sequence[str]) -> dict[str, Any] | None:
    value = join_within(
        [shorten(line, EMBED_FIELD_VALUE - 20) for line in lines], EMBED_FIELD_VALUE
    )
    return {"name": name, "value": value} if value else None


def _embed(
    title: str,
    text: str,
    colour: int,
    note: str = "",
    fields: Sequence[dict[str, Any]] = (),
) -> dict[str, Any]:
    head = shorten(title, EMBED_TITLE)
    used = length(head) + length(note) + sum(length(f["name"]) + length(f["value"]) for f in fields)
    embed: dict[str, Any] = {
        "title": head,
        "description": shorten(text, min(EMBED_DESCRIPTION, EMBED_TOTAL - used)),
        "color": colour,
    }
    if fields:
        embed["fields"] = list(fields)
    if note:
        embed["footer"] = {"text": note}
    return embed


def _in_code(text: str) -> str:
    """A line for a block of code, which it cannot end."""
    return one_line(text).replace("`", "'")
