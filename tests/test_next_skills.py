"""Next skills after an answer: never what is learned, always something within reach."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.next_skills import SUGGESTED, next_skills
from index.opened import OpenIndex


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_nothing_learned_is_suggested_and_something_is_within_reach(
    project_index: OpenIndex, data: st.DataObject
) -> None:
    topics, graph = project_index.store.topics(), project_index.graph
    slugs = st.sampled_from(sorted(topics))
    topic = data.draw(slugs)
    learned = data.draw(st.frozensets(slugs, max_size=60))
    skills = next_skills(topic, topics, graph, learned)
    suggested = [skill.topic for skill in skills]
    have = learned.union({topic}, *(graph.all_requires(slug) for slug in learned))
    if learned:
        assert not have.intersection(suggested)
    else:
        have |= graph.all_requires(topic)
    assert len(suggested) == len(set(suggested)) <= SUGGESTED
    assert any(graph.all_requires(slug) <= have for slug in suggested)
    assert all(skill.reason for skill in skills)


def test_a_beginner_who_asks_of_something_far_away_gets_a_step_towards_it(
    project_index: OpenIndex,
) -> None:
    topics, graph = project_index.store.topics(), project_index.graph
    skills = next_skills("kafka", topics, graph, ["terminal", "git"])
    last = skills[-1]
    assert last.topic in graph.all_requires("kafka")
    assert last.reason == "on the way to Apache Kafka"


def test_who_knows_everything_is_suggested_nothing(project_index: OpenIndex) -> None:
    topics, graph = project_index.store.topics(), project_index.graph
    assert next_skills("git", topics, graph, topics.keys()) == ()
