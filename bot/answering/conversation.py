"""What was said before, and what a follow-up means in its light."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from index.names import Mention
from index.words import cut_words

REMEMBERED = 6
EXPIRES = timedelta(minutes=30)

_NEW_SUBJECT = re.compile(
    r"\b(?:(?:different|another|unrelated|new|other|separate) (?:thing|question|topic|subject|one)|"
    r"something else|forget (?:it|that|about)|never ?mind|by the way|btw|changing (?:the )?subject|"
    r"totally different|on another note)\b[\s,.:;!-]*",
    re.IGNORECASE,
)
_POINTING = re.compile(
    r"\b(?:it|its|it's|this|that|these|those|they|them|their|there|ones?|both|either|first|"
    r"second|third|former|latter|same|instead|else|another|more|then|too)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:(?:ok(?:ay)?|yeah|yes|no|hmm+|cool|nice|great|alright|wait|ah|oh)[\s,.!]+)*"
    r"(?:and|but|so|what about|how about|why|which|also|then|or|when|how long|how many|how much|"
    r"is it|are they|does it|do they|can it|can i|should i|give|show|tell)\b",
    re.IGNORECASE,
)
_ORDINALS = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": -1}
_SHORT = 14
_LONG = 40


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
    """A follow-up in the light of what it follows.

    Attributes:
        alone: what was said now.
        joined: the same, after the question that it follows.
        titled: the same, after the title of the topic that it follows.
        topics: what it is likely about.
        picked: the one of them that words such as "the second one" point to; empty for none.
    """

    alone: str
    joined: str
    titled: str
    topics: tuple[str, ...]
    picked: str = ""


def new_subject(text: str) -> str | None:
    """What follows words such as "different question:"; None where there are none."""
    match = _NEW_SUBJECT.search(text)
    if match is None:
        return None
    return text[match.end() :].strip() or None


_FORM_WORDS = frozenset(
    "again clearer code detail details detailed easier eli5 elaborate english example examples "
    "exmaple explain explanation huh longer plain quick quickly sample short shorter shortly "
    "simple simpler simply snippet step steps summary syntax tldr wdym words".split()
)
"""Words that say how to answer, not about what."""


def says_nothing_new(words: Collection[str]) -> bool:
    """Whether a follow-up with these content words keeps to the matter: "why?", "an example"."""
    return _FORM_WORDS.issuperset(words)


_GOES_ON = re.compile(
    r"(?:(?:ok(?:ay)?|and|but|so|hm+|wait|please|pls)[\s,.!]+)*"
    r"(?:why|how|how so|how come|why (?:is )?that|go on|continue|more|tell me more|like what|"
    r"such as|explain|elaborate|meaning|in what way)"
    r"(?:[\s,]+(?:please|pls|though|tho|exactly))?\W*",
    re.IGNORECASE,
)


def goes_on(text: str) -> bool:
    """Whether a message only asks the answer before it to go on: "why?", "tell me more"."""
    return _GOES_ON.fullmatch(text) is not None


def leans_on_context(text: str, mentions: Sequence[Mention]) -> bool:
    """Whether a message may be a follow-up: it points back, opens like one, or names nothing."""
    words = len(cut_words(text))
    if words > _LONG:
        return False
    if _OPENING.match(text) and (words <= _SHORT or not mentions):
        return True
    return bool(_POINTING.search(text)) or not mentions or words <= 2


def resolve(text: str, turns: Sequence[Turn], titles: Mapping[str, str]) -> FollowUp:
    """Joins a follow-up with the last turn; "the second one" becomes the second topic offered.

    Args:
        titles: of topics, by slug.
    """
    last = turns[-1]
    picked = _picked(text, last)
    if picked is not None:
        titled = f"{titles.get(picked, picked)}: {text}"
        return FollowUp(text, titled, titled, (picked,), picked)
    subject = titles.get(last.topics[0], last.topics[0])
    return FollowUp(text, f"{last.question} {text}", f"{subject}: {text}", last.topics)


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
