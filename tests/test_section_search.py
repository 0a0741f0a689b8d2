"""What speaks for each section of a topic."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.encoder import OnnxEncoder
from index.opened import OpenIndex, open_index
from index.section_search import SectionSearch


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


def test_every_statement_of_a_topic_has_its_cosine(opened: OpenIndex) -> None:
    sections = list(opened.store.sections(opened.store.section_ids("tables")).values())
    count = sum(len(one.section.statements) for one in sections)
    own = opened.statement_embeddings(sections[0])[0]
    found = opened.sections.statement_cosines(sections, own)
    assert len(found) == count
    assert found[0] == pytest.approx(1.0, abs=1e-5)
    assert isinstance(opened.sections, SectionSearch)
