"""The figures of an evaluation as text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.answering.service import AnswerService
from bot.evaluation.baselines import make_baselines
from bot.evaluation.evaluate import Figures, Retrieval, evaluate
from bot.evaluation.questions import read_questions
from bot.settings import Settings
from bot.terminal.batch import answer_turns
from index.encoder import Encoder, encoder_folder
from index.export import ensure_encoder, packaged_model
from index.opened import OpenIndex

PARTS = ("tuning", "held-out")


def evaluation_reports(settings: Settings, file: Path | None, misses: bool) -> Iterator[str]:
    """A report for one file, or for each part of the project's own questions."""
    service = AnswerService(settings.data_dir)
    folder = settings.knowledge_dir / "evaluation"
    files = [file] if file is not None else [folder / f"{part}.jsonl" for part in PARTS]
    read = [(path, read_questions(path)) for path in files]
    index = service.engine.index
    baselines = make_baselines(settings.knowledge_dir, _plain_encoder(settings, index))
    for path, questions in read:
        figures = evaluate(
            questions, lambda turns: answer_turns(service, turns), index.store, baselines
        )
        yield figures_report(f"{path.name}: {len(questions)} questions", figures, misses)


def _plain_encoder(settings: Settings, index: OpenIndex) -> Encoder:
    """The model as its authors published it: the baselines have no adapter.

    Raises:
        ModelError: where it is not exported yet and cannot be.
    """
    if settings.model:
        return index.encoder
    return ensure_encoder(packaged_model(), encoder_folder(settings.data_dir))


def figures_report(title: str, figures: Figures, misses: bool) -> str:
    """The figures as aligned text."""
    lines = [title, "", f"{'':14}{'top-1':>8}{'R@5':>8}{'MRR@10':>8}{'nDCG@10':>9}{'AUROC':>8}"]
    for name, retrieval in figures.retrieval.items():
        lines.append(_row(name, retrieval) + f"{figures.auroc[name]:>8.3f}")
    lines.append(_row("follow-ups", figures.follow_ups))
    lines += [
        "",
        f"refused of what must be   {figures.refused:.3f} (near misses {figures.refused_near:.3f})",
        f"refused of what is covered {figures.wrongly_refused:.3f}",
        f"refusal precision         {figures.refusal_precision:.3f}",
        f"small talk recognised     {figures.small_talk:.3f}",
        f"citations correct         {figures.citations:.3f}",
        "",
        "top-1 by voice: "
        + ", ".join(f"{v} {share:.2f} ({n})" for v, (share, n) in figures.voices.items()),
    ]
    lines += [f"citation fault: {fault}" for fault in figures.citation_faults[:20]]
    if misses:
        lines.append("")
        for question, answer in figures.misses:
            wanted = ", ".join(sorted(question.topics)) or question.outcome.value
            found = ", ".join(answer.topics[:3])
            asked = " / ".join(question.turns)
            lines.append(
                f"- [{question.voice}] {asked[:200]!r}: {wanted}; got {answer.outcome.value}"
                f" {answer.confidence:.2f} {found}"
            )
    return "\n".join(lines) + "\n"


def _row(name: str, retrieval: Retrieval) -> str:
    return (
        f"{name:14}{retrieval.top_1:>8.3f}{retrieval.recall_5:>8.3f}{retrieval.mrr_10:>8.3f}"
        f"{retrieval.ndcg_10:>9.3f}"
    )
