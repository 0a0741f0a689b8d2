"""Placement: finding out with few questions what a member knows of a track already. Pure.

Each answer speaks about its topic and, through the skill graph, about others: who knows a topic
mostly knows what it rests on, who does not know a topic seldom knows what builds on it, and who
knows one topic of a track is a little likelier to know any other. The beliefs are kept as log-odds
to which each answer adds the logarithm of its likelihood ratio, as if answers were independent
(naive Bayes). The next question is the one expected to settle most.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from math import exp, log

from knowledge.graph import SkillGraph

FEWEST, MOST = 8, 12
"""How many questions a placement asks, where the track has so many."""

KNOWN = 0.7
"""The belief from which on an asked topic counts as known."""

LIKELY = 0.6
"""The belief from which on a topic is offered that a known one rests on."""

_PRIOR = {"beginner": 0.6, "intermediate": 0.45, "advanced": 0.3}
_SLIP = 0.1  # who knows the topic answers wrongly
_GUESS = 0.15  # who does not answers rightly: one option in four, and some say they don't know
_RESTS = 0.95  # who knows a topic knows what it rests on
_BUILDS = 0.5  # who knows a topic knows what builds on it
_UNFOUNDED = 0.05  # who does not know a topic knows what builds on it
_EITHER = 0.5  # who does not know a topic knows what it rests on
_ALIKE = 0.55  # who knows a topic knows another one of the track


def _right_where(chance_to_know: float) -> float:
    """The chance of a right answer, from the chance that the asked topic is known."""
    return chance_to_know * (1 - _SLIP) + (1 - chance_to_know) * _GUESS


def _evidence(known: float, unknown: float) -> tuple[float, float]:
    """Log likelihood ratios of a wrong and a right answer for one topic, from the chances that
    the asked topic is known where that topic is known and where it is not."""
    right, other = _right_where(known), _right_where(unknown)
    return log((1 - right) / (1 - other)), log(right / other)


class _Relation(Enum):
    """Where a topic stands in the skill graph to the one that was asked."""

    SAME = auto()
    BELOW = auto()
    ABOVE = auto()
    BESIDE = auto()


_EVIDENCE = {
    _Relation.SAME: _evidence(1.0, 0.0),
    _Relation.BELOW: _evidence(_BUILDS, _UNFOUNDED),
    _Relation.ABOVE: _evidence(_RESTS, _EITHER),
    _Relation.BESIDE: _evidence(_ALIKE, 1 - _ALIKE),
}

# Two right answers above a topic say the same of it, so they count as one; so do two below.
_ONCE = (_Relation.BELOW, _Relation.ABOVE)

_Word = tuple[_Relation, bool]


def _chance(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def _doubt(odds: float) -> float:
    chance = _chance(odds)
    return chance * (1 - chance)


Answers = Sequence[tuple[str, bool]]
"""The topics asked so far, each with whether the answer was right."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a placement found.

    Attributes:
        known: the topics that the answers showed to be known, in the order of the track.
        foundations: the topics that these rest on and that are likely known too, those to learn
            first at the front; none of them was asked and failed.
    """

    known: tuple[str, ...]
    foundations: tuple[str, ...]


class Placement:
    """The placement of one track.

    Args:
        topics: how many questions there are for each topic, in the order of the track.
        levels: the level of each topic of the graph.
    """

    def __init__(
        self, topics: Mapping[str, int], graph: SkillGraph, levels: Mapping[str, str]
    ) -> None:
        self._topics = {topic: count for topic, count in topics.items() if count}
        self._graph = graph
        self._levels = levels

    def belief(self, topic: str, answers: Answers) -> float:
        """The chance that a topic is known, from 0 to 1."""
        return _chance(self._odds(topic, answers))

    def next_topic(self, answers: Answers) -> str | None:
        """The topic to ask about now; None when enough is known.

        That is the one whose answer is expected to leave the least doubt over all topics, where
        the doubt of a belief p is p (1 - p). A topic asked before comes again only where it is
        still in doubt itself.
        """
        if len(answers) >= MOST:
            return None
        asked = [topic for topic, _ in answers]
        odds = {topic: self._odds(topic, answers) for topic in self._topics}
        in_doubt = {t for t, value in odds.items() if 1 - KNOWN < _chance(value) < KNOWN}
        open_topics = [
            topic
            for topic, count in self._topics.items()
            if topic not in asked or (topic in in_doubt and asked.count(topic) < min(2, count))
        ]
        if not open_topics or (not in_doubt and len(answers) >= FEWEST):
            return None
        now = sum(map(_doubt, odds.values()))
        told = {topic: self._told(topic, answers) for topic in self._topics}

        def gain(topic: str) -> float:
            left = self._expected_doubt(topic, odds, told)
            return (now - left) / (1 + 3 * asked.count(topic))

        return max(open_topics, key=gain)

    def _expected_doubt(
        self, asked: str, odds: Mapping[str, float], told: Mapping[str, Collection[_Word]]
    ) -> float:
        """How much doubt over all topics an answer will leave, on average."""
        chance = _right_where(_chance(odds[asked]))
        total = 0.0
        for topic, value in odds.items():
            kind = self._relation(asked, topic)
            wrong, right = (
                value if kind in _ONCE and (kind, answer) in told[topic]
                else value + _EVIDENCE[kind][answer]
                for answer in (False, True)
            )  # fmt: skip
            total += chance * _doubt(right) + (1 - chance) * _doubt(wrong)
        return total

    def _odds(self, topic: str, answers: Answers) -> float:
        """The logarithm of the odds that a topic is known."""
        prior = _PRIOR[self._levels[topic]]
        words = self._told(topic, answers)
        return log(prior / (1 - prior)) + sum(_EVIDENCE[kind][right] for kind, right in words)

    def _told(self, topic: str, answers: Answers) -> list[_Word]:
        """What the answers say of a topic: each kind of evidence, and of which answer."""
        words = [(self._relation(asked, topic), right) for asked, right in answers]
        once = {word for word in words if word[0] in _ONCE}
        return [*(word for word in words if word not in once), *once]

    def _relation(self, asked: str, topic: str) -> _Relation:
        """Where a topic stands to the one that was asked."""
        if asked == topic:
            return _Relation.SAME
        if topic in self._graph.all_requires(asked):
            return _Relation.BELOW
        below = asked in self._graph.all_requires(topic)
        return _Relation.ABOVE if below else _Relation.BESIDE

    def verdict(self, answers: Answers, learned: Collection[str] = ()) -> Verdict:
        """What the answers show.

        Args:
            learned: the topics already marked, which are left out.
        """
        asked = {topic for topic, _ in answers}
        known = [t for t in self._topics if t in asked and self.belief(t, answers) >= KNOWN]
        below = {below for topic in known for below in self._graph.all_requires(topic)}
        foundations = [
            topic
            for topic in self._graph.order
            if topic in below - asked and self.belief(topic, answers) >= LIKELY
        ]
        return Verdict(
            tuple(t for t in known if t not in learned),
            tuple(t for t in foundations if t not in learned),
        )
