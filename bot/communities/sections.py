"""An entry as sections and statements, the way answers quote articles. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bot.communities.entry import TOPIC_PREFIX, EntryText
from index.passages import IndexedSection, Statement, passages_of, statements_of
from knowledge.article import Section
from knowledge.faults import Fault
from knowledge.markdown import parse_body

_OPENING = "## The entry\n\n"
_OPENING_LINES = 2


def read_body(body: str, path: Path, first_line: int = 1) -> tuple[list[Section], list[Fault]]:
    """The sections of a body, and its faults as `parse_body` finds them.

    What stands before the first heading is a section with an empty heading.

    Args:
        path: named in faults only.
        first_line: the number of the body's first line.
    """
    sections, faults = parse_body(path, _OPENING + body, first_line - _OPENING_LINES)
    opening, *headed = sections
    found = [replace(opening, heading=""), *headed]
    return [section for section in found if section.heading or section.blocks], faults


def sections_of_entry(number: int, text: EntryText) -> tuple[IndexedSection, ...]:
    """The entry's sections; what no heading stands above is headed by the title.

    A statement without a marker rests on every source of the entry.
    """
    sections, _ = read_body(text.body, Path("body"))
    topic = f"{TOPIC_PREFIX}{number}"
    return tuple(
        IndexedSection(
            f"{topic}#{position}",
            topic,
            section.heading or text.title,
            section.questions,
            tuple(_rested(statement, text) for statement in statements_of(section)),
        )
        for position, section in enumerate(sections)
    )


def questions_of(text: EntryText, sections: tuple[IndexedSection, ...]) -> tuple[str, ...]:
    """What the entry is asked for: its title and every question, each once."""
    below = (question for section in sections for question in section.questions)
    return tuple(dict.fromkeys([text.title, *text.questions, *below]))


def passages(text: EntryText, sections: tuple[IndexedSection, ...]) -> Iterator[str]:
    """The entry's prose in pieces that the encoder reads whole."""
    for section in sections:
        yield from passages_of(text.title, section)


def _rested(statement: Statement, text: EntryText) -> Statement:
    return statement if statement.sources else replace(statement, sources=tuple(text.sources))
