"""A small part of a knowledge base, copied to be built and changed: a few articles, whole."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection
from pathlib import Path

import yaml

from knowledge.graph import SkillGraph
from knowledge.library import Library

_HEAD = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)
_ARTICLE_LINK = re.compile(r"\[([^\]]+)\]\(article:([^)\s#]*)[^)]*\)")


def connected_topics(library: Library, count: int) -> list[str]:
    """At most `count` topics, each after what it requires, all hanging together."""
    graph = SkillGraph({slug: a.head.requires for slug, a in library.articles.items()})
    chosen: list[str] = []
    while len(chosen) < count:
        following = (
            topic
            for topic in graph.order
            if topic not in chosen
            and all(needed in chosen for needed in graph.requires(topic))
            and (not chosen or graph.requires(topic))
        )
        topic = next(following, None)
        if topic is None:
            break
        chosen.append(topic)
    return chosen


def copy_articles(library: Library, topics: Collection[str], target: Path) -> list[Path]:
    """Copies articles with their quizzes into a folder, and all exchanges; gives the articles.

    What the articles say of topics that stay behind is left out: links and related topics.
    """
    copied = []
    for slug in topics:
        source = library.articles[slug].path
        place = target / source.relative_to(library.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8")
        place.write_text(_without_others(text, topics), encoding="utf-8")
        copied.append(place)
    others = [library.quizzes[slug].path for slug in topics if slug in library.quizzes]
    for path in [*others, *(exchange.path for exchange in library.exchanges.values())]:
        place = target / path.relative_to(library.folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, place)
    return copied


def _without_others(text: str, topics: Collection[str]) -> str:
    text = _ARTICLE_LINK.sub(lambda m: m[0] if m[2] in topics else m[1], text)
    found = _HEAD.match(text)
    if found is None:
        return text
    head = yaml.safe_load(found[1])
    head["related"] = [topic for topic in head["related"] if topic in topics]
    shown = yaml.safe_dump(head, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{shown}---\n{text[found.end() :]}"
