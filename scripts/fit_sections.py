"""Fits the choice of a section on questions whose sections are labelled.

Run it inside the virtual environment, after `fit_ranking.py`:

    .venv/bin/python scripts/fit_sections.py

It reads `knowledge/evaluation/sections.jsonl` and the serving index, prints cross-validated
figures, and writes `bot/answering/section_weights.json`. The held-out questions are never read.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from weights import ROOT, Candidates, fit_softmax, top_1, write_weights

from bot.answering.drafting import read_candidates
from bot.answering.intent import read_intents
from bot.answering.question import clean, focus
from bot.answering.section_ranking import FEATURES, section_features
from bot.answering.sections import asked_of
from bot.evaluation.questions import LabelledQuestion, read_questions
from bot.settings import read_settings
from index.opened import OpenIndex, open_index

FOLDS = 5
RIDGE = 0.003


def candidates_of(index: OpenIndex, question: LabelledQuestion) -> Candidates | None:
    """The sections of the labelled topic; None where the search does not find the topic."""
    result = index.search.search(clean(question.turns[0]))
    topic = question.sections[0].partition("#")[0]
    evidence = next((t for t in result.topics if t.topic == topic), None)
    if evidence is None:
        return None
    offered = read_candidates(index, topic, result.embedding)
    ids = [one.section.id for one in offered]
    rows = section_features(
        asked_of(evidence, result, read_intents(focus(result.text))),
        [one.section for one in offered],
        [one.nearness for one in offered],
        index.sections.evidence(evidence, result.embedding),
    )
    right = np.array([float(section == question.sections[0]) for section in ids])
    useful = np.array([float(section in question.sections) for section in ids])
    return Candidates(np.array(rows), right, useful) if right.any() else None


def main() -> None:
    index = open_index(read_settings().data_dir)
    questions = read_questions(ROOT / "knowledge" / "evaluation" / "sections.jsonl")
    found = [c for q in questions if (c := candidates_of(index, q)) is not None]
    order = np.random.default_rng(1).permutation(len(found))
    best: list[float] = []
    useful: list[float] = []
    for fold in range(FOLDS):
        kept = [found[i] for n, i in enumerate(order) if n % FOLDS != fold]
        left = [found[i] for n, i in enumerate(order) if n % FOLDS == fold]
        weights: NDArray[np.float64] = fit_softmax(kept, RIDGE)
        best.append(top_1(left, weights))
        useful.append(top_1([c.as_useful() for c in left], weights))
    print(
        f"sections: the best one first {np.mean(best):.3f}, a useful one {np.mean(useful):.3f} "
        f"of {len(found)} in cross-validation"
    )
    weights = fit_softmax(found, RIDGE)
    target = ROOT / "bot" / "answering" / "section_weights.json"
    write_weights(target, dict(zip(FEATURES, weights, strict=True)))


if __name__ == "__main__":
    main()
