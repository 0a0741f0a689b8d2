"""Which topic a follow-up is about."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answering.follow_ups import (
    FEATURES,
    Context,
    Findings,
    follow_up_confidence,
    follow_up_features,
    linked_topics,
    log_odds,
    rank_follow_up,
)
from index.ranking import TopicEvidence
from index.search import SearchResult


def found(words: str, **scores: float) -> SearchResult:
    topics = [TopicEvidence(slug, score=score, likelihood=-1.0) for slug, score in scores.items()]
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


def test_a_follow_up_of_an_answer_is_more_likely_covered_than_by_itself() -> None:
    assert follow_up_confidence(0.3, 0.3) > 0.3
    assert follow_up_confidence(0.3, 0.9) > follow_up_confidence(0.3, 0.1)
    assert 0.0 <= follow_up_confidence(0.0, 1.0) <= 1.0


def test_log_odds_are_cut() -> None:
    assert log_odds(0.5) == pytest.approx(0.0)
    assert log_odds(1.0) == 6.0
    assert log_odds(0.0) == -6.0


def test_links_count_in_both_directions() -> None:
    links = {"a": ("b",), "b": (), "c": ("a",), "d": ("c",)}
    assert linked_topics(["a"], links) == {"b", "c"}
