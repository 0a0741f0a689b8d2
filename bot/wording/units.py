"""A model's text cut into the units that are checked one by one. Pure, and fit for streaming."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.article import CITATION
from knowledge.sentences import cut_sentences

_THINKING = re.compile(r"^\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_MARKER = re.compile(r"(```.*?(?:```|\Z)|`[^`\n]*`)|\s*\[\^?(\d+(?:\s*,\s*\^?\d+)*)\]", re.DOTALL)
_FENCE = re.compile(r"(```[^\n`]*\n.*?\n[ \t]*```(?:\[\^\d+\])*)", re.DOTALL)
_OPEN_FENCE = re.compile(r"^```([^\n`]*)\n(.*?)\n[ \t]*```", re.DOTALL)
_BULLET = re.compile(r"^\s*(?:[-*•+]|\d{1,2}[.)])\s+")
_HEADING = re.compile(r"^\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|-{3,}|\*{3,})\s*$")
_MARKERS = re.compile(r"(?:\[\^\d+\]\s*)+")
_LETTER = re.compile(r"[^\W_]")
_HALF_MARKER = re.compile(r"\s*\[[\^\d,\s]*\Z")


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or a piece of code.

    Attributes:
        text: with its markers written as `[^1]`; of code, the bare code.
        block: number of the paragraph, list item or piece of code it belongs to, from 0.
        is_item: whether that is a list item.
        is_code: whether it is code; then `markers` stand behind it.
        language: of code.
    """

    text: str
    block: int
    is_item: bool = False
    is_code: bool = False
    language: str = ""
    code_markers: tuple[int, ...] = ()

    @property
    def claims(self) -> list[tuple[str, tuple[int, ...]]]:
        """What the unit says, cut behind its markers: each stretch with the numbers it cites.

        A stretch that no marker follows cites nothing.
        """
        if self.is_code:
            return [(self.text, self.code_markers)]
        found: list[tuple[str, tuple[int, ...]]] = []
        start = 0
        for markers in _MARKERS.finditer(self.text):
            said = self.text[start : markers.start()].strip(" ,;.")
            found.append((said, tuple(int(key) for key in CITATION.findall(markers[0]))))
            start = markers.end()
        rest = self.text[start:].strip()
        return [*found, (rest, ())] if _LETTER.search(rest) else found


def cut_units(text: str, ended: bool) -> list[Unit]:
    """The units of a text, in order. Headings and what a model thinks aloud first are left out.

    Args:
        ended: whether the text is whole. While it still grows, only units that cannot change any
            more are given, so a longer text's units always begin with a shorter one's.
    """
    text = _THINKING.sub("", text)
    if not ended:
        text = _HALF_MARKER.sub("", text)
    text = _MARKER.sub(_as_own_marker, text)
    units = list(_units(text))
    return units if ended else _settled(units)


def _as_own_marker(match: re.Match[str]) -> str:
    if match[1] is not None:
        return match[1]
    return "".join(f"[^{number}]" for number in re.findall(r"\d+", match[2]))


def _units(text: str) -> Iterator[Unit]:
    block = 0
    for part in _FENCE.split(text):
        code = _OPEN_FENCE.match(part)
        if code is not None:
            numbers = tuple(int(key) for key in CITATION.findall(part[code.end() :]))
            yield Unit(code[2], block, False, True, code[1].strip(), numbers)
            block += 1
            continue
        for is_item, paragraph in _paragraphs(part):
            for sentence in cut_sentences(paragraph):
                if _LETTER.search(sentence):
                    yield Unit(sentence.strip(), block, is_item)
            block += 1


def _paragraphs(text: str) -> Iterator[tuple[bool, str]]:
    """Paragraphs and list items; lines that follow one another belong together."""
    lines: list[str] = []
    is_item = False
    for line in [*text.split("\n"), ""]:
        bullet = _BULLET.match(line)
        if (bullet or not line.strip() or _HEADING.match(line)) and lines:
            yield is_item, " ".join(lines)
            lines = []
        if not line.strip() or _HEADING.match(line):
            continue
        if not lines:
            is_item = bullet is not None
        lines.append(line[bullet.end() :].strip() if bullet else line.strip())


def _settled(units: list[Unit]) -> list[Unit]:
    """All but the last, up to the first whose code span or fence is still open."""
    settled = []
    for unit in units[:-1]:
        if not unit.is_code and unit.text.count("`") % 2:
            break
        settled.append(unit)
    return settled
