"""What of an article is embedded: passages, the questions they answer, and single statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from knowledge.article import Article, Block, BlockKind, Section, plain_links, strip_citations
from knowledge.asked_questions import AskedQuestions
from knowledge.exchange import Exchange
from knowledge.sentences import split_sentences

PASSAGE_WORDS = 170
"""A longer section becomes several passages, since the model reads 256 word pieces at most."""

ENOUGH_ASKED = 4
"""A section of which fewer questions are known that people ask is new to them: its own questions
count as asked, too, or sections that have been asked of for long would always win."""

SUMMARY_ANCHOR = "summary"


class StandardHeading(StrEnum):
    """Sections that are told by how their heading, and so their anchor, begins."""

    PATH = "learning-path"
    PRACTISE = "practise"

    def heads(self, section_id: str) -> bool:
        return section_id.partition("#")[2].startswith(self.value)


class EntryKind(StrEnum):
    """What an embedded text is."""

    PASSAGE = "passage"
    QUESTION = "question"
    ASKED = "asked"
    NAME = "name"
    SMALL_TALK = "small_talk"
    BORDER = "border"


@dataclass(frozen=True, slots=True)
class Entry:
    """A text that a question is compared with, and where it leads.

    `section` is a section's id, or an exchange's slug where the kind is small talk or border.
    """

    kind: EntryKind
    section: str
    text: str

    @property
    def topic(self) -> str:
        """The slug of the article; empty for an exchange."""
        exchange = self.kind in (EntryKind.SMALL_TALK, EntryKind.BORDER)
        return "" if exchange else self.section.partition("#")[0]


@dataclass(frozen=True, slots=True)
class Statement:
    """A unit that an answer can quote: a sentence, an item of a list, a table or a piece of code.

    Attributes:
        text: Markdown without citation markers.
        block: number of the block it stands in, from 0.
        kind: the block's.
        sources: keys of the sources it rests on: its own markers, else its block's.
        language: of code.
    """

    text: str
    block: int
    kind: BlockKind
    sources: tuple[str, ...]
    language: str = ""


@dataclass(frozen=True, slots=True)
class IndexedSection:
    """A section as the index keeps it. `id` is `<slug>#<anchor>`, stable while the heading is."""

    id: str
    topic: str
    heading: str
    questions: tuple[str, ...]
    statements: tuple[Statement, ...]

    @property
    def text(self) -> str:
        """The prose, for full-text search."""
        return "\n".join(statement.text for statement in self.statements)


def sections_of(article: Article, titles: Mapping[str, str]) -> Iterator[IndexedSection]:
    """The article's summary as a section of its own, its sections in order, its place in the graph.

    Args:
        titles: of all topics by slug.
    """
    summary = tuple(
        Statement(sentence.text, 0, BlockKind.PARAGRAPH, sentence.citations)
        for sentence in split_sentences(article.head.summary)
    )
    yield IndexedSection(
        f"{article.slug}#{SUMMARY_ANCHOR}", article.slug, "In short", (), _inherit(summary)
    )
    for section in article.sections:
        yield IndexedSection(
            f"{article.slug}#{section.anchor}",
            article.slug,
            section.heading,
            section.questions,
            tuple(statements_of(section)),
        )
    yield IndexedSection(
        f"{article.slug}#{StandardHeading.PATH}",
        article.slug,
        f"Learning path of {article.title}",
        (),
        tuple(_path_statements(article, titles)),
    )


def entries_of(
    article: Article,
    sections: tuple[IndexedSection, ...],
    asked: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Iterator[Entry]:
    """Every text of an article that a question is compared with, in a stable order.

    Args:
        asked: the questions that people ask of it, by the heading of the section that answers them.
    """
    summary = sections[0].id
    for name in article.names:
        yield Entry(EntryKind.NAME, summary, name)
    for section in sections:
        if StandardHeading.PATH.heads(section.id):
            continue
        for passage in passages_of(article.title, section):
            yield Entry(EntryKind.PASSAGE, section.id, passage)
        for question in section.questions:
            yield Entry(EntryKind.QUESTION, section.id, question)
        for question in asked.get(section.heading, ()):
            yield Entry(EntryKind.ASKED, section.id, question)


def asked_by_topic(files: Iterable[AskedQuestions]) -> dict[str, Mapping[str, Sequence[str]]]:
    """The questions that people ask of every area's topics: by slug, then by heading."""
    return {topic: asked for file in files for topic, asked in file.by_topic.items()}


def exchange_entries(exchanges: Mapping[str, Exchange]) -> Iterator[Entry]:
    """Every example of small talk and of what lies beyond the border."""
    for slug, exchange in exchanges.items():
        for example in exchange.script.examples:
            yield Entry(EntryKind(exchange.script.kind.value), slug, example)


def text_hash(text: str) -> str:
    """Identifies an embedded text: 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _path_statements(article: Article, titles: Mapping[str, str]) -> Iterator[Statement]:
    """What the head of the article says of the way to learn its topic, in sentences."""
    head = article.head
    needed = [titles[slug] for slug in head.requires if slug in titles]
    first = f"Before {head.title}, learn {_listed(needed)}." if needed else None
    hours = f"{head.title} takes about {head.hours} hour{'s' * (head.hours > 1)} of study."
    for text in filter(None, (first, hours)):
        yield Statement(text, 0, BlockKind.PARAGRAPH, ())


def _listed(names: list[str]) -> str:
    """Names as English lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def passages_of(title: str, section: IndexedSection) -> Iterator[str]:
    """The section's prose in one or more pieces, each headed by the topic and the heading."""
    head = f"{title}: {section.heading}."
    piece: list[str] = []
    words = 0
    for statement in section.statements:
        if statement.kind is BlockKind.CODE:
            continue
        length = len(statement.text.split())
        if piece and words + length > PASSAGE_WORDS:
            yield " ".join([head, *piece])
            piece, words = [], 0
        piece.append(statement.text)
        words += length
    if piece:
        yield " ".join([head, *piece])


def statements_of(section: Section) -> Iterator[Statement]:
    """What an answer can quote from a section, in order."""
    for number, block in enumerate(section.blocks):
        before = section.blocks[number - 1] if number else None
        yield from _block_statements(number, block, _fallback_sources(section, block, before))


def _block_statements(number: int, block: Block, fallback: tuple[str, ...]) -> Iterator[Statement]:
    if block.kind is BlockKind.CODE:
        yield Statement(block.items[0], number, block.kind, fallback, block.language)
    elif block.kind is BlockKind.TABLE:
        rows = (plain_links(strip_citations(item)) for item in block.items)
        yield Statement("\n".join(rows), number, block.kind, block.citations or fallback)
    elif block.kind is BlockKind.LIST:
        for item in block.items:
            sentences = split_sentences(item)
            text = " ".join(sentence.text for sentence in sentences)
            own = dict.fromkeys(key for sentence in sentences for key in sentence.citations)
            yield Statement(text, number, block.kind, tuple(own) or block.citations or fallback)
    else:
        for sentence in split_sentences(block.items[0]):
            sources = sentence.citations or block.citations or fallback
            yield Statement(sentence.text, number, block.kind, sources)


def _fallback_sources(section: Section, block: Block, before: Block | None) -> tuple[str, ...]:
    """A block that cites nothing rests on what the one before it cites, else on the section's."""
    if before is not None and before.citations:
        return before.citations
    return block.citations or section.citations


def _inherit(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
    """A sentence of the summary without a marker rests on the summary's other sources."""
    every = tuple(dict.fromkeys(key for statement in statements for key in statement.sources))
    return tuple(
        statement
        if statement.sources
        else Statement(statement.text, statement.block, statement.kind, every)
        for statement in statements
    )


def sections_by_article(
    articles: Mapping[str, Article],
) -> dict[str, tuple[IndexedSection, ...]]:
    """All indexed sections of each article, by slug."""
    titles = {slug: article.title for slug, article in articles.items()}
    return {slug: tuple(sections_of(article, titles)) for slug, article in articles.items()}
