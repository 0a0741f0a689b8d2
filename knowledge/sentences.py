"""Prose into sentences, each with the sources it cites."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.article import CITATION, plain_links, strip_citations

_ABBREVIATIONS = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|cf|no|approx|dr|mr|mrs|ms|prof|st|inc|ltd|fig|sec|ch|vol|ed|al)|"
    r"\b[A-Z])\.$",
    re.IGNORECASE,
)
_MARKERS = r"(?:\[\^[A-Za-z0-9_.-]+\])*"
_END = re.compile(rf"""[.!?…]["'”’)\]]*{_MARKERS}(?=\s+["'“‘(\[`*_]*[\w$/<.-])""")
_CODE_SPAN = re.compile(r"`[^`]*`")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as plain Markdown without markers, and the keys of the sources it cites."""

    text: str
    citations: tuple[str, ...]


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a unit of prose (a paragraph, a list's item); see `cut_sentences`.

    Article links become their words.
    """
    return [_sentence(piece) for piece in cut_sentences(text)]


def cut_sentences(text: str) -> list[str]:
    """Cuts a unit of prose into its sentences, as they stand, with their markers.

    Markers belong to the sentence that they follow. Full stops in code spans, abbreviations,
    numbers and names such as Node.js end no sentence.
    """
    masked = _CODE_SPAN.sub(lambda match: "x" * len(match[0]), text)
    pieces, start = [], 0
    for end in _END.finditer(masked):
        before = strip_citations(masked[start : end.end()])
        if _ABBREVIATIONS.search(before) or _begins_lower(masked, end.end()):
            continue
        pieces.append(text[start : end.end()])
        start = end.end()
    pieces.append(text[start:])
    return [piece for piece in pieces if strip_citations(piece).strip()]


def _begins_lower(text: str, position: int) -> bool:
    rest = text[position:].lstrip().lstrip("\"'“‘([*_")
    return bool(rest) and rest[0].islower() and not rest.startswith("x")


def _sentence(piece: str) -> Sentence:
    text = " ".join(plain_links(strip_citations(piece)).split())
    return Sentence(text, tuple(dict.fromkeys(CITATION.findall(piece))))
