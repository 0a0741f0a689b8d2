"""A draft: the statements chosen for an answer, in order, and their rendering. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.answer import Citation
from index.passages import SUMMARY_ANCHOR, IndexedSection, Statement
from index.store import SourceLink, Topic
from knowledge.article import BlockKind


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement of a section, picked for an answer."""

    section: IndexedSection
    number: int

    @property
    def statement(self) -> Statement:
        return self.section.statements[self.number]


@dataclass(slots=True)
class Part:
    """A stretch of the answer under an optional heading."""

    chosen: list[Chosen] = field(default_factory=list)
    heading: str = ""

    @property
    def words(self) -> int:
        prose = (c.statement for c in self.chosen if c.statement.kind is not BlockKind.CODE)
        return sum(len(statement.text.split()) for statement in prose)

    @property
    def characters(self) -> int:
        return sum(len(chosen.statement.text) for chosen in self.chosen)


@dataclass(slots=True)
class Draft:
    """The parts of an answer, in order."""

    parts: list[Part] = field(default_factory=list)

    @property
    def chosen(self) -> list[Chosen]:
        return [chosen for part in self.parts for chosen in part.chosen]


_MARKER = 5
"""Characters of a marker and what parts it from its statement."""


def within(draft: Draft, characters: int, is_outline: bool = False) -> Draft:
    """The draft as far as it is no longer than that, always with its first section.

    Whole sections are left out: the last one of the part that has most of them, again and again.

    Args:
        is_outline: whether the sections of the first part are the steps of one way, so that the
            other parts are left out before them.
    """
    parts = [Part(list(part.chosen), part.heading) for part in draft.parts]
    while sum(map(_length, parts)) > characters:
        longest = max(parts, key=lambda part: len(_sections(part)))
        *before, last = _sections(longest)
        if len(parts) > 1 and (is_outline or not before):
            parts.pop()
        elif before:
            longest.chosen = [one for one in longest.chosen if one.section.id != last]
        else:
            break
    return Draft(parts)


def _sections(part: Part) -> list[str]:
    return list(dict.fromkeys(chosen.section.id for chosen in part.chosen))


def _length(part: Part) -> int:
    headings = {one.section.id: len(one.section.heading) for one in part.chosen}
    texts = part.characters + _MARKER * len(part.chosen)
    return len(part.heading) + sum(headings.values()) + texts


def render(
    draft: Draft,
    topics: Mapping[str, Topic],
    sources: Callable[[str], Mapping[str, SourceLink]],
) -> tuple[str, tuple[Citation, ...]]:
    """The draft as Markdown, each statement followed by its marker, and the citations.

    Sections are numbered in order of appearance. Every marker has its citation and the other way
    round; a citation's quote is the section's chosen statements, word for word, in their order.
    """
    numbers: dict[str, int] = {}
    for chosen in draft.chosen:
        numbers.setdefault(chosen.section.id, len(numbers) + 1)
    blocks: list[str] = []
    for part in draft.parts:
        if part.heading:
            blocks.append(f"**{part.heading}**")
        blocks += render_part(part.chosen, numbers)
    citations = tuple(
        cite(number, _of_section(draft, section_id), topics, sources)
        for section_id, number in numbers.items()
    )
    return "\n\n".join(blocks), citations


def render_part(chosen: Sequence[Chosen], numbers: Mapping[str, int]) -> list[str]:
    """Statements as blocks of Markdown, each with the number of its section in `numbers`.

    Sections behind the first stand under their headings, which say what question they answer.
    """
    blocks: list[str] = []
    previous: Chosen | None = None
    for one in chosen:
        text = _render_statement(one, numbers[one.section.id])
        kind = one.statement.kind
        if previous is not None and _same_block(previous, one) and kind is not BlockKind.CODE:
            blocks[-1] += ("\n" if kind is BlockKind.LIST else " ") + text
        else:
            blocks += [*_heading(previous, one), text]
        previous = one
    return blocks


def _heading(previous: Chosen | None, one: Chosen) -> list[str]:
    """The heading of a section that begins behind another one, in bold."""
    if previous is None or previous.section.id == one.section.id:
        return []
    name = heading_of(one.section)
    return [f"**{name}**"] if name else []


def heading_of(section: IndexedSection) -> str:
    """What a section may stand under; nothing for a summary, which explains the whole topic."""
    is_summary = section.id.endswith(f"#{SUMMARY_ANCHOR}")
    return "" if is_summary else section.heading.replace("*", "")


def _same_block(one: Chosen, other: Chosen) -> bool:
    same_section = one.section.id == other.section.id
    return same_section and one.statement.block == other.statement.block


def _render_statement(chosen: Chosen, number: int) -> str:
    statement = chosen.statement
    marker = f"[{number}]"
    if statement.kind is BlockKind.CODE:
        return f"```{statement.language}\n{statement.text}\n```\n{marker}"
    if statement.kind is BlockKind.TABLE:
        return "\n".join(f"{row} {marker}" for row in table_lines(statement.text))
    if statement.kind is BlockKind.LIST:
        return f"- {statement.text} {marker}"
    return f"{statement.text} {marker}"


_SAYS_LITTLE = re.compile(r"^(?:[^A-Za-z]*|.{1,2})$")
"""A row's name that needs its column's: a number, or hardly a word."""


def table_lines(text: str) -> list[str]:
    """A table as a list, one line a row, which reads well where tables are not drawn."""
    rows = [[cell.strip() for cell in line.split(" | ")] for line in text.split("\n")]
    header, *body = rows
    lines = []
    for row in body:
        name = f"{header[0]}: {row[0]}" if header[0] and _SAYS_LITTLE.match(row[0]) else row[0]
        cells = [
            f"{name}: {cell}" if name else cell
            for name, cell in zip(header[1:], row[1:], strict=False)
            if cell
        ]
        lines.append(f"- **{name}** – {' · '.join(cells)}" if cells else f"- **{name}**")
    return lines


def _of_section(draft: Draft, section_id: str) -> list[Chosen]:
    same = {c.number: c for c in draft.chosen if c.section.id == section_id}
    return [same[number] for number in sorted(same)]


def cite(
    number: int,
    chosen: Sequence[Chosen],
    topics: Mapping[str, Topic],
    sources: Callable[[str], Mapping[str, SourceLink]],
) -> Citation:
    """The citation of one or more statements of one section, given in the section's order."""
    section = chosen[0].section
    links = sources(section.topic)
    keys = dict.fromkeys(key for one in chosen for key in one.statement.sources)
    return Citation(
        n=number,
        topic=section.topic,
        title=topics[section.topic].title,
        section=section.heading,
        quote=quote(chosen),
        sources=tuple(links[key] for key in keys if key in links),
    )


def quote(chosen: Sequence[Chosen]) -> str:
    """Statements of one section, word for word.

    A line break stands where the section has more between them.
    """
    text = ""
    previous: Chosen | None = None
    for one in chosen:
        follows = previous is not None and one.number == previous.number + 1
        joint = " " if follows and one.statement.kind is BlockKind.PARAGRAPH else "\n"
        text += (joint if previous is not None else "") + one.statement.text
        previous = one
    return text
