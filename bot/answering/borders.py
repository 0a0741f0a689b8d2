"""Whether a message is a question at all, and one of Backroad's field. Pure."""

from __future__ import annotations

from index.search import SearchResult

SMALL_TALK_FROM = 0.6
UNSURE_SMALL_TALK_FROM = 0.45
SURELY_FOREIGN = 0.1
"""The least cosine with an example of small talk; the second holds below that confidence."""

BORDER_FROM = 0.55
BORDER_LEAD = 0.05
"""The least cosine with an example beyond the border for its reply to be used, and by how much it
must lead over every article to refuse whatever the confidence."""


def _nearest(result: SearchResult) -> float:
    return max((max(t.question, t.passage, t.name) for t in result.topics[:3]), default=0.0)


def is_foreign(result: SearchResult) -> bool:
    """Whether a message is clearly nearer to what lies beyond the border than to any article."""
    likeness = result.border[1]
    nearest = max((max(t.question, t.passage) for t in result.topics[:3]), default=0.0)
    return likeness >= BORDER_FROM and likeness > nearest + BORDER_LEAD


def is_small_talk(result: SearchResult, sure: float) -> bool:
    """Whether a message is nearer to small talk than to anything else; less near if unsure."""
    likeness = result.small_talk[1]
    enough = UNSURE_SMALL_TALK_FROM if sure < SURELY_FOREIGN else SMALL_TALK_FROM
    return likeness >= enough and likeness > max(_nearest(result), result.border[1])
