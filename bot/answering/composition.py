"""Choosing the statements that answer a question. Pure: embeddings and sections in, a draft out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.answering.dangling import (
    FOLLOWS,
    LEANING,
    without_comments_on_code,
    without_dangling,
)
from bot.answering.draft import Chosen, Part
from bot.answering.intent import Intent
from index.passages import IndexedSection
from knowledge.article import BlockKind

FULL_WORDS = 230
"""A section is quoted whole up to this many words, which nearly all of them have at most."""

_FURTHER_WORDS = 200
"""How much is quoted of each further section: nearly all are quoted whole, too, since a
list that breaks off is no answer."""

_LEAST_FURTHER_WORDS = 20
"""What is left of a further section without its code must be this much to be worth quoting."""

_WHOLE_LIST_WORDS = 170
"""Up to this many words a list to begin with is quoted whole, whatever the room: one that breaks
off after its first items is no answer."""

_ROOM_FOR_CODE = 1900
"""Up to so many characters, code right behind the first paragraph of a further section is quoted
with it; room for another section is left."""

_OTHER_LEAD = 0.25
"""How much nearer the first sentence of a later block must be to the question than the first block
for those before it to be left out."""

_ANSWERS = 0.55
"""From this cosine with the question such a block is put first where all are quoted."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A section to quote from. `nearness`: the cosine of each statement with the question."""

    section: IndexedSection
    nearness: Sequence[float]


def compose_part(
    candidates: Sequence[Candidate], intents: frozenset[Intent], words: int = FULL_WORDS
) -> Part:
    """Quotes the first section, and the beginning of each further one.

    A short first section, such as a summary, leaves the next one room to be quoted whole.

    Args:
        candidates: sections by how well they answer, best first.
        intents: what the question asks for; code of further sections is quoted for examples only,
            and where a question asks how, that of those that begin with it.
        words: about how much of the first section may be quoted.
    """
    part = Part()
    for number, candidate in enumerate(candidates):
        is_whole = number == 0 and words >= FULL_WORDS
        shows = is_whole or _shows_code(candidate.section, number, intents, part.characters)
        wants_code = shows or Intent.EXAMPLE in intents
        limit = words if part.words <= words // 3 else min(words, _FURTHER_WORDS)
        chosen = choose(candidate, limit, wants_code)
        if part.chosen and _says_little(candidate.section, chosen):
            continue
        if is_whole:
            chosen = _lead_first(candidate, chosen)
        part.chosen += [Chosen(candidate.section, position) for position in chosen]
    return part


def _shows_code(
    section: IndexedSection, number: int, intents: frozenset[Intent], before: int
) -> bool:
    """Whether the code behind a section's first paragraph is what the section tells.

    That of the first section where the paragraph leads into it, that of the others where the
    question asks how, or where there is room for it, since the rest of a recipe says little
    without it.

    Args:
        before: how many characters are quoted before the section.
    """
    opening = [statement for statement in section.statements if statement.block == 0]
    behind = section.statements[len(opening) : len(opening) + 1]
    if not opening or all(statement.kind is not BlockKind.CODE for statement in behind):
        return False
    if number == 0:
        return opening[-1].text.endswith(":")
    whole = sum(len(statement.text) for statement in section.statements)
    return Intent.HOW_TO in intents or before + whole <= _ROOM_FOR_CODE


def _says_little(section: IndexedSection, chosen: Sequence[int]) -> bool:
    """Whether hardly a sentence is left of a section, whose code is not quoted."""
    kinds = {section.statements[number].kind for number in chosen}
    has_code = any(statement.kind is BlockKind.CODE for statement in section.statements)
    hides_code = has_code and BlockKind.CODE not in kinds
    return hides_code and prose_words(section, chosen) < _LEAST_FURTHER_WORDS


def choose(candidate: Candidate, words: int, wants_code: bool) -> list[int]:
    """Numbers of the statements to quote from one section, in the section's order.

    The whole section where it fits; else its beginning, or a later paragraph that is much nearer
    to the question, and what else is nearest while there is room. A list, a table or code stays
    with the sentence that introduces it.
    """
    section = candidate.section
    blocks = {
        number: group
        for number, group in _blocks(section, range(len(section.statements))).items()
        if wants_code or section.statements[group[0]].kind is not BlockKind.CODE
    }
    if not blocks:
        return []
    units = _units(section, blocks)
    if sum(prose_words(section, unit) for unit in units) <= words:
        taken = units
    else:
        lead = _lead_unit(candidate, units)
        others = sorted((u for u in units if u > lead), key=lambda u: -_nearness(candidate, u))
        taken = [_fitting(candidate, lead, words)]
        left = words - prose_words(section, taken[0])
        for unit in others:
            if prose_words(section, unit) <= left:
                taken.append(unit)
                left -= prose_words(section, unit)
    numbers = sorted(number for unit in taken for number in unit)
    return without_dangling(section, without_comments_on_code(section, numbers))


def _lead_first(candidate: Candidate, chosen: Sequence[int]) -> list[int]:
    """The chosen statements with the paragraph first that plainly answers, if one does.

    What leans on it stays behind it; the rest follows in the section's order.
    """
    section = candidate.section
    units = _units(section, _blocks(section, chosen))
    lead = _lead_unit(candidate, units) if units else []
    if not units or lead == units[0] or candidate.nearness[lead[0]] < _ANSWERS:
        return list(chosen)
    first, *behind = units[units.index(lead) :]
    leaning = []
    for unit in behind:
        if not LEANING.match(section.statements[unit[0]].text):
            break
        leaning.append(unit)
    moved = [first, *leaning]
    rest = [unit for unit in units if unit not in moved]
    return [number for unit in (*moved, *rest) for number in unit]


def _units(section: IndexedSection, blocks: Mapping[int, list[int]]) -> list[list[int]]:
    """Statements that are quoted together: a block, with the sentence that introduces it."""
    units: list[list[int]] = []
    for number, group in blocks.items():
        before = blocks.get(number - 1)
        if before and units and section.statements[before[-1]].text.endswith(":"):
            units[-1] = [*units[-1], *group]
        else:
            units.append(list(group))
    return units


def prose_words(section: IndexedSection, numbers: Sequence[int]) -> int:
    """How many words some statements of a section have, code apart."""
    prose = (n for n in numbers if section.statements[n].kind is not BlockKind.CODE)
    return sum(len(section.statements[number].text.split()) for number in prose)


def _blocks(section: IndexedSection, numbers: Sequence[int]) -> dict[int, list[int]]:
    """Numbers of statements by their block."""
    blocks: dict[int, list[int]] = {}
    for number in numbers:
        blocks.setdefault(section.statements[number].block, []).append(number)
    return blocks


def _lead_unit(candidate: Candidate, units: Sequence[list[int]]) -> list[int]:
    """The unit to begin with: the section's first, unless a later paragraph is much nearer."""
    statements = candidate.section.statements
    best, best_nearness = units[0], _nearness(candidate, units[0]) + _OTHER_LEAD
    for unit in units[1:]:
        opening = statements[unit[0]]
        is_prose = opening.kind is BlockKind.PARAGRAPH
        if not is_prose or LEANING.match(opening.text) or FOLLOWS.search(opening.text):
            continue
        if candidate.nearness[unit[0]] > best_nearness:
            best, best_nearness = unit, candidate.nearness[unit[0]]
    return best


def _nearness(candidate: Candidate, group: Sequence[int]) -> float:
    return max([candidate.nearness[number] for number in group])


def _fitting(candidate: Candidate, unit: Sequence[int], words: int) -> list[int]:
    """As much of a unit as fits, at least its first statement: a long list by its nearest items."""
    section = candidate.section
    items = [n for n in unit if section.statements[n].kind is BlockKind.LIST]
    if items and prose_words(section, unit) <= max(words, _WHOLE_LIST_WORDS):
        return list(unit)
    order = [n for n in unit if n not in items]
    order += sorted(items, key=lambda n: -candidate.nearness[n])
    taken: list[int] = []
    left = words
    for number in order:
        length = prose_words(section, [number])
        if length > left and taken:
            if number in items:
                continue
            break
        taken.append(number)
        left -= length
    return sorted(taken)
