"""Whether every statement of an answer is covered by what it cites. Pure but for the store."""

from __future__ import annotations

import re

from bot.answering.answer import Answer, Outcome
from bot.answering.draft import table_lines
from index.store import KnowledgeStore

_MARKER = re.compile(r"(?<!\S)\[(\d+)\](?!\S)")
"""A marker stands by itself, while the index of a list, as in `rows[0]`, is part of a word."""

_HEADING = re.compile(r"^\*\*[^*]+\*\*$")
_NOTE = re.compile(r"^\*[^*].*\*$")


def citation_faults(answer: Answer, store: KnowledgeStore) -> list[str]:
    """What is wrong with an answer's citations; empty where all is right.

    Markers and citations correspond one to one; each quote stands in its section; each statement
    before a marker stands in the quote of its citation.
    """
    if answer.outcome is not Outcome.ANSWERED:
        return ["a refusal cites something"] if answer.citations else []
    numbers = {citation.n: citation for citation in answer.citations}
    used = {int(number) for number in _MARKER.findall(_without_code(answer.text))}
    faults = [f"[{n}] has no citation" for n in sorted(used - numbers.keys())]
    faults += [f"citation {n} is never used" for n in sorted(numbers.keys() - used)]
    covered: dict[int, set[str]] = {}
    for citation in answer.citations:
        statements = _section_statements(citation.topic, citation.section, store)
        if not set(citation.quote.split("\n")) - {""}:
            faults.append(f"citation {citation.n} quotes nothing")
        joined = " ".join(" ".join(statements).split())
        if not all(" ".join(line.split()) in joined for line in citation.quote.split("\n")):
            faults.append(f"quote {citation.n} is not in its section")
        covered[citation.n] = {_squash(s) for s in statements} | {
            _squash(line) for s in statements if " | " in s for line in table_lines(s)
        }
    for statement, number in _statements(answer.text):
        if _squash(statement) not in covered.get(number, set()):
            faults.append(f"a statement is not in section {number}: {statement[:60]}")
    return faults


def _section_statements(topic: str, heading: str, store: KnowledgeStore) -> list[str]:
    stored = store.sections(store.section_ids(topic)).values()
    return [
        statement.text
        for found in stored
        if found.section.heading == heading
        for statement in found.section.statements
    ]


def _statements(text: str) -> list[tuple[str, int]]:
    """Each statement of an answer with its marker's number; code counts as a statement."""
    found: list[tuple[str, int]] = []
    for code, number in re.findall(r"```\w*\n(.*?)\n```\n\[(\d+)\]", text, re.DOTALL):
        found.append((code, int(number)))
    prose = re.sub(r"```\w*\n.*?\n```\n\[\d+\]", "", text, flags=re.DOTALL)
    for line in prose.split("\n"):
        if not line.strip() or _HEADING.match(line.strip()) or _NOTE.match(line.strip()):
            continue
        start = 0
        for marker in _MARKER.finditer(line):
            statement = line[start : marker.start()].strip()
            found.append((statement.removeprefix("- ") if not start else statement, int(marker[1])))
            start = marker.end()
        if line[start:].strip():
            found.append((line[start:].strip(), 0))
    return found


def _without_code(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def _squash(text: str) -> str:
    return " ".join(text.removeprefix("- ").split())
