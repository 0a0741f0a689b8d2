"""Next skills after an answer: never what is learned, always something within reach."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.learning import after, path_draft
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


def test_who_knows_several_topics_is_shown_the_way_on(project_index: OpenIndex) -> None:
    known = ["python", "sql"]
    topics = after(known, project_index)
    have = frozenset(known).union(*(project_index.graph.all_requires(one) for one in known))
    assert len(topics) == len(set(topics)) == 4
    assert not have.intersection(topics)
    assert "http" in topics


def test_after_one_topic_comes_first_what_builds_on_it(project_index: OpenIndex) -> None:
    assert after(["docker"], project_index)[0] in project_index.graph.builds_on("docker")
    assert "kubernetes" in after(["docker"], project_index)


def test_who_names_choices_is_told_of_them_in_the_order_of_the_roadmap(
    project_index: OpenIndex,
) -> None:
    def topics(text: str) -> list[str]:
        mentions = project_index.search.search(text).mentions
        drafted = path_draft(text, mentions, project_index, ())
        assert drafted is not None
        return [chosen.section.topic for chosen in drafted[0].chosen]

    assert topics("I know Flask. What to learn next: Kubernetes, Docker or SQL?") == [
        "sql", "docker", "kubernetes"
    ]  # fmt: skip
    assert "flask" not in topics("I know Flask and SQL, what next?")
    assert topics("What to learn next, Redis or Kafka? I know Docker") == ["redis", "kafka"]
