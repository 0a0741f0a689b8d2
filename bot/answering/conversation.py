"""What was said before, and what a follow-up means in its light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from index.names import Mention
from index.words import content_words, cut_words

REMEMBERED = 6
EXPIRES = timedelta(minutes=30)

_LEADING = re.compile(
    r"^(?:ok(?:ay)?|and|but|so|also|then|yeah|yes|no|hmm+|cool|nice|thanks|thx|great|alright|"
    r"wait|what about|how about|and what about)\b[\s,.:!-]*",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|it's|this|that|these|those|they|them|their|there|one|ones|both|either|first|"
    r"second|third|former|latter|same|instead|else|another|example|more|why|when|how come)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:ok(?:ay)?[\s,]+)?(?:and|but|so|what about|how about|why|which|also|then|or)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": -1}
_SHORT = 9


@dataclass(frozen=True, slots=True)
class Turn:
    """One exchange of a conversation, as far as follow-ups need it.

    Attributes:
        question: as understood: a follow-up already joined with what it followed.
        topics: what the answer was about, best first; several for a comparison.
        offered: topics in the order in which the answer listed them.
        at: when it was asked.
    """

    question: str
    topics: tuple[str, ...]
    offered: tuple[str, ...]
    at: datetime


class Conversation:
    """The last turns of one conversation. Not shared between threads."""

    def __init__(self, remembered: int = REMEMBERED, expires: timedelta = EXPIRES) -> None:
        if remembered < 1:
            raise ValueError(f"remembered must be 1 or more: {remembered}")
        self._remembered = remembered
        self._expires = expires
        self._turns: list[Turn] = []

    def add(self, turn: Turn) -> None:
        self._turns = [*self._turns, turn][-self._remembered :]

    def turns(self, now: datetime) -> tuple[Turn, ...]:
        """What still counts, oldest first; nothing once the last turn is too long ago."""
        if self._turns and now - self._turns[-1].at > self._expires:
            self._turns = []
        return tuple(self._turns)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up made whole: the text to search, and topics that it is likely about."""

    text: str
    topics: tuple[str, ...]


def leans_on_context(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a message may be a follow-up: short, and pointing back or naming little itself."""
    words = cut_words(text)
    if not words or len(words) > 2 * _SHORT:
        return False
    content = [word for word in content_words(text) if word not in _THIN]
    if _OPENING.match(text) and len(words) <= _SHORT:
        return True
    if not mentions and len(content) <= 1:
        return True
    return bool(_POINTING.search(text)) and len(content) <= 4 and not mentions


_THIN = frozenset(
    "example examples difference faster slower better worse easier harder hard difficult long "
    "cheaper downsides upsides pros cons advantages disadvantages details detail test code "
    "simple short mistakes common happens happen else first second third latter former".split()
)


def resolve(
    text: str, mentions: Sequence[Mention], turns: Sequence[Turn], titles: dict[str, str]
) -> FollowUp:
    """Joins a follow-up with the last turn.

    "and in Java?" keeps the former question and puts the new name in the place of the old one;
    "the second one" becomes the second topic that was offered; anything else is asked of the
    topics the last answer was about.

    Args:
        titles: of topics, by slug.
    """
    last = turns[-1]
    rest = _LEADING.sub("", _LEADING.sub("", text)).strip() or text
    picked = _picked(text, last)
    if picked is not None:
        return FollowUp(f"{titles.get(picked, picked)}: {rest}", (picked,))
    named = [mention for mention in mentions if mention.topic not in last.topics]
    content = [word for word in content_words(rest) if word not in _THIN]
    if named and len(content) <= sum(mention.words for mention in named):
        return FollowUp(f"{last.question} {rest}", tuple(mention.topic for mention in named))
    subject = " and ".join(titles.get(topic, topic) for topic in last.topics[:2])
    return FollowUp(f"{subject}: {rest}", last.topics)


def _picked(text: str, last: Turn) -> str | None:
    """The offered topic that words such as "the second one" point to."""
    if len(last.offered) < 2:
        return None
    match = re.search(r"\b(first|second|third|former|latter|last)(?: one)?\b", text.lower())
    if match is None:
        return None
    number = _ORDINALS[match[1]]
    if number >= len(last.offered):
        return None
    return last.offered[number]
