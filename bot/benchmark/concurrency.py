"""Many members asking at once, through the event loop as Discord's side does it."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, islice
from statistics import median

import numpy as np

from bot.answering.pace import SWITCH_INTERVAL
from bot.answering.service import AnswerService
from bot.benchmark.figures import Figure, Target

AT_ONCE = 64

RATE = Figure(
    "answers_at_once", f"answers per second, {AT_ONCE} at once / one at a time", Target(1.5, True)
)
P99 = Figure("at_once_p99", f"p99 of {AT_ONCE} at once, seconds", Target(1.0))


def concurrency_figures(
    service: AnswerService, questions: Sequence[str], rounds: int
) -> list[Figure]:
    """The rate of answers and the slowest answers.

    Args:
        rounds: how often all are asked one at a time and then at once, after one to warm up.
    """
    asked = list(islice(cycle(questions), AT_ONCE))
    usual = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_INTERVAL)
    try:
        alone, together, waits = asyncio.run(_measure(service, asked, rounds))
    finally:
        sys.setswitchinterval(usual)
    return [
        replace(
            RATE,
            value=together / alone,
            parts={"at_once_per_s": together, "one_at_a_time_per_s": alone},
            note=f"median of {rounds} rounds, each answer through asyncio.to_thread",
        ),
        replace(P99, value=float(np.percentile(waits, 99)), parts={"p50_s": float(median(waits))}),
    ]


async def _measure(
    service: AnswerService, asked: Sequence[str], rounds: int
) -> tuple[float, float, list[float]]:
    """Answers per second one at a time and at once, and the waits of those asked at once."""
    alone: list[float] = []
    together: list[float] = []
    waits: list[float] = []

    async def one(question: str) -> float:
        started = time.perf_counter()
        await asyncio.to_thread(service.answer, question)
        return time.perf_counter() - started

    await asyncio.gather(*(one(question) for question in asked))
    for _ in range(rounds):
        started = time.perf_counter()
        for question in asked:
            await one(question)
        alone.append(len(asked) / (time.perf_counter() - started))
        started = time.perf_counter()
        waits += await asyncio.gather(*(one(question) for question in asked))
        together.append(len(asked) / (time.perf_counter() - started))
    return median(alone), median(together), waits
