"""Writing the SQLite file of one index version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sqlite_utils

from index.passages import Entry, EntryKind, IndexedSection
from index.vocabulary import count_words_by_topic
from knowledge.article import Article
from knowledge.library import Library


def write_store(
    path: Path,
    library: Library,
    sections: Mapping[str, Sequence[IndexedSection]],
    entries: Sequence[Entry],
    hashes: Iterable[str],
    first_statement: int,
) -> None:
    """Writes a new SQLite file with everything of a version but the embeddings.

    Args:
        first_statement: the embedding row of the first section's first statement.
        hashes: of every embedded text, in row order.
    """
    database = sqlite_utils.Database(path)
    articles = library.articles
    asked = _asked_by_section(entries)
    with database.conn:
        database.table("topic").insert_all(
            (_topic_row(number, article) for number, article in enumerate(articles.values())),
            pk="slug",
        )
        database.table("source").insert_all(
            (
                {
                    "topic": slug,
                    "key": key,
                    "position": number,
                    "title": source.title,
                    "url": str(source.url),
                }
                for slug, article in articles.items()
                for number, (key, source) in enumerate(article.head.sources.items())
            ),
            pk=("topic", "key"),
        )
        database.table("section").insert_all(_section_rows(sections, first_statement), pk="id")
        database.table("entry").insert_all(
            (
                {"row": row, "kind": entry.kind.value, "section": entry.section}
                for row, entry in enumerate(entries)
            ),
            pk="row",
        ).create_index(["section"])
        database.table("embedded_text").insert_all(
            ({"row": row, "hash": value} for row, value in enumerate(hashes)), pk="row"
        )
        database.table("roadmap").insert_all(
            (
                {"slug": slug, "position": number, "plan": roadmap.plan.model_dump_json()}
                for number, (slug, roadmap) in enumerate(library.roadmaps.items())
            ),
            pk="slug",
            columns={"slug": str, "position": int, "plan": str},
        )
        database.table("quiz").insert_all(
            (
                {"topic": slug, "questions": json.dumps([q.model_dump() for q in quiz.questions])}
                for slug, quiz in library.quizzes.items()
            ),
            pk="topic",
            columns={"topic": str, "questions": str},
        )
        database.table("exchange").insert_all(
            (
                {"slug": slug, "kind": e.script.kind.value, "reply": e.script.reply}
                for slug, e in library.exchanges.items()
            ),
            pk="slug",
            columns={"slug": str, "kind": str, "reply": str},
        )
        for table, columns in (
            ("exchange", {"slug": str, "kind": str, "reply": str}),
            ("roadmap", {"slug": str, "position": int, "plan": str}),
            ("quiz", {"topic": str, "questions": str}),
        ):
            if not database.table(table).exists():
                database.table(table).create(columns)
        _write_vocabulary(database, articles, sections, asked)
        _write_full_text(database, articles, sections, asked)
    database.conn.execute("vacuum")
    database.close()


def _asked_by_section(entries: Iterable[Entry]) -> dict[str, list[str]]:
    """The questions that people ask, by the id of the section that answers them."""
    asked: dict[str, list[str]] = {}
    for entry in entries:
        if entry.kind is EntryKind.ASKED:
            asked.setdefault(entry.section, []).append(entry.text)
    return asked


def _write_vocabulary(
    database: Any,
    articles: Mapping[str, Article],
    sections: Mapping[str, Sequence[IndexedSection]],
    asked: Mapping[str, Sequence[str]],
) -> None:
    """Writes how often each word is used, and by which topics.

    What people ask belongs to the core of a topic, but is no model of spelling.
    """
    core = {
        slug: [*article.names, *(t for x in sections[slug] for t in (x.heading, *x.questions))]
        for slug, article in articles.items()
    }
    texts = {slug: [*core[slug], *(x.text for x in sections[slug])] for slug in articles}
    counts, users = count_words_by_topic(texts)
    for slug, own in core.items():
        own += [text for x in sections[slug] for text in asked.get(x.id, ())]
    core_users = count_words_by_topic(core)[1]
    database.table("word").insert_all(
        ({"word": word, "count": count} for word, count in counts.items()), pk="word"
    )
    database.table("stem").insert_all(
        (
            {
                "stem": stem,
                "topics": json.dumps(sorted(numbers)),
                "core": json.dumps(sorted(core_users.get(stem, ()))),
            }
            for stem, numbers in users.items()
        ),
        pk="stem",
    )


def _write_full_text(
    database: Any,
    articles: Mapping[str, Article],
    sections: Mapping[str, Sequence[IndexedSection]],
    asked: Mapping[str, Sequence[str]],
) -> None:
    """Writes the full text, each section with what people ask of it, which finds it by their words.

    See "Document Expansion by Query Prediction", https://arxiv.org/abs/1904.08375.
    """
    database.conn.execute(
        "create virtual table section_text using fts5(id unindexed, title, names, heading,"
        " questions, body, tokenize=\"porter unicode61 tokenchars '+#'\")"
    )
    database.conn.executemany(
        "insert into section_text values (?, ?, ?, ?, ?, ?)",
        (
            (
                section.id,
                articles[slug].title,
                "\n".join(articles[slug].names),
                section.heading,
                "\n".join((*section.questions, *asked.get(section.id, ()))),
                section.text,
            )
            for slug, group in sections.items()
            for section in group
        ),
    )


def _topic_row(number: int, article: Article) -> dict[str, Any]:
    head = article.head
    return {
        "slug": article.slug,
        "position": number,
        "title": head.title,
        "area": head.area,
        "level": head.level.value,
        "summary": head.summary,
        "hours": head.hours,
        "names": json.dumps(article.names),
        "requires": json.dumps(head.requires),
        "related": json.dumps(head.related),
    }


def _section_rows(
    sections: Mapping[str, Sequence[IndexedSection]], first_statement: int
) -> Iterable[dict[str, Any]]:
    row = first_statement
    for group in sections.values():
        for section in group:
            yield {
                "id": section.id,
                "topic": section.topic,
                "heading": section.heading,
                "questions": json.dumps(section.questions),
                "statements": json.dumps(
                    [
                        (s.text, s.block, s.kind.value, s.sources, s.language)
                        for s in section.statements
                    ]
                ),
                "first_statement": row,
            }
            row += len(section.statements)
