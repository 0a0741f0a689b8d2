"""Which sections of a topic to quote from for a question. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from bot.answering.composition import Candidate, prose_words
from bot.answering.confidence import is_bare_name
from bot.answering.facets import NAMED_SIDES, facets_asked
from bot.answering.intent import Intent
from bot.answering.question import split_clauses
from bot.answering.section_ranking import (
    Asked,
    HeadingKind,
    heading_kind,
    heading_stems,
    section_features,
    section_scores,
)
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult
from index.vocabulary import stem
from index.words import content_words

MOST_QUOTED = 3
"""From how many sections of a topic an answer quotes at most, besides its summary."""

_WORTH_QUOTING = (0.03, 0.05)
"""How likely the second and the third section must be the one that answers to be quoted too. On the
labelled questions the best section is among those quoted in 92 of 100."""

_LEAST_LIKELY = 0.01
"""A section less likely than this is added for no other reason: of those that were, none of a
hundred was the one that answers."""

_SHORT_WORDS = 130
"""Below this an answer leaves the obvious next question open."""

_NAMED = 0.7
_NAMED_LEAD = 0.2
"""How near a question of a section must be to a bare name, and how much nearer than that of any
other, for the name to be that section's."""

_FEW_WORDS = 5
_HARDLY_MORE = 3
_EITHER = re.compile(r"\b(?:or|vs\.?|versus)\b", re.IGNORECASE)
_VERDICT_HEADING = re.compile(
    r"short answer$|^Choosing between\b|which to (?:choose|take)$|^When to choose .*\b(?:or|when)\b"
)
_CHOOSING_HEADING = re.compile(r"^How to choose an? \w+(?: \w+)?$")
"""Who asks in so few words for one of two wants to be told which: by the section that says so, or
else by that on how to choose. Its heading names one of them, unless the question says hardly more
than their names."""

_BARE_HOW = re.compile(r"\bhow\W*$", re.IGNORECASE)
"""Who puts no more than this behind a name wants to know how it is done, not what it is."""

_SHAPED = frozenset(Intent) - {Intent.DEFINE, Intent.EXPLAIN}
"""Intents that ask for more than to be told what a thing is."""

_ON_REQUEST = {
    HeadingKind.PRACTISE: frozenset({Intent.PRACTISE, Intent.LEARN}),
    HeadingKind.PATH: frozenset({Intent.LEARN}),
    HeadingKind.INTERVIEW: frozenset({Intent.INTERVIEW}),
}
"""Sections of these kinds are quoted only where one of the intents asks for them."""


def asked_of(topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]) -> Asked:
    """What a question asks of one topic.

    Where interviews are what the topic is about, speaking of one asks for nothing in particular.
    """
    if "interview" in topic.topic:
        intents -= {Intent.INTERVIEW}
    names = (mention.name for mention in result.mentions if mention.topic == topic.topic)
    own_words = [word for name in names for word in content_words(name)]
    return Asked(result.text, intents, is_bare_name(topic, result), own_words)


def preferred_sections(
    topic: TopicEvidence,
    result: SearchResult,
    intents: frozenset[Intent],
    candidates: Sequence[Candidate],
    evidence: Mapping[str, SectionEvidence],
) -> list[Candidate]:
    """The sections to quote from, best first: the likeliest one, and others that are likely too.

    A question that says no more than a topic's name is answered by its summary and one of them,
    or two where that is short; where the name is that of one section, by that section.

    Args:
        candidates: every section of the topic.
        evidence: what speaks for them, by id.
    """
    offered = [one for one in candidates if _is_offered(one.section.id, intents)]
    offered = offered or list(candidates)
    asked, sections = asked_of(topic, result, intents), [one.section for one in offered]
    rows = section_features(asked, sections, [one.nearness for one in offered], evidence)
    scores = section_scores(rows, sections, asked)
    ranked = sorted(zip(scores, offered, strict=True), key=lambda pair: -pair[0])
    further = zip(ranked[1:], _WORTH_QUOTING, strict=False)
    best = [one for _, one in ranked[:1]]
    best += _of_missing_facets(asked.text, ranked, best)
    best += [one for (score, one), least in further if score >= least and one not in best]
    verdict = _verdict(asked, offered)
    best = [*verdict, *(one for one in best if one not in verdict)][:MOST_QUOTED]
    best += _of_missing_words(asked, ranked, best)
    others = telling([one for _, one in ranked])
    likely = telling([one for score, one in ranked if score >= _LEAST_LIKELY])
    sides = {facet.name for facet in facets_asked(asked.text)}
    if asked.bare and _BARE_HOW.search(asked.text):
        ways = [one for one in others if heading_kind(one.section.id) is not HeadingKind.WHAT]
        return [*best[:1], *(one for one in ways if one not in best[:1])][:MOST_QUOTED]
    if not asked.bare or intents & _SHAPED or sides & NAMED_SIDES:
        return _with_more(best, likely)
    named = _named_section(offered, evidence)
    if named is not None:
        return _with_more([named], others)
    summary = [one for one in offered if heading_kind(one.section.id) is HeadingKind.SUMMARY]
    return _with_more([*summary, *others[:1]], others)


def _verdict(asked: Asked, offered: Sequence[Candidate]) -> list[Candidate]:
    """The section that says which of two to take, for a question such as "jwt or sessions"."""
    if Intent.COMPARE not in asked.intents:
        return []
    clauses = split_clauses(asked.text) or [asked.text]
    words = (content_words(clause) for clause in clauses if _EITHER.search(clause))
    short = [{stem(word) for word in said} for said in words if len(said) <= _FEW_WORDS]
    asks_no_more = len(clauses) == 1 and any(len(said) <= _HARDLY_MORE for said in short)
    named = [
        one
        for one in offered
        if asks_no_more or any(heading_stems(one.section.heading) & said for said in short)
    ]
    verdicts = [one for one in named if _VERDICT_HEADING.search(one.section.heading)]
    choosing = [one for one in named if _CHOOSING_HEADING.search(one.section.heading)]
    return (verdicts or choosing)[:1]


def telling(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those that say more than the summary of their article."""
    return [c for c in candidates if heading_kind(c.section.id) is not HeadingKind.SUMMARY]


def _with_more(chosen: list[Candidate], others: Sequence[Candidate]) -> list[Candidate]:
    """The chosen sections, and the next one where they are short."""
    sections = (one.section for one in chosen)
    said = sum(prose_words(section, range(len(section.statements))) for section in sections)
    further = [one for one in others if one not in chosen]
    return chosen + further[: 1 if said < _SHORT_WORDS else 0]


def _named_section(
    offered: Sequence[Candidate], evidence: Mapping[str, SectionEvidence]
) -> Candidate | None:
    """The section that alone is known to answer a bare name, as that on dead letters does "dlq".

    None where the name is the topic's, which its summary and the section on what it is explain.
    """
    found = {one.section.id: evidence.get(one.section.id) for one in offered}
    likeness = {one: e.likeness for one, e in found.items() if e is not None}
    first, second = ([*sorted(likeness, key=lambda one: -likeness[one]), "", ""])[:2]
    lead = likeness.get(first, 0.0) - likeness.get(second, 0.0)
    explains_all = heading_kind(first) in (HeadingKind.SUMMARY, HeadingKind.WHAT)
    if likeness.get(first, 0.0) < _NAMED or lead < _NAMED_LEAD or explains_all:
        return None
    return next(one for one in offered if one.section.id == first)


def _of_missing_facets(
    text: str, ranked: Sequence[tuple[float, Candidate]], quoted: Sequence[Candidate]
) -> list[Candidate]:
    """The likeliest section of a side of the matter that is asked about and not yet quoted.

    Where several sides are asked about, however unlikely it is to be the one best section.
    """
    sides = facets_asked(text)
    least = _LEAST_LIKELY if len(sides) < 2 else 0.0
    missing: list[Candidate] = []
    for facet in sides:
        chosen = [*quoted, *missing]
        if len(chosen) >= MOST_QUOTED or any(facet.heads(_anchor(one)) for one in chosen):
            continue
        missing += [
            one
            for score, one in ranked
            if score >= max(facet.least, least) and facet.heads(_anchor(one)) and one not in chosen
        ][:1]
    return missing


def _of_missing_words(
    asked: Asked, ranked: Sequence[tuple[float, Candidate]], quoted: Sequence[Candidate]
) -> list[Candidate]:
    """The section whose heading says most of what is asked and the quoted ones do not say."""
    if len(quoted) >= MOST_QUOTED:
        return []
    missing = {stem(word) for word in content_words(asked.text)}
    missing = missing.difference(*(heading_stems(one.section.heading) for one in quoted))
    others = [one for score, one in ranked if score >= _LEAST_LIKELY and one not in quoted]
    if not any(missing & heading_stems(one.section.heading) for one in others):
        return []
    missing -= {stem(word) for one in quoted for word in content_words(one.section.text)}
    best = max(others, key=lambda one: len(missing & heading_stems(one.section.heading)))
    return [best] if missing & heading_stems(best.section.heading) else []


def _anchor(candidate: Candidate) -> str:
    return candidate.section.id.partition("#")[2]


def outlined_sections(
    candidates: Sequence[Candidate], intents: frozenset[Intent]
) -> list[Candidate]:
    """The sections of an exercise in design in their order, each of them a step of the way."""
    no_steps = (HeadingKind.SUMMARY, HeadingKind.MISTAKES)
    return [
        one
        for one in candidates
        if _is_offered(one.section.id, intents) and heading_kind(one.section.id) not in no_steps
    ]


_DESIGNS = re.compile(r"\b(?:design|build|architect|clone|create|structure)\w*\b", re.IGNORECASE)


def is_design_exercise(topic: str, text: str) -> bool:
    """Whether a question asks how a whole system is designed, which one section cannot answer."""
    return topic.startswith(("design-a-", "design-an-")) and bool(_DESIGNS.search(text))


def _is_offered(section: str, intents: Collection[Intent]) -> bool:
    wanted = _ON_REQUEST.get(heading_kind(section))
    return wanted is None or not wanted.isdisjoint(intents)
