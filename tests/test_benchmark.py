"""The benchmark: its report is whole, whatever the clock says."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from bot.benchmark import baseline, run
from bot.benchmark.building import Project, rebuild_figures
from bot.benchmark.figures import BenchmarkReport, Figure, Target
from bot.benchmark.questions import QUESTIONS
from bot.benchmark.run import Effort, run_benchmark
from bot.benchmark.scale import recall, synthetic
from bot.benchmark.subset import connected_topics, copy_articles
from bot.benchmark.workers import Worker, WorkerError
from bot.settings import Settings
from bot.terminal.commands import backroad
from index.vectors import FaissIndex
from knowledge.library import read_library
from knowledge.loading import load_library

TINY = Effort(
    questions=("what is queries", "how does speed work"),
    rounds=1,
    starts=1,
    sizes=(40, 80),
    queries=4,
    passages=3,
    articles=2,
)
TARGETS = {
    "answer_to_baseline": "≤ 0.33",
    "answer_to_forward_pass": "≤ 1.6",
    "start_to_answer": "≤ 0.2",
    "resident_memory": "≤ 0.4",
    "passages_per_second": "≥ 1.2",
    "rebuild_to_full_build": "≤ 0.05",
    "answers_at_once": "≥ 1.5",
    "at_once_p99": "≤ 1",
    "search_at_80": "≤ 3",
    "recall_at_80": "≥ 0.97",
}
OF_THE_BASELINE = {
    "answer_to_baseline",
    "start_to_answer",
    "resident_memory",
    "passages_per_second",
}
TORCH_IS_HERE = all(map(importlib.util.find_spec, ("torch", "sentence_transformers")))


def settings_of(folder: Path) -> Settings:
    return Settings(data_dir=folder / "data", knowledge_dir=folder / "knowledge")  # type: ignore[call-arg]


def by_name(report: BenchmarkReport) -> dict[str, Figure]:
    return {figure.name: figure for figure in report.figures}


def times(folder: Path) -> dict[Path, int]:
    return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baseline.importlib.util, "find_spec", lambda name: None)


@pytest.mark.usefixtures("no_torch")
def test_without_torch_every_other_figure_is_measured_and_nothing_is_changed(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BACKROAD_DATA_DIR", str(small / "data"))
    monkeypatch.setenv("BACKROAD_KNOWLEDGE_DIR", str(small / "knowledge"))
    monkeypatch.setattr(run, "Effort", lambda: TINY)
    before = times(small)
    done = CliRunner().invoke(backroad, ["benchmark", "--json"], catch_exceptions=False)
    assert times(small) == before
    assert done.stderr.startswith("Starting processes")
    found: Mapping[str, Any] = json.loads(done.stdout)
    assert found.keys() == {"figures", "machine", "index", "seconds"}
    assert found["index"]["passages"] > 0
    figures = {figure["name"]: figure for figure in found["figures"]}
    assert {n: f["target"] for n, f in figures.items() if f["target"]} == TARGETS
    assert {n for n, f in figures.items() if f["value"] is None} == OF_THE_BASELINE
    for name, figure in figures.items():
        assert figure.keys() == {"name", "title", "value", "target", "met", "parts", "note"}
        judged = figure["value"] is not None and figure["target"] is not None
        assert (figure["met"] is not None) == judged
        if name in OF_THE_BASELINE:
            assert figure["note"] == (
                "no baseline: torch and sentence_transformers not installed here"
            )
    assert figures["rebuild_to_full_build"]["parts"]["embedded"] >= 1
    assert figures["small_rebuild"]["note"].startswith("2 articles copied")


@pytest.mark.skipif(not TORCH_IS_HERE, reason="the baseline needs torch")
def test_with_the_baseline_every_figure_is_measured(small: Path) -> None:
    report = run_benchmark(settings_of(small), lambda step: None, TINY)
    unmeasured = {f.name: f.note for f in report.figures if f.value is None}
    assert not unmeasured
    assert all(figure.value > 0 for figure in report.figures if figure.value is not None)
    assert {"answer_ms", "baseline_ms"} <= by_name(report)["answer_to_baseline"].parts.keys()


def test_an_index_of_other_articles_is_not_rebuilt(small: Path, tmp_path: Path) -> None:
    article = next((small / "knowledge" / "articles").rglob("speed.md"))
    article.write_text(article.read_text().replace("plain words", "simple words"))
    library = read_library(small / "knowledge")[0]
    project = Project(small / "data", small / "knowledge", None, library)
    whole, few = rebuild_figures(project, 100.0, 1, tmp_path / "copies")
    assert whole.value is None
    assert "run 'backroad index build'" in whole.note
    assert few.value is not None


def test_a_target_is_met_at_its_limit() -> None:
    assert Target(0.33).met(0.33)
    assert not Target(0.33).met(0.331)
    assert Target(1.5, at_least=True).met(1.5)
    assert not Target(1.5, at_least=True).met(1.4)


def test_the_text_shows_each_figure_with_its_target_and_verdict() -> None:
    figures = [
        Figure("a", "quick", Target(0.5), 0.25, {"one_ms": 1.0, "other_ms": 4.0}, "as told"),
        Figure("b", "slow", Target(0.5), 0.75),
        Figure("c", "unknown", Target(0.5), note="no baseline: torch not installed here"),
        Figure("d", "aside", None, 2.0),
    ]
    text = BenchmarkReport(figures, {"cores": 2}, {"passages": 7}, 61.2).to_text()
    assert text.splitlines() == [
        "cores 2",
        "passages 7",
        "",
        "quick      0.250  ≤ 0.5   met",
        "    one ms 1, other ms 4",
        "    as told",
        "slow       0.750  ≤ 0.5   NOT MET",
        "unknown        –  ≤ 0.5   not measured",
        "    no baseline: torch not installed here",
        "aside      2.000",
        "",
        "The load of other programs falls on the ratios unevenly: measure on a quiet machine.",
        "1 of 3 targets met, in 61 s.",
    ]


def test_made_up_passages_lie_near_real_ones_and_are_found() -> None:
    random = np.random.default_rng(1)
    real = random.standard_normal((20, 64), dtype=np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)
    rows = synthetic(real, 100, random)
    assert rows.shape == (100, 64)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert np.all(np.max(rows @ real.T, axis=1) > 0.8)
    assert recall(FaissIndex.build(rows), rows, real) > 0.95


def test_a_few_articles_copied_make_a_whole_knowledge_base(small: Path, tmp_path: Path) -> None:
    library, faults = read_library(small / "knowledge")
    assert not faults
    topics = connected_topics(library, 3)
    assert topics[0] == "tables"
    assert len(topics) == 3
    copied = copy_articles(library, topics, tmp_path / "few")
    assert [path.stem for path in copied] == topics
    assert set(load_library(tmp_path / "few").articles) == set(topics)


def test_a_child_that_fails_says_why() -> None:
    with (
        Worker("bot.benchmark.served", ["/no/such/folder"]) as worker,
        pytest.raises(WorkerError, match="NoIndexError"),
    ):
        worker.call("ask", "what is an api")


def test_the_questions_are_forty_different_ones() -> None:
    assert len({question.casefold() for question in QUESTIONS}) == 40
