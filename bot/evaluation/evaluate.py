"""Retrieval, refusal and citation figures on labelled questions, in one run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from bot.answering.answer import Answer, Outcome
from bot.evaluation.baselines import Baseline
from bot.evaluation.citations import citation_faults
from bot.evaluation.questions import LabelledQuestion
from index.store import KnowledgeStore

AnswerTurns = Callable[[Sequence[str]], Answer]


@dataclass(frozen=True, slots=True)
class Retrieval:
    """How well the right topics are ranked; each figure in [0, 1].

    `top_1` counts a right topic in first place, `recall_5` the share of right topics among the
    first five; MRR and nDCG are cut at ten, acceptable topics gaining half in nDCG.
    """

    questions: int
    top_1: float
    recall_5: float
    mrr_10: float
    ndcg_10: float


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured in one run.

    `refused` is the share of what must be refused that was; `wrongly_refused` the share of what is
    covered that was refused; `auroc` the area under the ROC curve of the confidence; `citations`
    the share of answers without a citation fault.
    """

    retrieval: Mapping[str, Retrieval]
    follow_ups: Retrieval
    auroc: Mapping[str, float]
    refused: float
    refused_near: float
    wrongly_refused: float
    refusal_precision: float
    small_talk: float
    citations: float
    voices: Mapping[str, tuple[float, int]]
    citation_faults: Sequence[str] = ()
    misses: Sequence[tuple[LabelledQuestion, Answer]] = field(default_factory=tuple)


def evaluate(
    questions: Sequence[LabelledQuestion],
    answer: AnswerTurns,
    store: KnowledgeStore,
    baselines: Sequence[Baseline] = (),
) -> Figures:
    """Answers every question as a member's and measures the answers.

    Args:
        answer: answers the last of some turns in the light of those before it.
        baselines: measured on the questions of one turn.
    """
    answers = [(question, answer(question.turns)) for question in questions]
    covered = [(q, a) for q, a in answers if q.outcome is Outcome.ANSWERED]
    single = [(q, a) for q, a in covered if not q.is_conversation]
    follow = [(q, a) for q, a in covered if q.is_conversation]
    foreign = [(q, a) for q, a in answers if q.outcome is Outcome.NOT_COVERED]
    near = [(q, a) for q, a in foreign if q.kind == "near_miss"]
    talk = [(q, a) for q, a in answers if q.outcome is Outcome.SMALL_TALK]
    asked = [q for q, _ in single]
    retrieval = {"Backroad": measure(asked, [list(a.topics) for _, a in single])}
    auroc = {
        "Backroad": area([a.confidence for _, a in covered], [a.confidence for _, a in foreign])
    }
    alone = [q for q, _ in foreign if not q.is_conversation]
    for baseline in baselines:
        ranked = [baseline.rank(q.turns[0]) for q in asked]
        retrieval[baseline.name] = measure(asked, [topics for topics, _ in ranked])
        scores = [baseline.rank(q.turns[0])[1] for q in alone]
        auroc[baseline.name] = area([score for _, score in ranked], scores)
    faults = [f for _, a in answers if a.citations for f in citation_faults(a, store)]
    cited = [a for _, a in answers if a.outcome is Outcome.ANSWERED]
    sound = [a for a in cited if not citation_faults(a, store)]
    refusals = [q for q, a in answers if a.outcome is Outcome.NOT_COVERED]
    return Figures(
        retrieval=retrieval,
        follow_ups=measure([q for q, _ in follow], [list(a.topics) for _, a in follow]),
        auroc=auroc,
        refused=_share(a.outcome is not Outcome.ANSWERED for _, a in foreign),
        refused_near=_share(a.outcome is not Outcome.ANSWERED for _, a in near),
        wrongly_refused=_share(a.outcome is not Outcome.ANSWERED for _, a in covered),
        refusal_precision=_share(q.outcome is Outcome.NOT_COVERED for q in refusals),
        small_talk=_share(a.outcome is Outcome.SMALL_TALK for _, a in talk),
        citations=len(sound) / len(cited) if cited else 1.0,
        voices=_by_voice(single),
        citation_faults=faults,
        misses=[(q, a) for q, a in answers if _missed(q, a)],
    )


def measure(questions: Sequence[LabelledQuestion], rankings: Sequence[list[str]]) -> Retrieval:
    """Retrieval figures by ir-measures; all 0 where there are no questions."""
    if not questions:
        return Retrieval(0, 0.0, 0.0, 0.0, 0.0)
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    judged = [
        ir_measures.Qrel(str(number), topic, 2 if topic in question.topics else 1)
        for number, question in enumerate(questions)
        for topic in question.topics | question.acceptable
    ]
    run = [
        ir_measures.ScoredDoc(str(number), topic, float(-place))
        for number, ranking in enumerate(rankings)
        for place, topic in enumerate(ranking or ["-"])
    ]
    wanted = {
        "top_1": Success(rel=2) @ 1,
        "recall_5": R(rel=2) @ 5,
        "mrr_10": RR(rel=2) @ 10,
        "ndcg_10": nDCG @ 10,
    }
    found = ir_measures.calc_aggregate(list(wanted.values()), judged, run)
    values = {name: float(found[measure]) for name, measure in wanted.items()}
    return Retrieval(len(questions), **values)


def area(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Area under the ROC curve: how often a covered question scores above one that is not.

    Ties count half (Mann-Whitney). 0.5 where either group is empty.
    """
    if not inside or not outside:
        return 0.5
    difference = np.subtract.outer(np.asarray(inside), np.asarray(outside))
    return float(np.mean((difference > 0) + 0.5 * (difference == 0)))


def _missed(question: LabelledQuestion, answer: Answer) -> bool:
    if question.outcome is not answer.outcome:
        return question.outcome is Outcome.ANSWERED or answer.outcome is Outcome.ANSWERED
    return question.outcome is Outcome.ANSWERED and answer.topics[0] not in question.topics


def _by_voice(
    single: Sequence[tuple[LabelledQuestion, Answer]],
) -> dict[str, tuple[float, int]]:
    groups: dict[str, list[bool]] = {}
    for question, answer in single:
        right = bool(answer.topics) and answer.topics[0] in question.topics
        groups.setdefault(question.voice, []).append(right)
    return {voice: (float(np.mean(hits)), len(hits)) for voice, hits in sorted(groups.items())}


def _share(values: Iterable[bool]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else 1.0
