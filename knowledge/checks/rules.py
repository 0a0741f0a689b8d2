"""All rules together, and those that hold between files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path

from knowledge.article import Article, article_links
from knowledge.checks.article_rules import check_article
from knowledge.checks.asked_rules import check_asked, question_key
from knowledge.checks.graph_rules import check_graph
from knowledge.checks.quiz_rules import check_quiz
from knowledge.checks.roadmap_rules import check_roadmap
from knowledge.faults import Fault
from knowledge.graph import SkillGraph, find_cycle
from knowledge.library import Library


def check_library(library: Library) -> list[Fault]:
    """Every fault of a whole knowledge base, sorted by place."""
    faults = set(check_articles(library.articles.values(), library.articles.keys()))
    faults.update(_check_coverage(library))
    faults.update(check_graph(library.articles))
    requires = {slug: article.head.requires for slug, article in library.articles.items()}
    if not find_cycle(requires):
        graph = SkillGraph(requires)
        for roadmap in library.roadmaps.values():
            faults.update(check_roadmap(roadmap, graph))
    faults.update(_check_roadmap_names(library))
    faults.update(_check_exchanges(library))
    faults.update(check_asked(library.asked.values(), library.articles))
    for quiz in library.quizzes.values():
        faults.update(check_quiz(quiz, library.articles.get(quiz.slug)))
    return sorted(faults)


def check_articles(articles: Iterable[Article], topics: Collection[str]) -> Iterator[Fault]:
    """Faults in the articles themselves and between them. `topics`: the slugs that may be named."""
    articles = list(articles)
    for article in articles:
        yield from check_article(article)
        yield from _check_references(article, topics)
    yield from _check_names(articles)
    yield from _check_questions(articles)


def _check_references(article: Article, topics: Collection[str]) -> Iterator[Fault]:
    for name, slugs in (("requires", article.head.requires), ("related", article.head.related)):
        for slug in slugs:
            if slug not in topics:
                yield article.document.fault((name,), f"'{slug}' in '{name}' is no topic")
    for section in article.sections:
        for block in section.blocks:
            for item in block.items:
                for slug in article_links(item):
                    if slug not in topics:
                        message = f"dead link: 'article:{slug}' is no topic"
                        yield Fault(article.path, block.line, message)


def _check_names(articles: Iterable[Article]) -> Iterator[Fault]:
    titles: dict[str, Article] = {}
    slugs: dict[str, Article] = {}
    aliases: dict[str, Article] = {}
    for article in articles:
        place = article.document
        title = article.title.casefold()
        if title in titles:
            where = titles[title].path
            yield place.fault(("title",), f"title '{article.title}' is also that of {where}")
        titles.setdefault(title, article)
        if article.slug in slugs:
            yield Fault(article.path, 1, f"slug also used by {slugs[article.slug].path}")
        slugs.setdefault(article.slug, article)
    for article in articles:
        for number, alias in enumerate(article.head.aliases):
            key = alias.casefold()
            owner = aliases.get(key) or titles.get(key)
            if owner is not None:
                name = "this article" if owner is article else owner.slug
                message = f"alias '{alias}' already belongs to {name}"
                yield article.document.fault(("aliases", number), message)
            aliases.setdefault(key, article)


def _check_questions(articles: Iterable[Article]) -> Iterator[Fault]:
    asked: dict[str, str] = {}
    for article in articles:
        for section in article.sections:
            for question in section.questions:
                key = question_key(question)
                place = f"{article.slug} '{section.heading}'"
                if key in asked:
                    message = f"question '{question}' already stands in {asked[key]}"
                    yield Fault(article.path, section.line, message)
                asked.setdefault(key, place)


def _check_coverage(library: Library) -> Iterator[Fault]:
    for number, slug in library.floor.items():
        if slug not in library.articles:
            yield Fault(library.folder / "topics.txt", number, f"topic '{slug}' has no article")
    for slug, article in library.articles.items():
        if slug not in library.quizzes:
            yield Fault(article.path, 1, f"no quiz: write {_quiz_path(library.folder, article)}")


def _quiz_path(folder: Path, article: Article) -> Path:
    return folder / "quizzes" / article.head.area / f"{article.slug}.yaml"


def _check_roadmap_names(library: Library) -> Iterator[Fault]:
    names: dict[str, str] = {}
    for roadmap in library.roadmaps.values():
        own: Mapping[str, tuple[str | int, ...]] = {
            roadmap.plan.title.casefold(): ("title",),
            **{alias.casefold(): ("aliases",) for alias in roadmap.plan.aliases},
        }
        for name, place in own.items():
            if name in names:
                message = f"'{name}' already names the roadmap {names[name]}"
                yield roadmap.document.fault(place, message)
            names.setdefault(name, roadmap.slug)


def _check_exchanges(library: Library) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for exchange in library.exchanges.values():
        for number, example in enumerate(exchange.script.examples):
            key = example.casefold()
            if key in seen:
                message = f"example '{example}' already stands in {seen[key]}"
                yield exchange.document.fault(("examples", number), message)
            seen.setdefault(key, exchange.slug)
