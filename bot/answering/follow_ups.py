"""Which topic a follow-up is about, from what it finds alone and in its context. Pure.

A topic's score is a weighted sum of its features, the weights those of a softmax regression (the
right topic against all others that were found) that `scripts/fit_follow_ups.py` fits on labelled
conversations; they lie in `follow_up_weights.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.answering.confidence import confidence, signals
from index.classifier import LOWEST
from index.search import SearchResult

FEATURES = (
    "alone", "joined", "titled", "alone_likelihood", "joined_likelihood", "titled_likelihood",
    "at_hand", "at_hand_thin", "alone_thin", "joined_thin", "linked", "linked_thin", "named",
    "picked", "alone_question", "joined_question", "titled_question",
)  # fmt: skip

CONFIDENCE = (
    "sure_alone", "sure_titled", "sure_foreign", "sure_foreign_joined", "sure_border",
    "sure_words", "sure_alone_words", "sure_bias",
)  # fmt: skip

_NOT_FOUND = 0.5
"""How far a topic that a search did not find is taken to lie below the last one that it found."""

_SCALE = 5.0


@dataclass(frozen=True, slots=True)
class Context:
    """What a follow-up follows.

    Attributes:
        topics: what the last answer was about.
        linked: topics that those require or go with, or the other way round.
        picked: the topic that words such as "the second one" point to; empty for none.
    """

    topics: Collection[str]
    linked: Collection[str]
    picked: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """What a follow-up finds by itself, after the question before it, and after its topic's title.

    The second tells what is asked, the third keeps to the subject where the question before it
    said much else.
    """

    alone: SearchResult
    joined: SearchResult
    titled: SearchResult


def follow_up_features(findings: Findings, context: Context) -> tuple[list[str], list[list[float]]]:
    """The topics that any of the searches found, and one row of `FEATURES` for each."""
    searches = (findings.alone, findings.joined, findings.titled)
    gaps = [_gaps(result) for result in searches]
    odds = [{topic.topic: topic.likelihood for topic in r.topics} for r in searches]
    questions = [{topic.topic: topic.question for topic in r.topics} for r in searches]
    last = [min(gap.values(), default=0.0) - _NOT_FOUND / _SCALE for gap in gaps]
    named = {mention.topic for mention in findings.alone.mentions}
    thin = 1.0 / (1 + len(findings.alone.words))
    slugs = list(dict.fromkeys(slug for gap in gaps for slug in gap))
    rows = []
    for slug in slugs:
        at_hand = float(slug in context.topics)
        linked = float(slug in context.linked and not at_hand)
        alone, joined, titled = (gap.get(slug, low) for gap, low in zip(gaps, last, strict=True))
        rows.append(
            [
                *(alone, joined, titled),
                *(known.get(slug, LOWEST) / 10 for known in odds),
                *(at_hand, at_hand * thin, alone * thin, joined * thin),
                *(linked, linked * thin),
                float(slug in named and not at_hand),
                float(slug == context.picked),
                *(q.get(slug, r.floor) for q, r in zip(questions, searches, strict=True)),
            ]
        )
    return slugs, rows


def rank_follow_up(findings: Findings, context: Context) -> dict[str, float]:
    """The score of every topic that any of the searches found."""
    weights = [follow_up_weights()[name] for name in FEATURES]
    slugs, rows = follow_up_features(findings, context)
    return {
        slug: math.fsum(w * x for w, x in zip(weights, row, strict=True))
        for slug, row in zip(slugs, rows, strict=True)
    }


def coverage_signals(findings: Findings) -> list[float]:
    """What says that a follow-up is covered, by the names in `CONFIDENCE`.

    What it finds by itself counts for more the more words it has.
    """
    one = findings.alone
    alone, titled = (log_odds(confidence(signals(result))) for result in (one, findings.titled))
    nearest = max((max(t.question, t.passage) for t in one.topics[:3]), default=0.0)
    says = 1.0 - 1.0 / (1 + len(one.words))
    return [
        *(alone, titled, one.foreign * says, findings.joined.foreign),
        *(one.border[1] - nearest, says, alone * says, 1.0),
    ]


def follow_up_confidence(findings: Findings) -> float:
    """The probability that a follow-up is covered: a logistic regression over its signals, fitted
    on the same conversations."""
    weights = follow_up_weights()
    values = zip(CONFIDENCE, coverage_signals(findings), strict=True)
    return 1.0 / (1.0 + math.exp(-math.fsum(weights[name] * value for name, value in values)))


def log_odds(chance: float) -> float:
    """ln(p / (1 - p)), cut to [-6, 6]."""
    inside = min(max(chance, 1e-9), 1.0 - 1e-9)
    return max(-6.0, min(6.0, math.log(inside / (1.0 - inside))))


def _gaps(result: SearchResult) -> dict[str, float]:
    """How far each topic lies behind the best one, in fives of score; 0 for the best."""
    best = max((topic.score for topic in result.topics), default=0.0)
    return {topic.topic: (topic.score - best) / _SCALE for topic in result.topics}


@cache
def follow_up_weights() -> Mapping[str, float]:
    """The fitted weights by feature."""
    text = resources.files("bot.answering").joinpath("follow_up_weights.json").read_text("utf-8")
    weights = json.loads(text)
    return {name: float(weights.get(name, 0.0)) for name in (*FEATURES, *CONFIDENCE)}


def linked_topics(topics: Sequence[str], links: Mapping[str, Collection[str]]) -> frozenset[str]:
    """The topics that some require or go with, or the other way round."""
    outward = {other for topic in topics for other in links.get(topic, ())}
    inward = {slug for slug, others in links.items() if not set(topics).isdisjoint(others)}
    return frozenset(outward | inward)
