"""Choosing the statements that answer a question. Pure: embeddings and sections in, a draft out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.draft import Chosen, Part
from bot.answering.intent import Intent
from index.passages import IndexedSection
from knowledge.article import BlockKind

LEAD_WORDS = 60
"""The direct answer: sentences from its block are taken until this many words are reached."""

FULL_WORDS = 190
"""The best section is quoted up to this many words: most sections are quoted whole."""

_FURTHER_WORDS = 65
"""How much is quoted of each further section."""

_OTHER_LEAD = 0.2
"""How much nearer a later block must be to the question to be answered from first."""

_LEANING = re.compile(
    r"^(?:it|its|this|that|these|those|they|their|them|he|she|such|both|neither|either|each|"
    r"the (?:same|other|second|first|latter|former|rest|result|answer|reason|table|list|example|"
    r"query|code)|"
    r"then|therefore|thus|hence|so|but|however|also|and|or|yet|still|instead|otherwise|meanwhile|"
    r"another|others|here|there|two|three|one)\b",
    re.IGNORECASE,
)


_ON_CODE = re.compile(
    r"\b(?:the (?:two|first|second|third|last|query|function|code|example|lines?|call|command|"
    r"class|handler|loop|test|statement|block|file)|both|here|above|this|these)\b|`",
    re.IGNORECASE,
)
"""Words with which a paragraph begins to speak of the code before it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section to quote from. `nearness`: the cosine of each statement with the question."""

    section: IndexedSection
    nearness: Sequence[float]


def compose_part(candidates: Sequence[Candidate], intents: frozenset[Intent], words: int) -> Part:
    """Quotes the first section, and the lead of each further one.

    Args:
        candidates: sections by how well they answer, best first.
        intents: what the question asks for; code is quoted for examples only.
        words: about how much of the first section may be quoted.
    """
    part = Part()
    for number, candidate in enumerate(candidates):
        wants_code = Intent.EXAMPLE in intents or (
            Intent.HOW_TO in intents and number == 0 and words >= FULL_WORDS
        )
        limit = min(words // 2, _FURTHER_WORDS) if part.words > words // 2 else words - part.words
        part.chosen += [
            Chosen(candidate.section, position)
            for position in choose(candidate, limit, wants_code, Intent.EXAMPLE in intents)
        ]
    return part


def choose(candidate: Candidate, words: int, wants_code: bool, code_first: bool) -> list[int]:
    """Numbers of the statements to quote from one section, in the order to show them."""
    statements = candidate.section.statements
    blocks = _blocks(candidate.section)
    code = {n for n, group in blocks.items() if statements[group[0]].kind is BlockKind.CODE}
    lead = _lead_block(candidate, blocks)
    order = [lead, *(n for n in _by_nearness(candidate, blocks) if n != lead)]
    if code_first:
        order = [lead, *sorted(code), *(n for n in order[1:] if n not in code)]
    taken: dict[int, list[int]] = {}
    left = words
    for position, number in enumerate(order):
        if number in code:
            if wants_code:
                taken[number] = blocks[number]
            continue
        limit = max(left, LEAD_WORDS) if position == 0 else left
        group = _fitting(candidate, blocks[number], limit, whole=number == lead)
        if not group:
            continue
        taken[number] = group
        left -= sum(len(statements[n].text.split()) for n in group)
        if left < words // 4:
            break
    _drop_comments_on_code(candidate.section, blocks, taken)
    _add_missing_introductions(candidate.section, blocks, taken)
    shown = [lead, *sorted(n for n in taken if n != lead)]
    chosen = [n for number in shown for n in taken.get(number, [])]
    return _without_dangling(candidate.section, chosen)


def _drop_comments_on_code(
    section: IndexedSection, blocks: dict[int, list[int]], taken: dict[int, list[int]]
) -> None:
    """A paragraph that speaks of the code before it goes where that is not shown."""
    for number in [n for n in taken if n - 1 in blocks and n - 1 not in taken]:
        before = section.statements[blocks[number - 1][0]]
        opening = section.statements[blocks[number][0]]
        if before.kind is BlockKind.CODE and _ON_CODE.search(opening.text):
            del taken[number]


def _blocks(section: IndexedSection) -> dict[int, list[int]]:
    """Numbers of the statements of each block."""
    blocks: dict[int, list[int]] = {}
    for number, statement in enumerate(section.statements):
        blocks.setdefault(statement.block, []).append(number)
    return blocks


def _lead_block(candidate: Candidate, blocks: dict[int, list[int]]) -> int:
    """The block to begin with: the section's first, unless a later paragraph is much nearer."""
    statements = candidate.section.statements
    first = next(iter(blocks))
    best, best_nearness = first, _nearness(candidate, blocks[first]) + _OTHER_LEAD
    for number, group in blocks.items():
        opening = statements[group[0]]
        if opening.kind is not BlockKind.PARAGRAPH or _LEANING.match(opening.text):
            continue
        if _nearness(candidate, group) > best_nearness:
            best, best_nearness = number, _nearness(candidate, group)
    return best


def _by_nearness(candidate: Candidate, blocks: dict[int, list[int]]) -> list[int]:
    return sorted(blocks, key=lambda number: -_nearness(candidate, blocks[number]))


def _nearness(candidate: Candidate, group: Sequence[int]) -> float:
    return max([candidate.nearness[number] for number in group])


def _fitting(candidate: Candidate, group: Sequence[int], words: int, whole: bool) -> list[int]:
    """As much of a block as fits: a paragraph from its start, a list by its nearest items."""
    statements = candidate.section.statements
    if statements[group[0]].kind is BlockKind.TABLE:
        return list(group)
    is_list = statements[group[0]].kind is BlockKind.LIST
    order = list(group)
    if is_list:
        order.sort(key=lambda n: -candidate.nearness[n])
    taken: list[int] = []
    left = words
    for number in order:
        length = len(statements[number].text.split())
        if length > left and (taken or not whole):
            if is_list:
                continue
            break
        taken.append(number)
        left -= length
    return sorted(taken)


def _add_missing_introductions(
    section: IndexedSection, blocks: dict[int, list[int]], taken: dict[int, list[int]]
) -> None:
    """A list, table or code that is introduced by a sentence ending in a colon brings it along."""
    for number in sorted(taken):
        group = blocks.get(number - 1)
        if group is None or section.statements[taken[number][0]].kind is BlockKind.PARAGRAPH:
            continue
        introduction = group[-1]
        if section.statements[introduction].text.endswith(":"):
            known = taken.setdefault(number - 1, [])
            if introduction not in known:
                known.append(introduction)


def _without_dangling(section: IndexedSection, chosen: Sequence[int]) -> list[int]:
    """Drops sentences that lean on one that is not shown before them, and colons before nothing."""
    kept: list[int] = []
    for position, number in enumerate(chosen):
        statement = section.statements[number]
        before = kept[-1] if kept else None
        if (
            number
            and before != number - 1
            and statement.kind is BlockKind.PARAGRAPH
            and _LEANING.match(statement.text)
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
