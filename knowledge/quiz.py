"""Quizzes: multiple-choice questions on a topic."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter

from knowledge.article import Text
from knowledge.document import Document, Strict
from knowledge.faults import Fault, Faults

Option = Annotated[str, StringConstraints(min_length=1, max_length=140)]


class Difficulty(StrEnum):
    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


class Question(Strict):
    """One question: a right answer, three wrong ones, and why, with the section that says so."""

    question: Annotated[str, StringConstraints(min_length=1, max_length=400)]
    difficulty: Difficulty
    answer: Option
    distractors: Annotated[list[Option], Field(min_length=3, max_length=3)]
    explanation: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    section: Text

    def options(self) -> tuple[tuple[str, ...], int]:
        """The four options in an order that is stable for this question, and the answer's place."""
        options = [self.answer, *self.distractors]
        random.Random(self.question).shuffle(options)  # noqa: S311 - no secret, only an order
        return tuple(options), options.index(self.answer)


@dataclass(frozen=True, slots=True)
class Quiz:
    """The questions on one topic; the slug is the file's name and the topic's."""

    slug: str
    path: Path
    questions: tuple[Question, ...]
    document: Document = field(repr=False, compare=False)


_QUESTIONS = TypeAdapter(list[Question])


def read_quiz(path: Path) -> tuple[Quiz | None, list[Fault]]:
    """Reads one quiz, or everything that is wrong with its form."""
    document = Document.read(path)
    if isinstance(document, Fault):
        return None, [document]
    questions = document.validate(_QUESTIONS)
    if isinstance(questions, Faults):
        return None, list(questions)
    return Quiz(path.stem, path, tuple(questions), document), []
