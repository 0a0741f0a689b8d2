"""How sure Backroad is that a question is covered: a calibrated probability. Pure.

A logistic regression over a few signals of the search. `scripts/fit_ranking.py` fits it on the
tuning part of the labelled questions; the coefficients lie in `confidence_weights.json`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from index.ranking import TopicEvidence
from index.search import SearchResult

SIGNALS = (
    "question",
    "passage",
    "second_passage",
    "name",
    "coverage",
    "known_words",
    "mentioned",
    "lexical",
    "border",
    "border_lead",
    "words",
    "score",
    "margin",
    "core_coverage",
    "likelihood",
    "foreign",
    "asked",
    "bias",
)

ANSWER_FROM = 0.4
"""From this confidence on a question is answered."""

CAUTION_BELOW = 0.55
"""Below this confidence an answer says that it may not fit."""


def signals(result: SearchResult) -> dict[str, float]:
    """What the search says about coverage, by the names in `SIGNALS`."""
    if not result.topics:
        return {name: float(name == "bias") for name in SIGNALS}
    best = result.topics[0]
    passages = sorted((s.passage for t in result.topics[:5] for s in t.sections), reverse=True)
    question = max(t.question for t in result.topics[:5])
    border = result.border[1]
    return {
        "question": question,
        "passage": passages[0],
        "second_passage": passages[min(4, len(passages) - 1)],
        "name": max(t.name for t in result.topics[:5]),
        "coverage": best.coverage,
        "known_words": result.known_words,
        "mentioned": float(any(t.mentioned for t in result.topics[:3])),
        "lexical": math.log1p(max(0.0, max(t.lexical for t in result.topics[:5]))) / 4,
        "border": border,
        "border_lead": border - max(question, passages[0]),
        "score": best.score / 10,
        "margin": min(3.0, best.score - result.topics[5].score) if len(result.topics) > 5 else 3.0,
        "core_coverage": best.core_coverage,
        "words": math.log1p(len(result.words)) / 4,
        "likelihood": max(t.likelihood for t in result.topics) / 10,
        "foreign": result.foreign / 10,
        "asked": best.asked,
        "bias": 1.0,
    }


def confidence(values: Mapping[str, float], weights: Mapping[str, float] | None = None) -> float:
    """The probability, in (0, 1), that the knowledge base covers the question."""
    chosen = confidence_weights() if weights is None else weights
    total = sum(chosen[name] * values[name] for name in SIGNALS)
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def is_bare_name(topic: TopicEvidence, result: SearchResult) -> bool:
    """Whether a question's content words are all names of one topic: "orm yay or nay"."""
    return bool(topic.mentioned) and len(result.words) <= topic.mentioned and not result.is_merged


@cache
def confidence_weights() -> Mapping[str, float]:
    """The fitted coefficients by signal."""
    text = resources.files("bot.answering").joinpath("confidence_weights.json").read_text("utf-8")
    weights = json.loads(text)
    return {name: float(weights.get(name, 0.0)) for name in SIGNALS}
