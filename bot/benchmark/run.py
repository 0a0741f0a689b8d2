"""The whole benchmark: what is measured, in which order, and how often."""

from __future__ import annotations

import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from bot.answering.service import AnswerService
from bot.benchmark.baseline import Baseline, BaselineMissingError
from bot.benchmark.building import (
    Project,
    embedding_figure,
    rebuild_figures,
    sample_texts,
    seconds_to_embed,
)
from bot.benchmark.concurrency import concurrency_figures
from bot.benchmark.figures import BenchmarkReport, Figure
from bot.benchmark.processes import Start, process_figures
from bot.benchmark.questions import QUESTIONS
from bot.benchmark.scale import scale_figures
from bot.benchmark.served import start_serving
from bot.benchmark.serving import ForwardPass, serving_figures
from bot.benchmark.workers import Worker, WorkerError
from bot.settings import Settings
from index.encoder import Embeddings, encoder_folder
from index.export import packaged_model
from index.vectors import FaissIndex
from index.versions import EMBEDDINGS_FILE, VECTORS_FILE, Versions, index_folder
from knowledge.library import Library, read_library

Tell = Callable[[str], None]
"""Told the name of each step as it begins."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much is measured; the defaults take about four minutes on two busy cores.

    Attributes:
        rounds: of questions, and of members at once.
        starts: of each process.
        sizes: of the made-up indexes.
        queries: asked of each of them.
        passages: embedded each way; twice as many texts of every kind are embedded one way.
        articles: of the small knowledge base that is built twice.
    """

    questions: Sequence[str] = QUESTIONS
    rounds: int = 2
    starts: int = 2
    sizes: Sequence[int] = (1_000, 10_000, 100_000)
    queries: int = 200
    passages: int = 200
    articles: int = 12


def run_benchmark(settings: Settings, tell: Tell, effort: Effort | None = None) -> BenchmarkReport:
    """Measures every figure on the serving index.

    Where the baseline cannot run, its figures are reported as not measured, with the reason.

    Raises:
        NoIndexError: before the first build.
    """
    began, machine = time.perf_counter(), _machine()
    with TemporaryDirectory(prefix="backroad-") as folder:
        run = _Run(settings, effort or Effort(), Path(folder), tell)
        figures = run.figures()
    return BenchmarkReport(figures, machine, run.described(), time.perf_counter() - began)


class _Run:
    def __init__(self, settings: Settings, effort: Effort, folder: Path, tell: Tell) -> None:
        self._settings = settings
        self._effort = effort
        self._folder = folder
        self._tell = tell
        self._service = AnswerService(settings.data_dir)
        self._index = self._service.engine.index
        versions = Versions(index_folder(settings.data_dir))
        folder = versions.path(self._index.version)
        self._vectors = FaissIndex.read(folder / VECTORS_FILE)
        self._embeddings = np.load(folder / EMBEDDINGS_FILE)
        self._baseline: Baseline | None = None
        self._reason = ""

    def described(self) -> dict[str, str | int]:
        return {
            "index": self._index.version,
            "passages": self._vectors.size,
            "search": self._vectors.kind,
        }

    def figures(self) -> list[Figure]:
        """Every figure, in the order of the report."""
        effort = self._effort
        passages = self._embeddings[: self._vectors.size]
        model = self._settings.model or packaged_model()
        try:
            self._baseline = Baseline(model, passages, self._folder)
            processes = self._processes(self._baseline.start)
        except (BaselineMissingError, WorkerError) as error:
            self._baseline, self._reason = None, f"no baseline: {error}"
            processes = self._processes(None)
        worker = self._baseline.start() if self._baseline is not None else None
        try:
            latencies = self._latencies(worker)
            library = read_library(self._settings.knowledge_dir)[0]
            embedding, per_second = self._embedding(library, worker)
        finally:
            if worker is not None:
                worker.close()
        self._tell("64 asking at once")
        at_once = concurrency_figures(self._service, effort.questions, effort.rounds)
        self._tell("Rebuilding after a change")
        project = Project(
            self._settings.data_dir, self._settings.knowledge_dir, self._settings.model, library
        )
        rebuilds = rebuild_figures(project, per_second, effort.articles, self._folder)
        self._tell("Searching more passages")
        scale = scale_figures(self._vectors, passages, self._queries(), effort.sizes)
        return [*latencies, *processes, embedding, *rebuilds, *at_once, *scale]

    def _processes(self, baseline: Start | None) -> list[Figure]:
        self._tell("Starting processes")
        serving = partial(start_serving, self._settings.data_dir)
        effort = self._effort
        return process_figures(serving, baseline, effort.questions, effort.starts, self._reason)

    def _latencies(self, baseline: Worker | None) -> list[Figure]:
        self._tell("Asking questions")
        forward = ForwardPass(
            encoder_folder(self._settings.data_dir) / self._index.encoder.fingerprint
        )
        effort = self._effort
        return serving_figures(
            self._service, forward, baseline, effort.questions, effort.rounds, self._reason
        )

    def _embedding(self, library: Library, baseline: Worker | None) -> tuple[Figure, float]:
        """The figure, and texts of every kind embedded per second."""
        self._tell("Embedding passages")
        effort, encoder = self._effort, self._index.encoder
        passages, texts = sample_texts(library, effort.passages, 2 * effort.passages)
        figure = embedding_figure(encoder, baseline, passages, self._reason)
        return figure, len(texts) / seconds_to_embed(encoder, texts)

    def _queries(self) -> Embeddings:
        """The questions' embeddings, and those of real statements, which are not searched."""
        asked = self._index.encoder.encode(self._effort.questions)
        others = self._embeddings[self._vectors.size :]
        wanted = max(0, self._effort.queries - len(asked))
        rows = np.linspace(0, max(0, len(others) - 1), min(wanted, len(others)), dtype=np.int64)
        return np.concatenate([asked, others[rows]])


def _machine() -> dict[str, str | int]:
    machine: dict[str, str | int] = {
        "cores": os.cpu_count() or 1,
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
    }
    if sys.platform != "win32":
        machine["load before"] = f"{os.getloadavg()[0]:.1f}"
    return machine
