"""From what a moderator sends, typed or as a file, to an entry, or to everything wrong with it."""

from __future__ import annotations

import codecs
from collections.abc import Collection
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, StringConstraints, TypeAdapter

from bot.communities.entry import NO_CREDIT, Credit, EntryText
from bot.communities.form import Form, cut_source
from bot.communities.rules import LONGEST_BODY, Written, check
from bot.communities.text_rules import Placed, check_text
from index.store import SourceLink
from knowledge.article import Source, Text
from knowledge.document import Document, Strict
from knowledge.faults import Fault, Faults
from knowledge.reading import split_head

LONGEST_FILE = 32_768
"""Bytes of an attached file."""

_LONGEST_FORM = 3 * LONGEST_BODY
_DEEPEST = 4
_ENDINGS = (".md", ".markdown")
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
_NAMED = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken, yaml.DirectiveToken)

_Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
_SOURCE = TypeAdapter(Source)


class EntryHead(Strict):
    """The head of an entry's file."""

    title: Text
    questions: list[Text]
    sources: dict[_Key, Source] = Field(default_factory=dict)


_HEAD = TypeAdapter(EntryHead)


def refuse_file(name: str, content_type: str | None, size: int) -> str | None:
    """Why a file cannot be an entry, told before it is fetched; None where it can."""
    kind = (content_type or "text/plain").partition(";")[0].strip()
    if not name.lower().endswith(_ENDINGS) or not kind.startswith("text/"):
        return "That is no Markdown file: attach one whose name ends in `.md`."
    if size > LONGEST_FILE:
        return f"The file has {size:,} bytes: an entry has at most {LONGEST_FILE:,}."
    return None


def read_file(
    name: str, data: bytes, credit: Credit = NO_CREDIT, titles: Collection[str] = ()
) -> EntryText | Faults:
    """Reads an attached file: a YAML head with title, questions and sources, then Markdown.

    Args:
        name: the file's, named in faults.
        titles: of the server's other entries, which this one may not share.
    """
    path = Path(Path(name).name or "entry.md")
    if len(data) > LONGEST_FILE:
        message = f"{len(data):,} bytes: an entry has at most {LONGEST_FILE:,}"
        return Faults([Fault(path, 1, message)])
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Faults([Fault(path, line, "not UTF-8: save the file in that encoding")])
    text = _plain_newlines(text)
    unreadable = check_text(Placed(text, path, 1))
    if unreadable:
        return unreadable
    parts = split_head(path, text)
    if isinstance(parts, Fault):
        return Faults([parts])
    tricks = _check_yaml(path, parts.head, parts.head_line)
    if tricks is not None:
        return Faults([tricks])
    document = Document.parse(path, parts.head, parts.head_line)
    if isinstance(document, Fault):
        return Faults([document])
    head = document.validate(_HEAD)
    if isinstance(head, Faults):
        return head
    written = Written(
        Placed(head.title, path, document.line(("title",))),
        [
            Placed(question, path, document.line(("questions", number)))
            for number, question in enumerate(head.questions)
        ],
        Placed(parts.body.strip("\n"), path, parts.body_line + _leading_newlines(parts.body)),
        {key: SourceLink(one.title, str(one.url)) for key, one in head.sources.items()},
        {key: Placed(one.title, path, document.line(("sources", key)))
         for key, one in head.sources.items()},
    )  # fmt: skip
    return _finished(written, Faults(), credit, titles)


def read_form(
    form: Form, credit: Credit = NO_CREDIT, titles: Collection[str] = ()
) -> EntryText | Faults:
    """Reads the dialog. Faults name the input and the line in it; see `read_file`."""
    typed = {
        "title": form.title,
        "questions": form.questions,
        "body": form.body,
        "sources": form.sources,
    }
    placed = {
        name: Placed(_plain_newlines(text).strip("\n"), Path(name), 1)
        for name, text in typed.items()
    }
    for one in placed.values():
        if len(one.text) > _LONGEST_FORM:
            message = f"{len(one.text):,} characters: at most {LONGEST_BODY:,}"
            return Faults([Fault(one.path, 1, message)])
    unreadable = Faults(fault for one in placed.values() for fault in check_text(one))
    if unreadable:
        return unreadable
    sources, places, faults = _read_sources(placed["sources"])
    title = placed["title"]
    written = Written(
        Placed(title.text.strip(), title.path, 1),
        [
            Placed(line.strip().removeprefix("- ").strip(), Path("questions"), number)
            for number, line in enumerate(placed["questions"].text.split("\n"), start=1)
            if line.strip()
        ],
        placed["body"],
        sources,
        places,
    )
    return _finished(written, faults, credit, titles)


def _read_sources(
    placed: Placed,
) -> tuple[dict[str, SourceLink], dict[str, Placed], Faults]:
    sources: dict[str, SourceLink] = {}
    places: dict[str, Placed] = {}
    faults: list[Fault] = []
    lines = [(n, line) for n, line in enumerate(placed.text.split("\n"), start=1) if line.strip()]
    for position, (number, line) in enumerate(lines, start=1):
        key, title, url = cut_source(line.strip(), position)
        value = {"title": title or url, "url": url}
        document = Document(placed.path, value, {}, number)
        source = document.validate(_SOURCE)
        if isinstance(source, Faults):
            faults += source
            continue
        if key in sources:
            faults.append(Fault(placed.path, number, f"source '{key}' stands twice"))
        address = str(source.url)
        name = title or address.partition("://")[2].partition("/")[0]
        sources[key] = SourceLink(name, address)
        places[key] = Placed(name, placed.path, number)
    return sources, places, Faults(faults)


def _finished(
    written: Written, faults: Faults, credit: Credit, titles: Collection[str]
) -> EntryText | Faults:
    found = sorted({*faults, *check(written, titles)}, key=lambda fault: (fault.line, str(fault)))
    if found:
        return Faults(found)
    return EntryText(
        written.title.text,
        tuple(question.text for question in written.questions),
        written.body.text,
        written.sources,
        credit,
    )


def _check_yaml(path: Path, text: str, first_line: int) -> Fault | None:
    """What a head of plain fields never needs and only tricks use; None where there is none."""
    depth = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            line = first_line + token.start_mark.line
            if isinstance(token, _NAMED):
                return Fault(path, line, "anchors, aliases and tags have no place in a head")
            depth += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
            if depth > _DEEPEST:
                return Fault(path, line, "nested too deeply: a head holds plain fields")
    except (yaml.YAMLError, ValueError):
        return None  # told by the parser, with its line
    return None


def _plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _leading_newlines(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))
