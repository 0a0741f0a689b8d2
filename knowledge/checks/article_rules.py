"""Rules that one article keeps by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from knowledge.article import (
    CITATION,
    Article,
    Block,
    BlockKind,
    Section,
    count_words,
    web_links,
)
from knowledge.faults import Fault

SUMMARY_WORDS = (20, 60)
SECTION_WORDS = (60, 200)
ARTICLE_WORDS = (350, 8000)
SECTIONS = (4, 55)
QUESTIONS = (3, 10)
ALIASES = (2, 20)
SOURCES = 2
CODE_LINES = 40


def check_article(article: Article) -> Iterator[Fault]:
    """Every fault of form, length and citation in one article."""
    yield from _check_head(article)
    yield from _check_citations(article)
    yield from _check_length(article)
    seen: set[str] = set()
    for section in article.sections:
        if section.anchor in seen:
            yield Fault(article.path, section.line, f"heading '{section.heading}' stands twice")
        seen.add(section.anchor)
        yield from _check_section(article, section)


def _check_head(article: Article) -> Iterator[Fault]:
    head, document = article.head, article.document
    if article.path.parent.name != head.area and article.path.parent.name:
        folder = article.path.parent.name
        yield document.fault(("area",), f"area '{head.area}' but the file lies in '{folder}'")
    words = count_words(head.summary)
    if not SUMMARY_WORDS[0] <= words <= SUMMARY_WORDS[1]:
        yield document.fault(("summary",), f"summary of {words} words: {_range(SUMMARY_WORDS)}")
    if not CITATION.search(head.summary):
        yield document.fault(("summary",), "summary without a citation")
    if not ALIASES[0] <= len(head.aliases) <= ALIASES[1]:
        yield document.fault(("aliases",), f"{len(head.aliases)} aliases: {_range(ALIASES)}")
    if len(head.sources) < SOURCES:
        yield document.fault(("sources",), f"{len(head.sources)} sources: at least {SOURCES}")
    for name, slugs in (("requires", head.requires), ("related", head.related)):
        for slug in _repeated(slugs):
            yield document.fault((name,), f"'{slug}' stands twice in '{name}'")
        if article.slug in slugs:
            yield document.fault((name,), f"'{name}' names the topic itself")
    for slug in sorted(set(head.requires) & set(head.related)):
        yield document.fault(("related",), f"'{slug}' is already in 'requires'")
    yield from _check_source_addresses(article)


def _check_source_addresses(article: Article) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for key, source in article.head.sources.items():
        address = str(source.url)
        if address in first:
            message = f"source '{key}' has the same address as '{first[address]}'"
            yield article.document.fault(("sources", key), message)
        first.setdefault(address, key)


def _check_citations(article: Article) -> Iterator[Fault]:
    known = article.head.sources
    cited = set(CITATION.findall(article.head.summary))
    for key in sorted(cited - known.keys()):
        yield article.document.fault(("summary",), f"citation '{key}' without a source")
    for section in article.sections:
        for block in section.blocks:
            cited.update(block.citations)
            for key in block.citations:
                if key not in known:
                    yield Fault(article.path, block.line, f"citation '{key}' without a source")
    for key in known:
        if key not in cited:
            yield article.document.fault(("sources", key), f"source '{key}' is never cited")


def _check_length(article: Article) -> Iterator[Fault]:
    if not ARTICLE_WORDS[0] <= article.words <= ARTICLE_WORDS[1]:
        message = f"article of {article.words} words: {_range(ARTICLE_WORDS)}"
        yield Fault(article.path, 1, message)
    if not SECTIONS[0] <= len(article.sections) <= SECTIONS[1]:
        message = f"{len(article.sections)} sections: {_range(SECTIONS)}"
        yield Fault(article.path, 1, message)


def _check_section(article: Article, section: Section) -> Iterator[Fault]:
    path = article.path
    if not SECTION_WORDS[0] <= section.prose_words <= SECTION_WORDS[1]:
        message = f"section of {section.prose_words} words: {_range(SECTION_WORDS)}"
        yield Fault(path, section.line, message)
    if not QUESTIONS[0] <= len(section.questions) <= QUESTIONS[1] and not (
        section.is_practice and section.questions
    ):
        message = f"{len(section.questions)} questions: {_range(QUESTIONS)}, in people's words"
        yield Fault(path, section.line, message)
    for number, block in enumerate(section.blocks):
        before = section.blocks[number - 1] if number else None
        yield from _check_block(article, section, block, before)


def _check_block(
    article: Article, section: Section, block: Block, before: Block | None
) -> Iterator[Fault]:
    if block.kind is BlockKind.CODE:
        lines = block.items[0].count("\n") + 1
        if lines > CODE_LINES:
            yield Fault(article.path, block.line, f"code of {lines} lines: at most {CODE_LINES}")
        return
    for item in block.items:
        for target in web_links(item):
            message = f"link to '{target}': web addresses belong in 'sources'"
            yield Fault(article.path, block.line, message)
    if block.citations or section.is_practice or block.kind is BlockKind.TABLE:
        return
    leads_on = block.kind is BlockKind.PARAGRAPH and block.items[0].endswith(":")
    led_by_cited = block.kind is BlockKind.LIST and before is not None and before.citations
    if not leads_on and not led_by_cited:
        yield Fault(article.path, block.line, f"{block.kind} without a citation")


def _range(bounds: tuple[int, int]) -> str:
    return f"{bounds[0]} to {bounds[1]} are asked"


def _repeated(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]
