"""Rules of the questions that people ask: each of a section of its area, and each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from knowledge.article import Article
from knowledge.asked_questions import AskedQuestions
from knowledge.faults import Fault


def question_key(question: str) -> str:
    """What two questions share that are the same but for case, spaces and closing marks."""
    return " ".join(question.casefold().strip(" ?.!").split())


def check_asked(
    files: Iterable[AskedQuestions], articles: Mapping[str, Article]
) -> Iterator[Fault]:
    """Every fault of all files."""
    seen: dict[str, str] = {}
    for file in files:
        for topic, sections in file.by_topic.items():
            article = articles.get(topic)
            if article is None:
                yield file.document.fault((topic,), f"'{topic}' is no topic")
            elif article.head.area != file.slug:
                message = f"'{topic}' belongs into {article.head.area}.yaml"
                yield file.document.fault((topic,), message)
            headings = {section.heading for section in article.sections} if article else set()
            for heading, questions in sections.items():
                if article is not None and heading not in headings:
                    message = f"'{topic}' has no section '{heading}'"
                    yield file.document.fault((topic, heading), message)
                for number, question in enumerate(questions):
                    key = question_key(question)
                    if key in seen:
                        message = f"question '{question[:60]}' already stands in {seen[key]}"
                        yield file.document.fault((topic, heading, number), message)
                    seen.setdefault(key, topic)
