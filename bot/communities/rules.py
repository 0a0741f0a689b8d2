"""The rules of an entry's content; each departure is a fault with its line. Pure.

They are those of articles where they fit: web addresses belong in the sources, code is short and
has its language, a citation has its source. What an entry could do harm with on Discord is refused:
links that hide where they lead, mentions, and what would break out of an answer's form.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.communities.sections import read_body
from bot.communities.text_rules import Placed
from index.store import SourceLink
from knowledge.article import Block, BlockKind, Section
from knowledge.checks.article_rules import CODE_LINES
from knowledge.faults import Fault

LONGEST_BODY = 12_000
SHORTEST_BODY = 20
TITLE = (3, 100)
QUESTIONS = (1, 15)
QUESTION = (3, 200)
SECTIONS = 12
SOURCES = 10
LONGEST_URL = 300
LONGEST_SOURCE_TITLE = 120

_MENTION = re.compile(r"(?<!\w)@(?:everyone|here)\b|<@[!&]?\d+>", re.IGNORECASE)
_MASKED = re.compile(r"\]\s?\((?!article:[a-z0-9-]+\))\s*<?([^)\s>]*)")
_CITED = re.compile(r"\[\^([A-Za-z0-9_.-]+)\]")
_MARKER = re.compile(r"\[\d+\]")
_CODE_SPAN = re.compile(r"`[^`]*`")
_HEADING_FORBIDS = re.compile(r"[\[\]<>`*|~\\@]|://")
_LANGUAGE = re.compile(r"^[A-Za-z0-9+#.-]{1,20}$")
_URL = re.compile(r"https?://\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Written:
    """What was read, each part with its place."""

    title: Placed
    questions: Sequence[Placed]
    body: Placed
    sources: Mapping[str, SourceLink]
    source_places: Mapping[str, Placed]


def check(written: Written, titles: Collection[str] = ()) -> Iterator[Fault]:
    """Every fault. `titles`: of the server's other entries."""
    body = written.body
    if len(body.text) > LONGEST_BODY:
        message = f"{len(body.text):,} characters: at most {LONGEST_BODY:,}"
        yield Fault(body.path, body.line, message)
        return
    if len(body.text.strip()) < SHORTEST_BODY:
        message = f"{len(body.text.strip())} characters: at least {SHORTEST_BODY}"
        yield Fault(body.path, body.line, message)
        return
    sections, faults = read_body(body.text, body.path, body.line)
    yield from faults
    yield from _check_title(written.title, titles)
    yield from _check_questions(written, sections)
    yield from _check_sources(written)
    yield from _check_lines(body, sections)
    yield from _check_sections(written, sections)


def _check_title(title: Placed, titles: Collection[str]) -> Iterator[Fault]:
    yield from _check_length(title, TITLE, "title")
    if "\n" in title.text or _HEADING_FORBIDS.search(title.text):
        yield Fault(title.path, title.line, "a title is plain words on one line, without signs")
    if title.text.casefold() in {other.casefold() for other in titles}:
        message = f"title '{title.text}' is also that of another entry of this server"
        yield Fault(title.path, title.line, message)


def _check_questions(written: Written, sections: Sequence[Section]) -> Iterator[Fault]:
    below = [
        Placed(question, written.body.path, section.line)
        for section in sections
        for question in section.questions
    ]
    questions = [*written.questions, *below]
    if not QUESTIONS[0] <= len(questions) <= QUESTIONS[1]:
        place = written.questions[0] if written.questions else written.title
        message = f"{len(questions)} questions: {QUESTIONS[0]} to {QUESTIONS[1]} are asked"
        yield Fault(place.path, place.line, message)
    seen: set[str] = set()
    for question in questions:
        yield from _check_length(question, QUESTION, "question")
        if "\n" in question.text or _MENTION.search(question.text) or "](" in question.text:
            yield Fault(question.path, question.line, "a question is plain words on one line")
        key = " ".join(question.text.casefold().strip(" ?.!").split())
        if key in seen:
            message = f"question '{question.text}' stands twice"
            yield Fault(question.path, question.line, message)
        seen.add(key)


def _check_length(placed: Placed, bounds: tuple[int, int], name: str) -> Iterator[Fault]:
    length = len(placed.text)
    if not bounds[0] <= length <= bounds[1]:
        message = f"{name} of {length:,} characters: {bounds[0]} to {bounds[1]} are asked"
        yield Fault(placed.path, placed.line, message)


def _check_sources(written: Written) -> Iterator[Fault]:
    if len(written.sources) > SOURCES:
        place = next(iter(written.source_places.values()))
        message = f"{len(written.sources)} sources: at most {SOURCES}"
        yield Fault(place.path, place.line, message)
    for key, source in written.sources.items():
        place = written.source_places[key]
        if len(source.url) > LONGEST_URL:
            message = f"source '{key}' has an address of {len(source.url):,} characters"
            yield Fault(place.path, place.line, f"{message}: at most {LONGEST_URL}")
        if _hides_its_host(source.url) or re.search(r"[()<>\s]", source.url):
            message = f"source '{key}' has an address that hides where it leads"
            yield Fault(place.path, place.line, message)
        yield from _check_length(
            Placed(source.title, place.path, place.line), (1, LONGEST_SOURCE_TITLE), "source title"
        )
        if "\n" in source.title or _HEADING_FORBIDS.search(source.title):
            message = f"source '{key}': its title is plain words on one line, without signs"
            yield Fault(place.path, place.line, message)


def _hides_its_host(url: str) -> bool:
    """Whether an address shows a name before the host, as https://good.test@evil.test does."""
    try:
        return "@" in urlsplit(url).netloc
    except ValueError:
        return True


def _check_lines(body: Placed, sections: Sequence[Section]) -> Iterator[Fault]:
    """What no line of prose may hold; code is shown as code and does nothing."""
    code = {number for section in sections for block in section.blocks for number in _code(block)}
    for number, line in enumerate(body.text.split("\n"), start=body.line):
        if number in code:
            continue
        for mention in _MENTION.findall(line):
            yield Fault(body.path, number, f"mention '{mention}': write a name without the sign")
        for match in _MASKED.finditer(line):
            message = f"link to '{match[1][:80]}': web addresses belong in 'sources'"
            yield Fault(body.path, number, message)
        if any(_hides_its_host(url) for url in _URL.findall(line)):
            yield Fault(body.path, number, "an address that hides where it leads")


def _code(block: Block) -> range:
    """The lines of a block's code."""
    if block.kind is not BlockKind.CODE:
        return range(0)
    return range(block.line + 1, block.line + 2 + block.items[0].count("\n"))


def _check_sections(written: Written, sections: Sequence[Section]) -> Iterator[Fault]:
    body = written.body
    if len(sections) > SECTIONS:
        yield Fault(body.path, body.line, f"{len(sections)} sections: at most {SECTIONS}")
    seen: set[str] = set()
    for section in sections:
        if _HEADING_FORBIDS.search(section.heading):
            message = "a heading is plain words, without signs"
            yield Fault(body.path, section.line, message)
        if section.heading:
            yield from _check_length(
                Placed(section.heading, body.path, section.line), TITLE, "heading"
            )
        if section.heading.casefold() in seen:
            yield Fault(body.path, section.line, f"heading '{section.heading}' stands twice")
        seen.add(section.heading.casefold())
        if not any(block.items for block in section.blocks):
            message = f"heading '{section.heading}' has no text below it"
            yield Fault(body.path, section.line, message)
        for block in section.blocks:
            yield from _check_block(written, block)


def _check_block(written: Written, block: Block) -> Iterator[Fault]:
    path = written.body.path
    if block.kind is BlockKind.CODE:
        lines = block.items[0].count("\n") + 1
        if lines > CODE_LINES:
            yield Fault(path, block.line, f"code of {lines} lines: at most {CODE_LINES}")
        if "```" in block.items[0] or (block.language and not _LANGUAGE.match(block.language)):
            yield Fault(path, block.line, "code that would not end where it should on Discord")
        return
    for item in block.items:
        for key in dict.fromkeys(_CITED.findall(item)):
            if key not in written.sources:
                yield Fault(path, block.line, f"citation '{key}' without a source")
        for marker in _MARKER.findall(_CODE_SPAN.sub("", item)):
            message = f"'{marker}' reads as a citation of the answer: write it another way"
            yield Fault(path, block.line, message)
