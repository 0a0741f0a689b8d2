"""Labelled questions: what was asked, and which topics answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bot.answering.answer import Outcome
from bot.errors import UsageError


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question or conversation with its label, which is that of the last turn.

    Attributes:
        topics: those whose article is the right first hit; empty where it must be refused.
        acceptable: others that a fair judge would find useful.
        voice: how it is asked, such as "typos" or "follow-up".
        kind: of what must be refused: "near_miss" or "far"; else empty.
        sections: ids of the sections that answer it, best first; empty where nobody labelled them.
    """

    turns: tuple[str, ...]
    outcome: Outcome
    topics: frozenset[str]
    acceptable: frozenset[str]
    voice: str
    kind: str
    sections: tuple[str, ...] = ()

    @property
    def is_conversation(self) -> bool:
        return len(self.turns) > 1


def read_questions(path: Path) -> list[LabelledQuestion]:
    """Reads a file with one JSON object a line.

    Raises:
        UsageError: naming the first line at fault.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: give a file of labelled questions") from error
    return list(_parse(path, lines))


def _parse(path: Path, lines: Iterable[str]) -> Iterable[LabelledQuestion]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
            question = LabelledQuestion(
                turns=tuple(str(turn) for turn in value["turns"]),
                outcome=Outcome(value["outcome"]),
                topics=frozenset(value.get("topics", ())),
                acceptable=frozenset(value.get("acceptable", ())),
                voice=str(value.get("voice", "")),
                kind=str(value.get("kind", "")),
                sections=tuple(str(section) for section in value.get("sections", ())),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise UsageError(
                f"{path}:{number}: no labelled question: see the first line"
            ) from error
        if not question.turns or (question.outcome is Outcome.ANSWERED) != bool(question.topics):
            raise UsageError(f"{path}:{number}: give turns, and topics where it is answered")
        yield question
