"""What an article is: its head, its sections and their blocks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, HttpUrl, StringConstraints

from knowledge.document import Document, Strict
from knowledge.faults import Fault

_SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
LONGEST_SLUG = 60
"""A slug stands in the id of a button with what the button does; Discord takes 100 characters."""

CITATION = re.compile(r"\[\^([A-Za-z0-9_.-]+)\]")
_LINK = re.compile(r"\[([^\]]+)\]\((article:)?([^)\s]*)\)")
_WORD = re.compile(r"[^\W_][\w'’./+#-]*")

Slug = Annotated[str, StringConstraints(pattern=_SLUG)]
Text = Annotated[str, StringConstraints(min_length=1)]


def check_slug(path: Path) -> list[Fault]:
    """What is wrong with a file's name where it is the slug of what the file holds."""
    if not re.match(_SLUG, path.stem):
        return [Fault(path, 1, "a file's name is the slug: a-z, 0-9 and single hyphens")]
    if len(path.stem) > LONGEST_SLUG:
        return [Fault(path, 1, f"a file's name is the slug: at most {LONGEST_SLUG} characters")]
    return []


class Level(StrEnum):
    """How much a reader should already know, easiest first."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"

    @property
    def rank(self) -> int:
        return list(Level).index(self)


class Source(Strict):
    """A named source: the title readers see and the address it links to."""

    title: Text
    url: HttpUrl


class Head(Strict):
    """The YAML head of an article. CONTRIBUTING says what goes into each field."""

    title: Text
    area: Slug
    level: Level
    summary: Text
    aliases: list[Text]
    requires: list[Slug]
    related: list[Slug]
    hours: Annotated[int, Field(ge=1, le=200)]
    sources: dict[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")], Source]


class BlockKind(StrEnum):
    PARAGRAPH = "paragraph"
    LIST = "list"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, list, table or code block.

    `items` are its units of prose in order, with their citation markers: the paragraph itself, the
    items of a list, the lines of a table (header first, cells joined by " | "); for code, the code.
    """

    kind: BlockKind
    items: tuple[str, ...]
    line: int
    language: str = ""
    ordered: bool = False

    @property
    def citations(self) -> tuple[str, ...]:
        """Keys of the sources cited in this block, in order of appearance, each once."""
        if self.kind is BlockKind.CODE:
            return ()
        return tuple(dict.fromkeys(key for item in self.items for key in CITATION.findall(item)))

    @property
    def words(self) -> int:
        return sum(count_words(item) for item in self.items)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the questions it answers in people's words, and its blocks."""

    heading: str
    questions: tuple[str, ...]
    blocks: tuple[Block, ...]
    line: int

    @property
    def anchor(self) -> str:
        """The heading as a slug: stable as long as the heading is."""
        return slugify(self.heading)

    @property
    def is_practice(self) -> bool:
        """Whether the section sets a project, which states no facts and needs no source."""
        return self.heading.lower().startswith("practise")

    @property
    def prose_words(self) -> int:
        prose = (BlockKind.PARAGRAPH, BlockKind.LIST)
        return sum(block.words for block in self.blocks if block.kind in prose)

    @property
    def citations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for block in self.blocks for key in block.citations))


@dataclass(frozen=True, slots=True)
class Article:
    """A whole article, as read from its file."""

    slug: str
    path: Path
    head: Head
    sections: tuple[Section, ...]
    document: Document = field(repr=False, compare=False)

    @property
    def title(self) -> str:
        return self.head.title

    @property
    def words(self) -> int:
        return sum(section.prose_words for section in self.sections)

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the topic: title, slug as words, aliases; each once, ignoring case."""
        names = [self.head.title, self.slug.replace("-", " "), *self.head.aliases]
        return tuple({name.casefold(): name for name in reversed(names)}.values())[::-1]

    def section(self, heading: str) -> Section | None:
        return next((section for section in self.sections if section.heading == heading), None)


def slugify(text: str) -> str:
    """Lower-case ASCII letters, digits and single hyphens; "section" where nothing is left."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "section"


def strip_citations(text: str) -> str:
    """The text without its `[^key]` markers."""
    return CITATION.sub("", text)


def article_links(text: str) -> list[str]:
    """Slugs that `[text](article:slug)` links of the text point to."""
    return [target for _, scheme, target in _LINK.findall(text) if scheme]


def web_links(text: str) -> list[str]:
    """Targets of links that point elsewhere than to an article."""
    return [target for _, scheme, target in _LINK.findall(text) if not scheme]


def plain_links(text: str) -> str:
    """The text with article links replaced by their words."""
    return _LINK.sub(lambda match: match[1] if match[2] else match[0], text)


def count_words(text: str) -> int:
    """Words of prose: citation markers do not count, code in back quotes does."""
    return len(_WORD.findall(plain_links(strip_citations(text))))
