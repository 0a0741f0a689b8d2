"""From a question to its answer: latencies in turn with the baseline's, so noise hits all alike."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median

from bot.answering.service import AnswerService
from bot.benchmark.figures import Figure, Target
from bot.benchmark.workers import Worker
from index.encoder import MODEL_FILE, EncoderCard
from index.inputs import ModelInputs

PAUSE = 0.01
"""Seconds of quiet before each measurement: the threads of the one before stop spinning."""

AGAINST_BASELINE = Figure(
    "answer_to_baseline",
    "question to answer, p50 / baseline's encode + search",
    Target(0.33),
)
AGAINST_FORWARD_PASS = Figure(
    "answer_to_forward_pass",
    "question to answer, p50 / one bare forward pass",
    Target(1.6),
)


class ForwardPass:
    """The exported encoder's bare forward pass: no tokenising, no normalising.

    Args:
        folder: the exported model.
    """

    def __init__(self, folder: Path) -> None:
        import onnxruntime

        card = EncoderCard.read(folder)
        self._inputs = ModelInputs(folder, card.inputs, card.max_tokens)
        self._session = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), providers=["CPUExecutionProvider"]
        )

    def milliseconds(self, text: str) -> float:
        inputs = self._inputs.of([text])
        started = time.perf_counter()
        self._session.run(None, inputs)
        return (time.perf_counter() - started) * 1000


def serving_figures(
    service: AnswerService,
    forward: ForwardPass,
    baseline: Worker | None,
    questions: Sequence[str],
    rounds: int,
    reason: str,
) -> list[Figure]:
    """Both latency figures.

    Args:
        baseline: a hobby bot; None where it cannot run, for which `reason` is told.
        rounds: how often each question is asked of each, one after the other.
    """
    answers: list[float] = []
    passes: list[float] = []
    baselines: list[float] = []
    for number in range(rounds + 1):
        for question in questions:
            time.sleep(PAUSE)
            started = time.perf_counter()
            service.answer(question)
            answers.append((time.perf_counter() - started) * 1000)
            time.sleep(PAUSE)
            passes.append(forward.milliseconds(question))
            if baseline is not None:
                time.sleep(PAUSE)
                baselines.append(float(baseline.call("ask", question)))
        if number == 0:  # the first round warms up
            answers, passes, baselines = [], [], []
    answer = median(answers)
    figures = [
        replace(
            AGAINST_FORWARD_PASS,
            value=answer / median(passes),
            parts={"answer_ms": answer, "forward_pass_ms": median(passes)},
            note=f"{len(questions)} questions, {rounds} times each, all in turn",
        )
    ]
    if baselines:
        parts = {"answer_ms": answer, "baseline_ms": median(baselines)}
        value = answer / median(baselines)
        return [replace(AGAINST_BASELINE, value=value, parts=parts), *figures]
    return [replace(AGAINST_BASELINE, parts={"answer_ms": answer}, note=reason), *figures]
