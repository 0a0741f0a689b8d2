"""The passages an answer is worded from: the whole sections that its extract cites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.answering.answer import Answer, Citation
from index.encoder import Embeddings
from index.opened import OpenIndex
from index.passages import IndexedSection
from index.store import SourceLink, Topic


@dataclass(frozen=True, slots=True)
class Passage:
    """A cited section.

    Attributes:
        n: the number of its citation in the extract, by which the model cites it too.
        embeddings: of its statements, shape (statements, dimension), each row of length 1.
        links: the sources of its article by key.
    """

    n: int
    topic: Topic
    section: IndexedSection
    embeddings: Embeddings
    links: Mapping[str, SourceLink]


def passages_of(answer: Answer, index: OpenIndex) -> tuple[Passage, ...]:
    """The passage of each citation, in order; none unless all of them stand in this version."""
    if answer.index_version != index.version:
        return ()
    found = [_passage(citation, index) for citation in answer.citations]
    passages = tuple(passage for passage in found if passage is not None)
    return passages if len(passages) == len(found) else ()


def _passage(citation: Citation, index: OpenIndex) -> Passage | None:
    topic = index.store.topics().get(citation.topic)
    if topic is None:
        return None
    quoted = citation.quote.split("\n")[0]
    for stored in index.store.sections(index.store.section_ids(citation.topic)).values():
        section = stored.section
        if section.heading == citation.section and quoted in " ".join(_lines(section)):
            embeddings = index.statement_embeddings(stored)
            return Passage(
                citation.n, topic, section, embeddings, index.store.sources(citation.topic)
            )
    return None


def _lines(section: IndexedSection) -> list[str]:
    return [line for statement in section.statements for line in statement.text.split("\n")]
