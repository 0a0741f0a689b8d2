"""What a question compares, and which section decides it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answering.comparing import Comparisons, compared_names
from index.names import NameMatcher
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult
from index.store import Topic
from index.words import content_words

TITLES = {
    "python": ("Python", "languages"),
    "node": ("Node.js", "languages"),
    "go": ("Go", "languages"),
    "python-vs-node": ("Python versus Node.js", "languages"),
    "rest": ("REST", "apis"),
    "grpc": ("gRPC", "apis"),
    "json": ("JSON", "apis"),
    "rest-vs-grpc": ("REST versus gRPC", "apis"),
}
TOPICS = {
    slug: Topic(slug, title, area, "beginner", "", 1, (title,), (), ())
    for slug, (title, area) in TITLES.items()
}
NAMES = NameMatcher({slug: topic.names for slug, topic in TOPICS.items()})
COMPARISONS = Comparisons(TOPICS, NAMES.find)


def found(text: str, *topics: str) -> SearchResult:
    """What a search finds that ranks these topics, best first, and then those that are named."""
    mentions = tuple(NAMES.find(text))
    named = {mention.topic for mention in mentions}
    ranked = []
    for slug in dict.fromkeys([*topics, *sorted(named)]):
        topic = TopicEvidence(slug)
        topic.sections.append(SectionEvidence(f"{slug}#summary"))
        topic.joins = 2 if "-vs-" in slug else 0
        ranked.append(topic)
    return SearchResult(text, np.zeros(2, np.float32), tuple(content_words(text)), mentions, ranked)


def sides(text: str, *topics: str) -> list[str]:
    return [topic.topic for topic in COMPARISONS.sides(found(text, *topics))]


def test_names_on_both_sides_of_a_word_that_compares_are_compared() -> None:
    assert compared_names(found("Go or Python, we use JSON everywhere")) == ["go", "python"]
    assert compared_names(found("JSON in Python")) == []


def test_what_things_are_for_is_none_of_the_sides() -> None:
    assert compared_names(found("gRPC or REST for Python")) == ["grpc", "rest"]
    assert compared_names(found("freelance or employed as a junior Go programmer")) == []


def test_an_article_that_compares_what_is_named_answers_by_itself() -> None:
    assert sides("REST versus gRPC or gRPC", "rest-vs-grpc") == []


def test_two_topics_that_no_article_compares_are_set_side_by_side() -> None:
    assert sides("Python or Go for a small team?", "go") == ["python", "go"]


def test_the_article_that_compares_both_is_the_answer() -> None:
    assert sides("Python or Node.js for a small team?", "python-vs-node") == []


def test_an_article_that_compares_one_of_them_with_another_product_is_not() -> None:
    assert sides("node.js or Go for a small team?", "python-vs-node") == ["node", "go"]


def test_things_of_another_kind_do_not_take_the_answer_from_an_article() -> None:
    assert sides("would gRPC be better than JSON inside our network", "rest-vs-grpc") == []


@pytest.mark.parametrize(
    ("heading", "likeness", "decides"),
    [
        ("Python or Go for a service", 0.75, True),
        ("Python or Go for a service", 0.55, False),  # another question
        ("What Python and Go share", 0.95, False),  # not on the choice
        ("Threads or processes in Python", 0.9, True),
        ("Threads or processes in Python", 0.8, False),
        ("Python or Node.js: the short answer", 0.9, False),  # another comparison
        ('Fixing "missing or incorrect" in Python and Go', 0.95, False),
    ],
)
def test_a_section_decides_that_sets_them_side_by_side(
    heading: str, likeness: float, decides: bool
) -> None:
    assert COMPARISONS.decides(heading, likeness, {"python", "go"}) is decides
