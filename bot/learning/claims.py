"""What somebody says they know already, as in "I know Python, Git and SQL". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from index.names import Mention
from knowledge.graph import SkillGraph

MOST = 25
"""How many topics of a kind a claim holds at most; a select on Discord shows no more."""

_SAID = re.compile(
    r"\b(?:i|we)(?:'ve|\s+have|\s+already|\s+also)*\s+"
    r"(?:know|understand|learn(?:ed|t)|stud(?:y|ied)|use[d]?|can|did|mastered)\b|"
    r"\b(?:already\s+know|familiar\s+with|good\s+at|experience\s+(?:in|with))\b|"
    r"\bich\s+(?:kann|kenne|beherrsche|verstehe)\b",
    re.IGNORECASE,
)
_TURN = re.compile(r"[.;!?]|\bbut\b|\bthough\b|\bexcept\b|\bapart from\b|\bother than\b", re.I)
_NOT = re.compile(
    r"\b(?:not|never|no|without|except|apart from|other than|want to|(?:do|have|can)n[o']?t)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text claims.

    Attributes:
        known: topics said to be known and not learned so far, as named.
        beneath: what those rest on and is not learned either, first things first.
        had: topics said to be known that are learned already.
    """

    known: tuple[str, ...]
    beneath: tuple[str, ...]
    had: tuple[str, ...]


def read_claim(
    text: str, mentions: Sequence[Mention], graph: SkillGraph, learned: Collection[str]
) -> Claim | None:
    """What a text says of its writer's knowledge; None where it names a single thing, or nothing.

    Topics in a part of a sentence that says no ("but not SQL") are left out.

    Args:
        mentions: the topics that the text names, in its own positions.
    """
    if not mentions or not (_SAID.search(text) or len({m.topic for m in mentions}) > 1):
        return None
    named = tuple(dict.fromkeys(m.topic for m in mentions if not _denied(text, m.start)))
    known = tuple(topic for topic in named if topic not in learned)[:MOST]
    had = tuple(topic for topic in named if topic in learned)
    if not known and not had:
        return None
    return Claim(known, beneath(known, graph, learned), had)


def beneath(topics: Iterable[str], graph: SkillGraph, learned: Collection[str]) -> tuple[str, ...]:
    """What topics rest on, however far back, and is neither among them nor learned.

    First things first; the nearest `MOST` where there are more.
    """
    topics = tuple(topics)
    needed = frozenset[str]().union(*(graph.all_requires(topic) for topic in topics))
    missing = needed - set(topics) - set(learned)
    return tuple(topic for topic in graph.order if topic in missing)[-MOST:]


def _denied(text: str, position: int) -> bool:
    """Whether the part of the sentence around a position says no before it."""
    start = 0
    for turn in _turns(text):
        if turn.start() >= position:
            break
        start = turn.start()
    return _NOT.search(text, start, position) is not None


def _turns(text: str) -> Iterator[re.Match[str]]:
    return _TURN.finditer(text)
