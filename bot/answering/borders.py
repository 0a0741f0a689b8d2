"""Whether a message is a question at all, and one of Backroad's field. Pure."""

from __future__ import annotations

import re

from index.search import SearchResult

SMALL_TALK_FROM = 0.6
UNSURE_SMALL_TALK_FROM = 0.45
SURELY_FOREIGN = 0.1
"""The least cosine with an example of small talk; the second holds below that confidence."""

NO_BORDER = ("", 0.0)
"""The nearest exchange where there is none."""

BORDER_FROM = 0.55
BORDER_LEAD = 0.05
"""The least cosine with an example beyond the border for its reply to be used, and by how much it
must lead over every article to refuse whatever the confidence."""

_OVERRIDE = re.compile(
    r"(?:^|[.!?\n]\s*)(?:(?:please|ok|okay|hey|hi|now|and|so|bot)[\s,]+)*(?:"
    r"(?:ignore|disregard|forget|override|bypass|drop)\b[^.?!]{0,40}\b(?:instructions?|rules?|prompts?|"
    r"guidelines|restrictions|you were told)\b"
    r"|(?:print|reveal|show|give|tell|send|dump|leak|repeat|output)\b[^.?!]{0,30}\byour\b[^.?!]{0,20}"
    r"\b(?:prompt|instructions|token|api key|keys?|secrets?|password|environment|env|config\w*)\b"
    r"|(?:you are now|from now on,? you|pretend (?:to be|you are)|act as)\b)",
    re.IGNORECASE,
)
"""Orders to the bot itself, which begin a sentence. A question about such orders does not."""

OVERRIDE_EXCHANGE = "override"


def _nearest(result: SearchResult) -> float:
    return max((max(t.question, t.passage, t.name) for t in result.topics[:3]), default=0.0)


def is_override(text: str) -> bool:
    """Whether a message orders the bot to change what it is, or to give away its secrets."""
    return _OVERRIDE.search(text) is not None


def is_foreign(result: SearchResult) -> bool:
    """Whether a message is clearly nearer to what lies beyond the border than to any article."""
    likeness = result.border[1]
    nearest = max((max(t.question, t.passage) for t in result.topics[:3]), default=0.0)
    return likeness >= BORDER_FROM and likeness > nearest + BORDER_LEAD


def is_small_talk(result: SearchResult, sure: float, follows: bool = False) -> bool:
    """Whether a message is nearer to small talk than to anything else; less near if unsure.

    Args:
        follows: whether it follows an answer.
    """
    likeness = result.small_talk[1]
    unsure = sure < SURELY_FOREIGN and not follows
    enough = UNSURE_SMALL_TALK_FROM if unsure else SMALL_TALK_FROM
    return likeness >= enough and likeness > max(_nearest(result), result.border[1])
