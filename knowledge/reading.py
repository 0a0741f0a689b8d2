"""From the text of an article to an `Article`, or to everything that is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import frontmatter
from pydantic import TypeAdapter

from knowledge.article import Article, Head, check_slug
from knowledge.document import Document, read_utf8
from knowledge.faults import Fault, Faults
from knowledge.markdown import parse_body

_HANDLER = frontmatter.YAMLHandler()
_HEAD = TypeAdapter(Head)


@dataclass(frozen=True, slots=True)
class HeadAndBody:
    """The two parts of a file, and the number of the line on which each begins."""

    head: str
    head_line: int
    body: str
    body_line: int


def split_head(path: Path, text: str) -> HeadAndBody | Fault:
    """Parts a YAML head from the Markdown below it. `path` is named in the fault."""
    if not _HANDLER.detect(text):
        return Fault(path, 1, "no head: start with '---', the fields and '---'")
    try:
        head, body = _HANDLER.split(text)
    except ValueError:
        return Fault(path, 1, "the head is not closed: end it with '---'")
    head_line = 1 + text[: text.index(head)].count("\n") if head.strip() else 1
    return HeadAndBody(head, head_line, body, 1 + text[: len(text) - len(body)].count("\n"))


def read_article(path: Path) -> tuple[Article | None, list[Fault]]:
    """Reads one article's file; the slug is the file's name. See `parse_article`."""
    text = read_utf8(path)
    return (None, [text]) if isinstance(text, Fault) else parse_article(path, text)


def parse_article(path: Path, text: str) -> tuple[Article | None, list[Fault]]:
    """Parses an article's text. `path` gives the slug (its stem) and is named in faults.

    Returns:
        The article with the faults of its form; None where the head cannot be read as one.
        Rules about content are those of `knowledge.checks`.
    """
    faults = check_slug(path)
    parts = split_head(path, text)
    if isinstance(parts, Fault):
        return None, [*faults, parts]
    document = Document.parse(path, parts.head, parts.head_line)
    if isinstance(document, Fault):
        return None, [*faults, document]
    head = document.validate(_HEAD)
    sections, body_faults = parse_body(path, parts.body, parts.body_line)
    faults += body_faults
    if isinstance(head, Faults):
        return None, [*faults, *head]
    return Article(path.stem, path, head, sections, document), faults
