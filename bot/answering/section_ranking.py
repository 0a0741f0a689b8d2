"""Which sections of a topic answer a question best. Pure.

A section's score is a weighted sum of its features, the weights those of a softmax regression
(the right section against the others of its article) that `scripts/fit_sections.py` fits on the
labelled tuning questions; they lie in `section_weights.json`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources

import numpy as np

from bot.answering.facets import facets_asked
from bot.answering.intent import Intent
from index.passages import SUMMARY_ANCHOR, IndexedSection, StandardHeading
from index.ranking import SectionEvidence
from index.vocabulary import stem
from index.words import content_words
from knowledge.article import BlockKind


class HeadingKind(StrEnum):
    """What a section is for, as its heading says."""

    SUMMARY = "summary"
    PATH = "path"
    PRACTISE = "practise"
    INTERVIEW = "interview"
    MISTAKES = "mistakes"
    CHOICE = "choice"
    WHY = "why"
    HOW = "how"
    WHAT = "what"
    OTHER = "other"


_MARKS: tuple[tuple[HeadingKind, str], ...] = (
    (HeadingKind.INTERVIEW, r"\bin-(?:an-)?interviews?\b|interview-questions$"),
    (HeadingKind.MISTAKES, r"mistake|pitfall|trap|go(?:es)?-wrong|anti-pattern"),
    (
        HeadingKind.CHOICE,
        r"choos|choice|versus|trade-off|when-|-or-|compared|-vs-|worth|whether|who-needs|limits-of",
    ),
    (HeadingKind.WHY, r"^why-"),
    (HeadingKind.HOW, r"^how-|steps|^setting-up|^using"),
    (HeadingKind.WHAT, r"^what-"),
)
_KINDS = tuple((kind, re.compile(pattern)) for kind, pattern in _MARKS)

_PROBLEM = re.compile(
    r"\b(?:error|errors|fail\w*|slow\w*|wrong|problem|keeps?|sudden\w*|broke\w*|crash\w*|stuck|"
    r"lost|lose|twice|weird|hang\w*|leak\w*|takes? (?:ages|forever|\d)|doesn'?t work|"
    r"not working)\b",
    re.IGNORECASE,
)
_DECIDES = re.compile(
    r"\b(?:do (?:i|we) (?:\w+ )?(?:need|have to)|should (?:i|we|one)|when (?:to|should|would|do)|"
    r"worth|overkill|good idea|bad idea|enough for|too (?:much|big|small) for|instead of|"
    r"makes? sense|which|better|or)\b",
    re.IGNORECASE,
)
_WHY = re.compile(r"\bwhy\b", re.IGNORECASE)

FEATURES = (
    "question", "asked", "centre", "passage", "statement", "second_statement", "lexical",
    "best_question", "lead", "close", "close_lead", "heading_words", "first", "code_for_example",
    "summary", "path", "practise", "interview", "mistakes", "choice",
    "bare_summary", "define_summary", "define_what", "define_first", "compare_choice", "how_how",
    "why_why", "facet", "decide_choice", "decide_what", "problem_mistakes", "problem_how",
    "learn_path", "learn_practise",
)  # fmt: skip


_ASKED_OUTRIGHT = {
    Intent.MISTAKES: HeadingKind.MISTAKES,
    Intent.INTERVIEW: HeadingKind.INTERVIEW,
    Intent.PRACTISE: HeadingKind.PRACTISE,
}
_OUTRIGHT = 4.0
"""What a section gains whose kind the question asks for by its name, as "common mistakes" does."""


_SELDOM_ASKED = {HeadingKind.MISTAKES: -1.0}
"""What sections of a kind lose whose kind the question does not ask for. The labelled questions ask
for all sections alike; people ask for a list of mistakes less often than that."""


_NAMED_ERROR = 1.5
"""What a section gains whose heading names the error that the question names, by its number or as
an exception. Few of the labelled questions name one, so that the fit sees nothing of it."""


HEADINGS_KEPT = 4096
"""Of how many headings what is read from them, such as the kind and the words, is kept."""


@lru_cache(HEADINGS_KEPT)
def heading_kind(section_id: str) -> HeadingKind:
    """What the heading of a section says that it is for."""
    anchor = section_id.partition("#")[2]
    if anchor == SUMMARY_ANCHOR:
        return HeadingKind.SUMMARY
    if StandardHeading.PATH.heads(section_id):
        return HeadingKind.PATH
    if StandardHeading.PRACTISE.heads(section_id):
        return HeadingKind.PRACTISE
    return next((k for k, pattern in _KINDS if pattern.search(anchor)), HeadingKind.OTHER)


_CLOSE = 0.75
"""From this cosine on, a question of a section is near to the one that is asked."""

_SAME = 0.9
_SAME_LEAD = 0.05
"""From this cosine, and so much nearer than those of other sections, it is the same question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks, as far as the choice of a section depends on it.

    Attributes:
        text: as searched.
        topic_words: content words that are the topic's name; `bare` where there are hardly others.
    """

    text: str
    intents: frozenset[Intent]
    bare: bool
    topic_words: Collection[str] = ()


def section_features(
    asked: Asked,
    sections: Sequence[IndexedSection],
    nearness: Sequence[Sequence[float]],
    evidence: Mapping[str, SectionEvidence],
) -> list[list[float]]:
    """One row of `FEATURES` for each section.

    Args:
        nearness: for each section the cosines of its statements with the question.
        evidence: what speaks for each section, by id.
    """
    found = [evidence.get(s.id, SectionEvidence(s.id)) for s in sections]
    most = max((e.lexical for e in found), default=0.0) or 1.0
    likeness = sorted((e.likeness for e in found), reverse=True)
    best_question, second_question = (*likeness, 0.0, 0.0)[:2]
    words = {stem(word) for word in content_words(asked.text)}
    words -= {stem(word) for word in asked.topic_words}
    by_kind, facets = _by_kind(asked), facets_asked(asked.text)
    rows = []
    for number, (section, cosines, one) in enumerate(zip(sections, nearness, found, strict=True)):
        near = sorted(cosines, reverse=True)
        lead = max(0.0, one.likeness - second_question)
        anchor = section.id.partition("#")[2]
        values = {
            "question": one.question,
            "asked": one.asked,
            "centre": one.centre,
            "passage": one.passage,
            "statement": near[0] if near else 0.0,
            "second_statement": near[1] if len(near) > 1 else 0.0,
            "lexical": one.lexical / most,
            "best_question": float(one.likeness >= best_question),
            "lead": lead,
            "close": max(0.0, one.likeness - _CLOSE),
            "close_lead": lead if one.likeness >= _CLOSE else 0.0,
            "heading_words": len(words & heading_stems(section.heading)) / max(1, len(words)),
            "first": float(number == 1),
            "code_for_example": float(
                Intent.EXAMPLE in asked.intents
                and any(s.kind is BlockKind.CODE for s in section.statements)
            ),
            "define_first": float(number == 1 and Intent.DEFINE in asked.intents),
            "facet": float(any(facet.heads(anchor) for facet in facets)),
            **by_kind[heading_kind(section.id)],
        }
        rows.append([values.get(name, 0.0) for name in FEATURES])
    return rows


def _by_kind(asked: Asked) -> dict[HeadingKind, dict[str, float]]:
    """What the question's wording says for and against sections of each kind."""
    intents, text = asked.intents, asked.text
    problem, decides = bool(_PROBLEM.search(text)), bool(_DECIDES.search(text))
    claims = (
        ("bare_summary", HeadingKind.SUMMARY, asked.bare),
        ("define_summary", HeadingKind.SUMMARY, Intent.DEFINE in intents),
        ("define_what", HeadingKind.WHAT, Intent.DEFINE in intents),
        ("compare_choice", HeadingKind.CHOICE, Intent.COMPARE in intents),
        ("how_how", HeadingKind.HOW, Intent.HOW_TO in intents),
        ("decide_choice", HeadingKind.CHOICE, decides),
        ("decide_what", HeadingKind.WHAT, decides),
        ("why_why", HeadingKind.WHY, bool(_WHY.search(text))),
        ("problem_mistakes", HeadingKind.MISTAKES, problem),
        ("problem_how", HeadingKind.HOW, problem),
        ("learn_path", HeadingKind.PATH, Intent.LEARN in intents),
        ("learn_practise", HeadingKind.PRACTISE, Intent.LEARN in intents),
    )
    values: dict[HeadingKind, dict[str, float]] = {kind: {kind.value: 1.0} for kind in HeadingKind}
    for name, kind, holds in claims:
        values[kind][name] = float(holds)
    return values


@lru_cache(HEADINGS_KEPT)
def heading_stems(heading: str) -> frozenset[str]:
    """The content words of a heading without their commonest endings."""
    return frozenset(stem(word) for word in content_words(heading))


_ERROR_CODE = re.compile(
    r"(?<!port )\b(?!(?:19|20)\d\d\b)\w?\d{3,5}\b|\b\w{3,}(?:error|exception)\b"
)


def error_codes(text: str) -> frozenset[str]:
    """The numbers and the names of exceptions in a heading or a question; no years."""
    return frozenset(_ERROR_CODE.findall(text.casefold()))


@lru_cache(HEADINGS_KEPT)
def _codes_of_heading(heading: str) -> frozenset[str]:
    """The same, kept for headings alone: what members ask is not."""
    return error_codes(heading)


def section_scores(
    rows: Sequence[Sequence[float]], sections: Sequence[IndexedSection], asked: Asked
) -> list[float]:
    """Probabilities that a section is the one that answers; they add up to 1."""
    if not rows:
        return []
    scores = np.asarray(rows) @ np.asarray([section_weights()[name] for name in FEATURES])
    outright = {kind for intent, kind in _ASKED_OUTRIGHT.items() if intent in asked.intents}
    kinds = [heading_kind(section.id) for section in sections]
    scores += [_OUTRIGHT if _is_same_question(row) else 0.0 for row in rows]
    codes = error_codes(asked.text)
    scores += [_NAMED_ERROR if codes & _codes_of_heading(s.heading) else 0.0 for s in sections]
    scores += [_OUTRIGHT if kind in outright else _SELDOM_ASKED.get(kind, 0.0) for kind in kinds]
    chances = np.exp(scores - scores.max())
    return [float(chance) for chance in chances / chances.sum()]


def _is_same_question(row: Sequence[float]) -> bool:
    """Whether a section is known to answer just the question that is asked."""
    close, lead = (row[FEATURES.index(name)] for name in ("close", "lead"))
    return close >= _SAME - _CLOSE and lead >= _SAME_LEAD


@cache
def section_weights() -> Mapping[str, float]:
    """The fitted weights by feature."""
    text = resources.files("bot.answering").joinpath("section_weights.json").read_text("utf-8")
    weights = json.loads(text)
    return {name: float(weights.get(name, 0.0)) for name in FEATURES}
