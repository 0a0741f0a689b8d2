"""Which topic a follow-up is about."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.answering.follow_ups import (
    CONFIDENCE,
    FEATURES,
    Context,
    Findings,
    coverage_signals,
    follow_up_confidence,
    follow_up_features,
    follow_up_weights,
    linked_topics,
    log_odds,
    rank_follow_up,
)
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult


def found(words: str, **scores: float) -> SearchResult:
    topics = [
        TopicEvidence(slug, [SectionEvidence(f"{slug}#one")], score=score, likelihood=-1.0)
        for slug, score in scores.items()
    ]
    topics.sort(key=lambda topic: -topic.score)
    return SearchResult(words, np.zeros(2, np.float32), tuple(words.split()), (), topics)


def test_every_topic_that_a_search_found_has_a_row() -> None:
    findings = Findings(found("why", a=3.0), found("x why", b=2.0), found("b why", b=4.0, c=1.0))
    slugs, rows = follow_up_features(findings, Context(("b",), ("c",)))
    assert slugs == ["a", "b", "c"]
    assert {len(row) for row in rows} == {len(FEATURES)}


def test_what_stands_first_everywhere_wins() -> None:
    findings = Findings(*(found("more", best=9.0, other=2.0) for _ in range(3)))
    scores = rank_follow_up(findings, Context((), ()))
    assert scores["best"] > scores["other"]


def test_a_thin_follow_up_stays_with_the_topic_at_hand() -> None:
    findings = Findings(*(found("", hand=5.0, other=5.2) for _ in range(3)))
    scores = rank_follow_up(findings, Context(("hand",), ()))
    assert scores["hand"] > scores["other"]


def test_each_signal_of_coverage_has_a_weight() -> None:
    findings = Findings(*(found("more", best=9.0, other=2.0) for _ in range(3)))
    assert len(coverage_signals(findings)) == len(CONFIDENCE)
    assert set(CONFIDENCE) <= set(follow_up_weights())


def test_what_is_foreign_by_itself_is_less_likely_covered() -> None:
    other = found("more", best=9.0, other=2.0)
    near = Findings(found("buy it", best=9.0), other, other)
    far = Findings(replace(near.alone, foreign=-0.01, border=("shopping", 0.9)), other, other)
    assert 0.0 <= follow_up_confidence(far) < follow_up_confidence(near) <= 1.0


def test_log_odds_are_cut() -> None:
    assert log_odds(0.5) == pytest.approx(0.0)
    assert log_odds(1.0) == 6.0
    assert log_odds(0.0) == -6.0


def test_links_count_in_both_directions() -> None:
    links = {"a": ("b",), "b": (), "c": ("a",), "d": ("c",)}
    assert linked_topics(["a"], links) == {"b", "c"}
