"""Questions set in a language or framework: what is left without it, and which is better known."""

from __future__ import annotations

import pytest

from bot.answering.answer import Outcome
from bot.answering.engine import Engine
from bot.answering.setting import kin_of_settings, setting_topics, tells_more, without_setting
from index.names import Mention
from index.opened import OpenIndex
from index.ranking import SectionEvidence, TopicEvidence
from index.search import SearchResult

SETTINGS = {"django", "go", "ruby"}


def named(text: str, *names: str) -> list[Mention]:
    starts = {name: text.lower().index(name) for name in names}
    return [Mention(name, name, start, start + len(name), 1) for name, start in starts.items()]


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("send mail in Django?", ["django"], "send mail"),
        ("in my django app mails get lost", ["django"], "app mails get lost"),
        ("hash a password go", ["go"], "hash a password"),
        ("queues with Go for a Django site", ["go", "django"], "queues site"),
        ("django", ["django"], ""),
        ("learn ruby", ["ruby"], ""),
        ("is Go faster than Ruby", ["go", "ruby"], ""),
        ("background work: django or ruby", ["django", "ruby"], ""),
        ("what is in redis", [], ""),
    ],
)
def test_a_question_without_its_setting(text: str, names: list[str], left: str) -> None:
    assert without_setting(text, named(text, *names), SETTINGS) == left


def test_names_of_other_topics_stay() -> None:
    assert without_setting("cache in django", named("cache in django", "django"), {"go"}) == ""


def found(question: float) -> SearchResult:
    topic = TopicEvidence("t")
    topic.sections.append(SectionEvidence("t#s", question=question))
    return SearchResult("", None, (), (), [topic], 0.0, 1.0, ("", 0.0), ("", 0.0), 0.0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("alone", "together", "sure_alone", "sure", "tells"),
    [
        (0.9, 0.6, 0.9, 0.9, True),  # a known question, and the whole is none
        (0.9, 0.85, 0.9, 0.9, False),  # the whole is known as well
        (0.5, 0.3, 0.9, 0.9, False),  # neither is known
        (0.5, 0.5, 0.9, 0.3, True),  # the whole would be refused
        (0.5, 0.5, 0.3, 0.2, False),  # both would be
        (0.9, 0.6, 0.5, 0.9, False),  # the whole is much surer
    ],
)
def test_the_task_alone_counts_where_it_is_known_better(
    alone: float, together: float, sure_alone: float, sure: float, tells: bool
) -> None:
    assert tells_more(found(alone), found(together), sure_alone, sure) is tells


def test_a_question_that_the_articles_on_its_setting_answer_keeps_it() -> None:
    whole = found(0.75)
    whole.topics[0].mentioned = 1
    assert not tells_more(found(0.95), whole, 0.9, 0.9)


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how do refresh tokens work in elixir", "token-storage-and-refresh"),
        ("graceful shutdown in kotlin", "deployment-strategies"),
    ],
)
def test_a_task_is_answered_where_nothing_is_said_of_its_setting(
    project_index: OpenIndex, question: str, topic: str
) -> None:
    answer = Engine(project_index).answer(question).answer
    assert answer.outcome is Outcome.ANSWERED
    assert answer.topics[0] == topic


def test_a_setting_makes_no_foreign_question_known(project_index: OpenIndex) -> None:
    answer = Engine(project_index).answer("how do I centre a div with django").answer
    assert answer.outcome is Outcome.NOT_COVERED


@pytest.mark.parametrize(
    ("question", "foreign"),
    [
        ("Why does async in Python not make my CPU heavy code faster?", ("Node.js", "JavaScript")),
        ("What should I log in production and what should I never log?", ("Django", "Laravel")),
    ],
)
def test_sections_set_in_another_language_are_not_quoted(
    project_index: OpenIndex, question: str, foreign: tuple[str, ...]
) -> None:
    answer = Engine(project_index).answer(question).answer
    assert answer.citations
    for citation in answer.citations:
        assert not any(name in citation.section for name in foreign)


def test_the_article_on_its_setting_adds_what_it_says(project_index: OpenIndex) -> None:
    answer = Engine(project_index).answer(
        "Access to fetch has been blocked by CORS policy, from my react app to my FastAPI server"
    )
    assert "cors" in {citation.topic for citation in answer.answer.citations}
    assert "fastapi" in {citation.topic for citation in answer.answer.citations}


def test_a_framework_is_kin_to_its_language(project_index: OpenIndex) -> None:
    topics = project_index.store.topics()
    kin = kin_of_settings(topics, setting_topics(topics))
    assert "python" in kin["django"]
    assert "django" in kin["python"]
    assert "laravel" not in kin["django"]
