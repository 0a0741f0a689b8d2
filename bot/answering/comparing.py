"""Which of the topics that a question names it compares. Pure."""

from __future__ import annotations

import re

from index.names import Mention
from index.search import SearchResult

_COMPARATOR = re.compile(
    r"\b(?:vs\.?|versus|or|than|over|same (?:as|thing)|instead of|between|against)\b|=|/",
    re.IGNORECASE,
)
_COMPARATOR_REACH = 25
"""How many characters may lie between a name and the word that compares it."""


def compared_names(result: SearchResult) -> list[str]:
    """The topics whose names stand beside a word that compares, in order of appearance."""
    near: list[Mention] = []
    for match in _COMPARATOR.finditer(result.text):
        before = [m for m in result.mentions if 0 <= match.start() - m.end <= _COMPARATOR_REACH]
        after = [m for m in result.mentions if 0 <= m.start - match.end() <= _COMPARATOR_REACH]
        near += [*before[-1:], *after[:1]]
    return list(dict.fromkeys(m.topic for m in sorted(near, key=lambda m: m.start)))
