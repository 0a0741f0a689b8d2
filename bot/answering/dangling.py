"""Sentences that lean on what is not quoted before them. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.passages import IndexedSection
from knowledge.article import BlockKind

LEANING = re.compile(
    r"^(?:it|its|this|that|these|those|they|their|them|he|she|such|both|neither|either|each|"
    r"the (?:same|other|second|first|latter|former|rest|result|answer|reason|table|list|example|"
    r"query|code)|"
    r"then|therefore|thus|hence|so|but|however|also|and|or|yet|still|instead|otherwise|meanwhile|"
    r"another|others|here|there|two|three|one)\b",
    re.IGNORECASE,
)
"""A sentence that begins so speaks of the one before it."""

_ON_CODE = re.compile(
    r"\b(?:the (?:two|first|second|third|last|query|function|code|example|lines?|call|command|"
    r"class|handler|loop|test|statement|block|file)|both|here|above|this|these)\b",
    re.IGNORECASE,
)
_IN_CODE = re.compile(r"`([^`]{5,})`")
FOLLOWS = re.compile(r"\b(?:therefore|thus|hence|too|also|instead|then)\b", re.IGNORECASE)
"""Words, and names in the code, with which a sentence speaks of the code before it, and words with
which one follows from such a sentence."""


def without_comments_on_code(section: IndexedSection, numbers: Sequence[int]) -> list[int]:
    """Leaves out the sentences right behind code that is not shown which speak of it."""
    shown = set(numbers)
    kept: list[int] = []
    hidden = ""
    block = -1
    for number in numbers:
        statement, before = section.statements[number], section.statements[number - 1]
        if statement.block != block:
            block = statement.block
            after_code = number and before.kind is BlockKind.CODE and number - 1 not in shown
            hidden = before.text if after_code else ""
        lost = hidden and (
            _speaks_of_code(statement.text, hidden)
            or (kept[-1:] != [number - 1] and FOLLOWS.search(statement.text))
        )
        if not lost:
            kept.append(number)
    return _without_broken_lists(section, numbers, kept)


def _without_broken_lists(
    section: IndexedSection, numbers: Sequence[int], kept: Sequence[int]
) -> list[int]:
    """What is kept without lists of which an item is lost: the others are its counterparts."""
    statements, shown = section.statements, set(kept)
    lists = [n for n in numbers if statements[n].kind is BlockKind.LIST]
    broken = {statements[number].block for number in lists if number not in shown}
    return [number for number in kept if statements[number].block not in broken]


def _speaks_of_code(text: str, code: str) -> bool:
    return bool(_ON_CODE.search(text)) or any(name in code for name in _IN_CODE.findall(text))


def without_dangling(section: IndexedSection, chosen: Sequence[int]) -> list[int]:
    """Drops sentences that lean on one that is not shown before them, and colons before nothing."""
    kept: list[int] = []
    for position, number in enumerate(chosen):
        statement = section.statements[number]
        before = kept[-1] if kept else None
        if (
            number
            and before != number - 1
            and statement.kind is BlockKind.PARAGRAPH
            and LEANING.match(statement.text)
        ):
            continue
        after = chosen[position + 1] if position + 1 < len(chosen) else None
        if (
            statement.text.endswith(":")
            and after != number + 1
            and not _opens(section, after, number)
        ):
            continue
        kept.append(number)
    return kept


def _opens(section: IndexedSection, after: int | None, number: int) -> bool:
    """Whether the next shown statement belongs to the block right behind an introduction."""
    if after is None:
        return False
    return section.statements[after].block == section.statements[number].block + 1
