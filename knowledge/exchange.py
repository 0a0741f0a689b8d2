"""What to say where no article answers: small talk, and the borders of what Backroad covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from knowledge.article import Text
from knowledge.document import Document, Strict
from knowledge.faults import Fault, Faults


class ExchangeKind(StrEnum):
    """Small talk gets its reply; what lies beyond the border is refused with it."""

    SMALL_TALK = "small_talk"
    BORDER = "border"


class Script(Strict):
    """The content of an exchange's file: messages of this kind, and the reply to them."""

    kind: ExchangeKind
    reply: Text
    examples: Annotated[list[Text], Field(min_length=3)]


@dataclass(frozen=True, slots=True)
class Exchange:
    """An exchange as read from its file; the slug is the file's name."""

    slug: str
    path: Path
    script: Script
    document: Document = field(repr=False, compare=False)


_SCRIPT = TypeAdapter(Script)


def read_exchange(path: Path) -> tuple[Exchange | None, list[Fault]]:
    """Reads one exchange, or everything that is wrong with its form."""
    document = Document.read(path)
    if isinstance(document, Fault):
        return None, [document]
    script = document.validate(_SCRIPT)
    if isinstance(script, Faults):
        return None, list(script)
    return Exchange(path.stem, path, script, document), []
