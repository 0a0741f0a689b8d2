"""What speaks for each section of a topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import OnnxEncoder
from index.opened import OpenIndex, open_index
from index.section_search import SectionSearch

ASKED = ("asked", "tables#mistakes-with-tables")


@pytest.fixture
def opened(small: Path) -> OpenIndex:
    return open_index(small / "data")


def test_a_question_that_people_ask_leads_to_its_section(
    opened: OpenIndex, encoder: OnnxEncoder
) -> None:
    asked = "my rows are all mixed up, what now"
    result = opened.search.search(asked)
    evidence = opened.sections.evidence(result.topics[0], result.embedding)
    mistakes = evidence["tables#mistakes-with-tables"]
    assert mistakes.asked == pytest.approx(1.0, abs=0.01)
    assert mistakes.asked == max(one.asked for one in evidence.values())


def test_the_questions_of_a_section_that_nobody_was_known_to_ask_of_count_as_asked(
    opened: OpenIndex,
) -> None:
    section = opened.store.section_ids("queries")[1]
    text = next(iter(opened.store.sections([section]).values())).section.questions[0]
    result = opened.search.search(text)
    evidence = next(topic for topic in result.topics if topic.topic == "queries")
    assert evidence.asked == pytest.approx(1.0, abs=0.01)
    found = opened.sections.evidence(evidence, result.embedding)[section]
    assert found.asked == found.question == pytest.approx(1.0, abs=0.01)


def test_an_entry_can_be_overlooked(opened: OpenIndex) -> None:
    result = opened.search.search("my rows are all mixed up, what now")
    topic, mistakes = result.topics[0], "tables#mistakes-with-tables"
    rows = [row for row, kind, one in opened.store.own_entries("tables") if (kind, one) == ASKED]
    without = opened.sections.evidence(topic, result.embedding, rows[0])
    assert without[mistakes].asked < 0.9
    assert without[mistakes].passage == pytest.approx(
        opened.sections.evidence(topic, result.embedding)[mistakes].passage
    )


def test_the_centre_of_a_sections_questions_is_between_them(opened: OpenIndex) -> None:
    result = opened.search.search("my rows are all mixed up, what now")
    found = opened.sections.evidence(result.topics[0], result.embedding)
    mistakes = found["tables#mistakes-with-tables"]
    assert 0.0 < mistakes.centre < mistakes.asked
    assert mistakes.centre == max(one.centre for one in found.values())


def test_texts_that_are_searched_together_find_what_each_finds_alone(opened: OpenIndex) -> None:
    texts = ["what is tables", "what goes wrong with queries"]
    for text, together in zip(texts, opened.search.search_all(texts), strict=True):
        alone = opened.search.search(text)
        assert together.text == alone.text
        assert [t.topic for t in together.topics] == [t.topic for t in alone.topics]
        assert together.embedding == pytest.approx(alone.embedding, abs=1e-5)


def test_every_statement_of_a_topic_has_its_cosine(opened: OpenIndex) -> None:
    sections = list(opened.store.sections(opened.store.section_ids("tables")).values())
    count = sum(len(one.section.statements) for one in sections)
    own = opened.statement_embeddings(sections[0])[0]
    found = opened.sections.statement_cosines(sections, own)
    assert len(found) == count
    assert found[0] == pytest.approx(1.0, abs=1e-5)
    assert isinstance(opened.sections, SectionSearch)
