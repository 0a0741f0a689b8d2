"""Processes as an operator meets them: how soon they answer, how much memory they hold at rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from bot.benchmark.figures import Figure, Target
from bot.benchmark.workers import Worker

START = Figure("start_to_answer", "process start to first answer / baseline process", Target(0.2))
MEMORY = Figure("resident_memory", "resident memory at rest / baseline process", Target(0.4))

REST = 0.5
"""Seconds without a question before memory is read."""

Start = Callable[[], Worker]


@dataclass(slots=True)
class _Observed:
    """Seconds from start to first answer, and MB at rest once every question was answered."""

    starts: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    reading: str = ""


def process_figures(
    serving: Start, baseline: Start | None, questions: Sequence[str], starts: int, reason: str
) -> list[Figure]:
    """Both figures of the processes.

    Args:
        baseline: starts a hobby bot; None where it cannot run, for which `reason` is told.
        starts: how often each process is started, one after the other.
    """
    own, other = _Observed(), _Observed()
    for _ in range(starts):
        _observe(serving, questions, own)
        if baseline is not None:
            _observe(baseline, questions, other)
    started = {"backroad_s": median(own.starts)}
    memory = {"backroad_MB": median(own.memory)} if own.memory else {}
    if baseline is None:
        return [
            replace(START, parts=started, note=reason),
            replace(MEMORY, parts=memory, note=reason),
        ]
    started["baseline_s"] = median(other.starts)
    start = replace(
        START,
        value=started["backroad_s"] / started["baseline_s"],
        parts=started,
        note=f"median of {starts} fresh processes each, files in the disk cache",
    )
    if not memory:
        return [start, replace(MEMORY, note="this system does not tell a process its memory")]
    memory["baseline_MB"] = median(other.memory)
    return [
        start,
        replace(
            MEMORY,
            value=memory["backroad_MB"] / memory["baseline_MB"],
            parts=memory,
            note=f"{own.reading} after {len(questions)} questions, Discord's library loaded",
        ),
    ]


def _observe(start: Start, questions: Sequence[str], observed: _Observed) -> None:
    with start() as worker:
        worker.call("ask", questions[0])
        observed.starts.append(time.perf_counter() - worker.started)
        for question in questions[1:]:
            worker.call("ask", question)
        time.sleep(REST)
        found = worker.call("memory")
    if found is not None:
        observed.memory.append(float(found[0]))
        observed.reading = str(found[1])
