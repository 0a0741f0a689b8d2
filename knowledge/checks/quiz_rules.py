"""Rules of quizzes: enough questions, of different difficulty, that cannot be guessed by form."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.article import Article
from knowledge.faults import Fault
from knowledge.quiz import Quiz

QUESTIONS = 4


def check_quiz(quiz: Quiz, article: Article | None) -> Iterator[Fault]:
    """Every fault of one quiz; `article` is the topic's, None where there is none."""
    if article is None:
        yield Fault(quiz.path, 1, f"quiz on '{quiz.slug}', which has no article")
        return
    if len(quiz.questions) < QUESTIONS:
        yield Fault(quiz.path, 1, f"{len(quiz.questions)} questions: at least {QUESTIONS}")
    if len({question.difficulty for question in quiz.questions}) < 2:
        yield Fault(quiz.path, 1, "all questions are of one difficulty")
    seen: set[str] = set()
    longest = 0
    for number, question in enumerate(quiz.questions):
        if question.question.casefold() in seen:
            yield quiz.document.fault((number,), "the question stands twice")
        seen.add(question.question.casefold())
        options = [option.casefold() for option in (question.answer, *question.distractors)]
        if len(set(options)) < len(options):
            yield quiz.document.fault((number, "distractors"), "two options are the same")
        if article.section(question.section) is None:
            message = f"the article has no section '{question.section}'"
            yield quiz.document.fault((number, "section"), message)
        longest += len(question.answer) > max(len(option) for option in question.distractors)
    if longest * 2 > len(quiz.questions):
        message = f"the right answer is the longest in {longest} of {len(quiz.questions)} questions"
        yield Fault(quiz.path, 1, f"{message}: at most half")
