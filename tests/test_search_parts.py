"""The parts of search: words, names, spelling, ranking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.names import NameMatcher
from index.ranking import SectionEvidence, TopicEvidence, rank
from index.spelling import Speller
from index.words import content_words, cut_words, fts_query

NAMES = NameMatcher(
    {
        "go": ["Go", "golang"],
        "jwt": ["JSON Web Tokens", "jwt"],
        "sessions": ["session", "sessions and cookies"],
        "dotnet": ["C#", ".NET"],
        "cpp": ["C++"],
        "ci-cd": ["CI/CD"],
        "plans": ["explain"],
    }
)


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("how do I go about jwts", ["jwt"]),
        ("python vs go?", ["go"]),
        ("should I learn Go or C#", ["go", "dotnet"]),
        ("c++ or .net", ["cpp", "dotnet"]),
        ("what's a session?", ["sessions"]),
        ("Sessions and cookies, JSON web tokens", ["sessions", "jwt"]),
        ("our ci/cd pipeline", ["ci-cd"]),
        ("time to go home", []),
        ("go and jwt for an api", ["go", "jwt"]),
        ("stay or go for it", []),
        ("Explain a jwt", ["jwt"]),
        ("could you explain that", []),
        ("how do I read EXPLAIN here", ["plans"]),
        ("explain", ["plans"]),
    ],
)
def test_names_are_found_word_for_word(text: str, topics: list[str]) -> None:
    assert [mention.topic for mention in NAMES.find(text)] == topics


@given(st.text(max_size=300))
def test_any_text_can_be_searched_for_names_and_words(text: str) -> None:
    for mention in NAMES.find(text):
        assert text[mention.start : mention.end] == mention.name
    for word in cut_words(text):
        assert 0 <= word.start < word.end <= len(text)


@given(st.text(max_size=300))
def test_a_full_text_query_quotes_every_word(text: str) -> None:
    query = fts_query(text)
    assert query.count('"') == 2 * len([w for w in query.split(" OR ") if w])


def test_stop_words_say_nothing() -> None:
    assert content_words("How do I use the thing?") == []
    assert content_words("Why does Postgres lock?") == ["postgres", "lock"]


SPELLER = Speller(
    lambda: {"kubernetes": 9, "query": 8, "quarry": 1, "caching": 5, "retry": 3, "index": 4}
)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("kuberntes", "kubernetes"),
        ("kubernetis", "kubernetes"),
        ("qurey", "query"),
        ("cachng", "caching"),
        ("uqery", "query"),
    ],
)
def test_a_misspelt_word_is_repaired(wrong: str, right: str) -> None:
    assert SPELLER.repair(f"why, {wrong}?") == f"why, {right}?"


@pytest.mark.parametrize("word", ["query", "indexes", "retried", "abcde", "k8s", "kube", "cat5e"])
def test_known_short_and_unlike_words_stay(word: str) -> None:
    assert SPELLER.repair(word) == word


@given(st.text(max_size=200))
def test_repair_keeps_everything_that_is_no_word(text: str) -> None:
    repaired = SPELLER.repair(text)
    assert [c for c in text if c.isspace()] == [c for c in repaired if c.isspace()]


def topic(slug: str, question: float, passage: float) -> TopicEvidence:
    sections = [
        SectionEvidence(f"{slug}#a", 0.1, 0.1),
        SectionEvidence(f"{slug}#b", question, passage),
    ]
    return TopicEvidence(slug, sections)


def test_ranking_puts_the_nearer_topic_and_section_first() -> None:
    ranked = rank([topic("far", 0.2, 0.3), topic("near", 0.9, 0.8)])
    assert [t.topic for t in ranked] == ["near", "far"]
    assert ranked[0].best.section == "near#b"
    assert ranked[0].score > ranked[1].score


def test_ranking_nothing_gives_nothing() -> None:
    assert rank([]) == []
