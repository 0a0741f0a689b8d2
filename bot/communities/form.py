"""What a moderator types into the dialog of an entry, and drafts of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.communities.entry import Credit, EntryText
from index.store import SourceLink

FIELD_LIMIT = 4000
"""Characters that one input of a Discord dialog takes."""

_KEY = re.compile(r"^\[\^([A-Za-z0-9_.-]+)\]\s*")


@dataclass(frozen=True, slots=True)
class Form:
    """The texts of the dialog as typed.

    Attributes:
        questions: one a line.
        sources: one a line: `Title | https://…`, or the address alone; `[^key]` before it where
            the body cites it by that key.
    """

    title: str = ""
    questions: str = ""
    body: str = ""
    sources: str = ""

    @property
    def fits_dialog(self) -> bool:
        fields = (self.title, self.questions, self.body, self.sources)
        return all(len(text) <= FIELD_LIMIT for text in fields)


EMPTY = Form()


@dataclass(frozen=True, slots=True)
class Draft:
    """What a moderator typed and has not published.

    Attributes:
        token: names the draft in the ids of its controls.
        number, revision: the entry that it changes, as it was; None for a new one.
    """

    token: str
    community: int
    member: int
    form: Form
    credit: Credit
    at: datetime
    number: int | None = None
    revision: int | None = None


def form_of(text: EntryText) -> Form:
    """The dialog filled in with an entry; `read_form` reads the same entry from it."""
    return Form(text.title, "\n".join(text.questions), text.body, sources_as_lines(text.sources))


def sources_as_lines(sources: Mapping[str, SourceLink]) -> str:
    lines = []
    for number, (key, source) in enumerate(sources.items(), start=1):
        marker = "" if key == automatic_key(number) else f"[^{key}] "
        lines.append(f"{marker}{source.title} | {source.url}")
    return "\n".join(lines)


def cut_source(line: str, number: int) -> tuple[str, str, str]:
    """Key, title and address of a line of sources; the title is empty where none is given."""
    match = _KEY.match(line)
    key = match[1] if match else automatic_key(number)
    rest = line[match.end() :] if match else line
    title, _, url = rest.rpartition("|")
    return key, title.strip(), url.strip()


def automatic_key(number: int) -> str:
    """The key of a source that was given none."""
    return f"s{number}"
