"""Which topic a follow-up is about, from what it finds alone and after what it follows. Pure.

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

from index.classifier import LOWEST
from index.search import SearchResult

FEATURES = (
    "alone", "joined", "alone_likelihood", "joined_likelihood", "at_hand", "at_hand_thin",
    "alone_thin", "joined_thin", "linked", "linked_thin", "named", "picked",
)  # fmt: skip

CONFIDENCE = ("sure_alone", "sure_joined", "sure_bias")

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


def follow_up_features(
    alone: SearchResult, joined: SearchResult, context: Context
) -> tuple[list[str], list[list[float]]]:
    """The topics that either search found, and one row of `FEATURES` for each.

    Args:
        alone: what the follow-up finds by itself.
        joined: what it finds after what it follows.
    """
    own, both = _gaps(alone), _gaps(joined)
    own_odds, both_odds = _likelihoods(alone), _likelihoods(joined)
    named = {mention.topic for mention in alone.mentions}
    thin = 1.0 / (1 + len(alone.words))
    slugs = list(dict.fromkeys([*own, *both]))
    last_own = min(own.values(), default=0.0) - _NOT_FOUND / _SCALE
    last_both = min(both.values(), default=0.0) - _NOT_FOUND / _SCALE
    rows = []
    for slug in slugs:
        at_hand = float(slug in context.topics)
        linked = float(slug in context.linked and not at_hand)
        gap, joined_gap = own.get(slug, last_own), both.get(slug, last_both)
        rows.append(
            [
                gap,
                joined_gap,
                own_odds.get(slug, LOWEST) / 10,
                both_odds.get(slug, LOWEST) / 10,
                at_hand,
                at_hand * thin,
                gap * thin,
                joined_gap * thin,
                linked,
                linked * thin,
                float(slug in named and not at_hand),
                float(slug == context.picked),
            ]
        )
    return slugs, rows


def rank_follow_up(alone: SearchResult, joined: SearchResult, context: Context) -> dict[str, float]:
    """The score of every topic that either search found."""
    weights = [follow_up_weights()[name] for name in FEATURES]
    slugs, rows = follow_up_features(alone, joined, context)
    return {
        slug: math.fsum(w * x for w, x in zip(weights, row, strict=True))
        for slug, row in zip(slugs, rows, strict=True)
    }


def follow_up_confidence(alone: float, joined: float) -> float:
    """The probability that a follow-up is covered, from the confidence in both searches.

    A logistic regression over their log odds, fitted on the same conversations.
    """
    weights = follow_up_weights()
    total = weights["sure_bias"]
    total += weights["sure_alone"] * log_odds(alone) + weights["sure_joined"] * log_odds(joined)
    return 1.0 / (1.0 + math.exp(-total))


def log_odds(chance: float) -> float:
    """ln(p / (1 - p)), cut to [-6, 6]."""
    inside = min(max(chance, 1e-9), 1.0 - 1e-9)
    return max(-6.0, min(6.0, math.log(inside / (1.0 - inside))))


def _gaps(result: SearchResult) -> dict[str, float]:
    """How far each topic lies behind the best one, in fives of score; 0 for the best."""
    best = max((topic.score for topic in result.topics), default=0.0)
    return {topic.topic: (topic.score - best) / _SCALE for topic in result.topics}


def _likelihoods(result: SearchResult) -> dict[str, float]:
    return {topic.topic: topic.likelihood for topic in result.topics}


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
