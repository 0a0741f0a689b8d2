"""Fits the choice of a section on questions whose sections are labelled.

Run it inside the virtual environment, after `fit_ranking.py`:

    .venv/bin/python scripts/fit_sections.py

It reads `knowledge/evaluation/sections.jsonl` and the serving index, prints cross-validated
figures, and writes `bot/answering/section_weights.json`. The held-out questions are never read.

The labelled questions are older than many sections. So that the weights are fair to those too, a
question of each of many sections, overlooked where it stands in the index, is learned from as well.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import numpy as np
from weights import ROOT, Candidates, fit_softmax, top_1, write_weights

from bot.answering.intent import read_intents
from bot.answering.question import clean, focus
from bot.answering.section_ranking import FEATURES, section_features
from bot.answering.sections import asked_of
from bot.answering.topic_sections import read_candidates
from bot.evaluation.questions import read_questions
from bot.settings import read_settings
from index.encoder import Embeddings
from index.opened import OpenIndex, open_index
from index.passages import EntryKind
from knowledge.library import read_library

KNOWLEDGE = ROOT / "knowledge"
OWN_QUESTIONS = 1500
FOLDS = 5
RIDGE = 0.003


def candidates_of(
    index: OpenIndex, text: str, right: str, useful: Sequence[str], is_entry: bool = False
) -> Candidates | None:
    """The sections of the right one's topic; None where the search does not find the topic.

    Args:
        is_entry: whether the text is a question of the right section, to be overlooked there.
    """
    result = index.search.search(clean(text))
    topic = right.partition("#")[0]
    evidence = next((t for t in result.topics if t.topic == topic), None)
    if evidence is None:
        return None
    offered = read_candidates(index, topic, result.embedding)
    ids = [one.section.id for one in offered]
    own = _nearest_question(index, right, result.embedding) if is_entry else None
    rows = section_features(
        asked_of(evidence, result, read_intents(focus(result.text))),
        [one.section for one in offered],
        [one.nearness for one in offered],
        index.sections.evidence(evidence, result.embedding, own),
    )
    table = np.array(rows)
    if is_entry:  # the full text holds the question itself
        table[:, FEATURES.index("lexical")] = 0.0
    is_right = np.array([float(section == right) for section in ids])
    is_useful = np.array([float(section in useful) for section in ids])
    return Candidates(table, is_right, is_useful) if is_right.any() else None


def _nearest_question(index: OpenIndex, section: str, embedding: Embeddings) -> int:
    """The row of a section's question that is nearest to an embedding."""
    entries = index.store.own_entries(section.partition("#")[0])
    rows = [row for row, kind, one in entries if one == section and kind == EntryKind.QUESTION]
    return max(rows, key=lambda row: float(index.embeddings.rows(row, 1)[0] @ embedding))


def of_labelled(index: OpenIndex) -> list[Candidates]:
    """The labelled questions."""
    labelled = read_questions(KNOWLEDGE / "evaluation" / "sections.jsonl")
    found = (candidates_of(index, q.turns[0], q.sections[0], q.sections) for q in labelled)
    return [one for one in found if one is not None]


def of_own_questions(index: OpenIndex) -> list[Candidates]:
    """One question of each of some sections."""
    library, _ = read_library(KNOWLEDGE)
    sections = [
        (f"{article.slug}#{section.anchor}", section.questions)
        for article in library.articles.values()
        for section in article.sections
        if len(section.questions) > 1
    ]
    chance = random.Random(1)
    chosen = [(one, chance.choice(texts)) for one, texts in chance.sample(sections, OWN_QUESTIONS)]
    found = (candidates_of(index, text, one, [one], is_entry=True) for one, text in chosen)
    return [one for one in found if one is not None]


def main() -> None:
    index = open_index(read_settings().data_dir)
    parts = {"labelled": of_labelled(index), "own": of_own_questions(index)}
    folds = [(name, one, n % FOLDS) for name, part in parts.items() for n, one in shuffled(part)]
    best: dict[str, list[float]] = {name: [] for name in parts}
    useful: dict[str, list[float]] = {name: [] for name in parts}
    for fold in range(FOLDS):
        weights = fit_softmax([one for _, one, other in folds if other != fold], RIDGE)
        for name in parts:
            left = [one for part, one, other in folds if part == name and other == fold]
            best[name].append(top_1(left, weights))
            useful[name].append(top_1([one.as_useful() for one in left], weights))
    for name, part in parts.items():
        print(
            f"{name} questions: the best section first {np.mean(best[name]):.3f}, a useful one "
            f"{np.mean(useful[name]):.3f} of {len(part)} in cross-validation"
        )
    weights = fit_softmax([one for part in parts.values() for one in part], RIDGE)
    target = ROOT / "bot" / "answering" / "section_weights.json"
    write_weights(target, dict(zip(FEATURES, weights, strict=True)))


def shuffled(questions: Sequence[Candidates]) -> Iterator[tuple[int, Candidates]]:
    """The questions in an order that is always the same, numbered."""
    order = np.random.default_rng(1).permutation(len(questions))
    return ((number, questions[place]) for number, place in enumerate(order))


if __name__ == "__main__":
    main()
