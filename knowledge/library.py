"""The whole knowledge base of one folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from knowledge.article import Article
from knowledge.asked_questions import AskedQuestions, read_asked
from knowledge.exchange import Exchange, read_exchange
from knowledge.faults import Fault
from knowledge.quiz import Quiz, read_quiz
from knowledge.reading import read_article
from knowledge.roadmap import Roadmap, read_roadmap

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Library:
    """Articles, roadmaps, quizzes and exchanges by slug, asked questions by area, in file order.

    `floor` holds the topics that must have an article, by their line in `topics.txt`.
    """

    folder: Path
    articles: Mapping[str, Article]
    roadmaps: Mapping[str, Roadmap]
    quizzes: Mapping[str, Quiz]
    exchanges: Mapping[str, Exchange]
    asked: Mapping[str, AskedQuestions]
    floor: Mapping[int, str]


def read_library(folder: Path) -> tuple[Library, list[Fault]]:
    """Reads articles, quizzes, roadmaps, exchanges, asked questions and `topics.txt`.

    Files at fault are left out of the library and told in the faults, which cover form alone:
    `knowledge.checks` holds the rules of content.
    """
    faults: list[Fault] = []
    if not (folder / "articles").is_dir():
        return Library(folder, {}, {}, {}, {}, {}, {}), [
            Fault(folder, 1, "no 'articles' folder here: set BACKROAD_KNOWLEDGE_DIR")
        ]
    articles = _read_all(folder, "articles/*/*.md", read_article, faults)
    roadmaps = _read_all(folder, "roadmaps/*.yaml", read_roadmap, faults)
    quizzes = _read_all(folder, "quizzes/*/*.yaml", read_quiz, faults)
    exchanges = _read_all(folder, "exchanges/*.yaml", read_exchange, faults)
    asked = _read_all(folder, "asked/*.yaml", read_asked, faults)
    library = Library(folder, articles, roadmaps, quizzes, exchanges, asked, read_floor(folder))
    return library, faults


def read_floor(folder: Path) -> dict[int, str]:
    """Slugs of `topics.txt` (`slug | title | level` a line) by line number; empty without one."""
    path = folder / "topics.txt"
    if not path.is_file():
        return {}
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    return {
        number: line.split("|")[0].strip()
        for number, line in lines
        if "|" in line and not line.startswith("#")
    }


def _read_all(
    folder: Path,
    pattern: str,
    read: Callable[[Path], tuple[T | None, list[Fault]]],
    faults: list[Fault],
) -> dict[str, T]:
    found: dict[str, T] = {}
    for path in sorted(folder.glob(pattern)):
        value, problems = read(path)
        faults += problems
        if value is None:
            continue
        if path.stem in found:
            faults.append(Fault(path, 1, f"a second file for '{path.stem}'"))
        else:
            found[path.stem] = value
    return found
