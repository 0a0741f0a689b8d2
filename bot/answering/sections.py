"""Which sections of a topic answer a question of some intent. Pure."""

from __future__ import annotations

from bot.answering.intent import Intent
from index.passages import SUMMARY_ANCHOR, StandardHeading
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult

_SECOND_SECTION = 0.1
"""How far behind the best section another one may lie and still be quoted."""

_SHAPED = frozenset(
    {
        Intent.MISTAKES,
        Intent.INTERVIEW,
        Intent.PRACTISE,
        Intent.EXAMPLE,
        Intent.HOW_TO,
        Intent.COMPARE,
        Intent.LEARN,
    }
)
"""Intents that ask for more than to be told what a thing is."""

_HEADINGS: dict[Intent, tuple[str, ...]] = {
    Intent.MISTAKES: ("mistake", "pitfall", "trap", "go-wrong", "goes-wrong"),
    Intent.INTERVIEW: ("interview",),
    Intent.PRACTISE: ("practise",),
    Intent.COMPARE: ("choos", "choice", "versus", "trade-off", "when-to", "-or-", "compared"),
    Intent.HOW_TO: ("how-to", "how-", "steps"),
}
_HEADING_BONUS = 0.03
_NAMED_KIND_BONUS = 0.25
_UNASKED_KIND = -0.06
"""What a heading of the wanted kind adds to a section's score; the second where the question names
that kind outright, as "common mistakes" does; the third where a section of mistakes or interview
tips was not asked for."""


def _fit(section: str, intents: frozenset[Intent]) -> float:
    """The bonus of a section whose heading is of the kind that the question asks for."""
    anchor = section.partition("#")[2]
    fitting = {i for i in intents if any(mark in anchor for mark in _HEADINGS.get(i, ()))}
    named = fitting & {Intent.MISTAKES, Intent.INTERVIEW, Intent.PRACTISE}
    if named:
        return _NAMED_KIND_BONUS
    unasked = (Intent.MISTAKES, Intent.INTERVIEW)
    if any(mark in anchor for intent in unasked for mark in _HEADINGS[intent]):
        return _UNASKED_KIND
    return _HEADING_BONUS if fitting else 0.0


def preferred_sections(
    topic: TopicEvidence, result: SearchResult, intents: frozenset[Intent]
) -> list[SectionEvidence]:
    """A topic's sections as the question's intent ranks them; far weaker ones are left out."""
    summary = f"{topic.topic}#{SUMMARY_ANCHOR}"
    few = len(result.words) <= topic.mentioned + 1
    bare = bool(topic.mentioned) and few and not result.is_merged
    ranked = sorted(topic.sections, key=lambda s: -s.score - _fit(s.section, intents))
    if bare and not intents & _SHAPED:
        further = (s for s in ranked if not StandardHeading.PRACTISE.heads(s.section))
        return [SectionEvidence(summary), *(s for s in further if s.section != summary)]
    skipped = {summary} if len(ranked) > 1 else set()
    if Intent.PRACTISE not in intents and Intent.LEARN not in intents:
        practice = {s.section for s in ranked if StandardHeading.PRACTISE.heads(s.section)}
        skipped |= practice if len(ranked) > len(practice) + 1 else set()
    ranked = [s for s in ranked if s.section not in skipped] or ranked
    best = ranked[0].score
    return [ranked[0], *(s for s in ranked[1:] if s.score >= best - _SECOND_SECTION)]
