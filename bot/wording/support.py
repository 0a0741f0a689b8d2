"""Whether a passage supports what a model wrote. Pure: embeddings and texts in, a verdict out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from bot.wording.passages import Passage
from bot.wording.tokens import (
    Details,
    all_stems,
    clauses,
    content_stems,
    has_details,
    lacking,
)
from bot.wording.units import Unit
from index.encoder import Encoder
from knowledge.article import BlockKind

LEAST_COSINE = 0.55
"""The least cosine of a claim with the nearest statement, or two neighbours, of its passage. From
there, 85 of 100 clauses that are cut out of a statement are near to it, and 1 of 100 statements is
near to another of its topic."""

LEAST_OVERLAP = 0.65
"""The least share of a claim's content words that its passage uses."""

_ALIGNED = 0.6
"""From this share of common words on, two clauses speak of the same thing."""

_UNSAFE = re.compile(
    r"https?:|www\.|\w+://|\]\s*\(|<[@#:/a-z!&t]|@everyone|@here|discord\.gg|\|\||^\s*>|^-#",
    re.IGNORECASE,
)
_LONGEST = 600


class Fault(StrEnum):
    """Why a unit is dropped."""

    NO_MARKER = "no citation"
    UNKNOWN_MARKER = "a citation that does not exist"
    UNSAFE = "a link, a mention or hidden characters"
    FAR = "no statement is near"
    WORDS = "words that the passage does not use"
    DETAILS = "a number, name, code or telling word that the passage does not have"
    TURNED = "a negation that the passage does not have, or the other way round"


@dataclass(frozen=True, slots=True)
class Rest:
    """A passage that supports a claim: its number, and the statements that the claim rests on."""

    n: int
    statements: tuple[int, ...]


class Evidence:
    """A passage made ready to be compared with claims."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        section = passage.section
        self.text = f"{passage.topic.title}\n{section.heading}\n{section.text}"

    @cached_property
    def stems(self) -> frozenset[str]:
        return all_stems(self.text)

    @cached_property
    def details(self) -> Details:
        return Details.of(self.text)

    @cached_property
    def clauses(self) -> Sequence[tuple[frozenset[str], bool]]:
        return clauses(self.text)

    @cached_property
    def lacks(self) -> frozenset[str]:
        return lacking(self.text)


def check(
    unit: Unit, evidence: Mapping[int, Evidence], encoder: Encoder
) -> tuple[tuple[Rest, ...], ...] | Fault:
    """What each of the unit's claims rests on, or why the unit must go.

    A claim is the stretch before a marker. Where it cites several passages, those that do not
    support it are left out, and one must remain.
    """
    claims = unit.claims
    if not claims or any(not numbers for _, numbers in claims):
        return Fault.NO_MARKER
    if any(number not in evidence for _, numbers in claims for number in numbers):
        return Fault.UNKNOWN_MARKER
    if unit.is_code:
        rests = _copied(unit, evidence)
        return (rests,) if rests else Fault.WORDS
    if _is_unsafe(unit.text):
        return Fault.UNSAFE
    embeddings = encoder.encode([said for said, _ in claims])
    found: list[tuple[Rest, ...]] = []
    for (said, numbers), embedding in zip(claims, embeddings, strict=True):
        verdicts = [_support(said, embedding, evidence[n]) for n in dict.fromkeys(numbers)]
        rests = tuple(verdict for verdict in verdicts if isinstance(verdict, Rest))
        if not rests:
            return next(verdict for verdict in verdicts if isinstance(verdict, Fault))
        found.append(rests)
    return tuple(found)


def _is_unsafe(text: str) -> bool:
    hidden = any(unicodedata.category(character).startswith("C") for character in text)
    changed = unicodedata.normalize("NFKC", text)
    return hidden or len(text) > _LONGEST or any(map(_UNSAFE.search, (text, changed)))


def _copied(unit: Unit, evidence: Mapping[int, Evidence]) -> tuple[Rest, ...]:
    """The cited passages of which the code is a statement, word for word."""
    rests = []
    for number in dict.fromkeys(unit.code_markers):
        for position, statement in enumerate(evidence[number].passage.section.statements):
            if statement.kind is BlockKind.CODE and statement.text.split() == unit.text.split():
                rests.append(Rest(number, (position,)))
                break
    return tuple(rests)


def _support(said: str, embedding: np.ndarray, evidence: Evidence) -> Rest | Fault:
    words = content_stems(said)
    if not words or len(words & evidence.stems) < LEAST_OVERLAP * len(words):
        return Fault.WORDS
    details = Details.of(said)
    if not has_details(details, evidence.text, evidence.details):
        return Fault.DETAILS
    if _is_turned(said, evidence):
        return Fault.TURNED
    nearest, cosine = _nearest(embedding, evidence.passage.embeddings)
    if cosine < LEAST_COSINE:
        return Fault.FAR
    return Rest(evidence.passage.n, _with_numbers(nearest, details.numbers, evidence.passage))


def _nearest(embedding: np.ndarray, statements: np.ndarray) -> tuple[tuple[int, ...], float]:
    """The nearest statement, or the nearest two neighbours where their mean is nearer."""
    single = statements @ embedding
    best = int(np.argmax(single))
    if len(statements) > 1:
        pairs = statements[:-1] + statements[1:]
        pairs = pairs / np.maximum(np.linalg.norm(pairs, axis=1, keepdims=True), 1e-12)
        double = pairs @ embedding
        first = int(np.argmax(double))
        if double[first] > single[best]:
            return (first, first + 1), float(double[first])
    return (best,), float(single[best])


def _is_turned(said: str, evidence: Evidence) -> bool:
    """Whether a clause negates what the passage states, or states what it negates."""
    if not lacking(said) <= evidence.lacks:
        return True
    for words, negated in clauses(said):
        shares = [
            (len(words & other) / len(words), other_negated)
            for other, other_negated in evidence.clauses
        ]
        best = max(share for share, _ in shares)
        if best >= _ALIGNED and not any(n == negated for share, n in shares if share == best):
            return True
        if best < _ALIGNED and negated and not any(n for _, n in shares):
            return True
    return False


def _with_numbers(
    nearest: tuple[int, ...], numbers: frozenset[str], passage: Passage
) -> tuple[int, ...]:
    """The statements, and for each number that none of them has the first that does."""
    statements = passage.section.statements
    chosen = set(nearest)
    missing = set(numbers)
    for position in (*nearest, *range(len(statements))):
        has = missing & Details.of(statements[position].text).numbers
        if has:
            chosen.add(position)
            missing -= has
    return tuple(sorted(chosen))
