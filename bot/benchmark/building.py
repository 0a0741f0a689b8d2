"""Building an index: how fast texts are embedded, and what one changed article costs."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from bot.benchmark.figures import Figure, Target
from bot.benchmark.subset import connected_topics, copy_articles
from bot.benchmark.workers import Worker
from index.build import BuildReport, build_index, content_digest
from index.encoder import Encoder, encoder_folder
from index.passages import EntryKind, entries_of, sections_by_article
from index.versions import Manifest, Versions, index_folder
from knowledge.faults import KnowledgeError
from knowledge.library import Library

EMBEDDING = Figure(
    "passages_per_second",
    "passages embedded per second / SentenceTransformer.encode",
    Target(1.2, True),
)
REBUILD = Figure(
    "rebuild_to_full_build", "rebuild after one article changed / full build", Target(0.05)
)
SMALL_REBUILD = Figure("small_rebuild", "the same on a few articles alone")


@dataclass(frozen=True, slots=True)
class Project:
    """What is built: the folders, the model, and the articles as read from the knowledge folder."""

    data_folder: Path
    knowledge_folder: Path
    model: str | None
    library: Library


def sample_passages(library: Library, count: int) -> list[str]:
    """At most `count` passages, evenly taken from all articles."""
    sections = sections_by_article(library.articles)
    passages = [
        entry.text
        for slug, article in library.articles.items()
        for entry in entries_of(article, sections[slug])
        if entry.kind is EntryKind.PASSAGE
    ]
    step = max(1, len(passages) / count) if count else 1
    return [passages[int(place * step)] for place in range(min(count, len(passages)))]


def embedding_figure(
    encoder: Encoder, baseline: Worker | None, passages: Sequence[str], rounds: int, reason: str
) -> Figure:
    """Passages per second, each way in turn.

    Args:
        baseline: a hobby bot; None where it cannot run, for which `reason` is told.
    """
    own: list[float] = []
    other: list[float] = []
    for _ in range(rounds):
        started = time.perf_counter()
        encoder.encode(passages)
        own.append(len(passages) / (time.perf_counter() - started))
        if baseline is not None:
            other.append(len(passages) / float(baseline.call("embed", list(passages))))
    parts = {"backroad_per_s": median(own)}
    if not other:
        return replace(EMBEDDING, parts=parts, note=reason)
    parts["baseline_per_s"] = median(other)
    note = f"{len(passages)} real passages, {rounds} times each way in turn"
    value = parts["backroad_per_s"] / parts["baseline_per_s"]
    return replace(EMBEDDING, value=value, parts=parts, note=note)


def rebuild_figures(
    project: Project, per_second: float, articles: int, folder: Path
) -> list[Figure]:
    """What a rebuild costs beside a full build, on copies in a folder of its own.

    A full build of all the articles takes minutes, so there its time is reckoned: that of the
    rebuild, plus every further text at the speed just measured. On `articles` of them both are
    measured; what a build costs once, whatever its size, weighs much more there.
    """
    return [
        _whole(project, per_second, folder / "whole"),
        _small(project, articles, folder / "few"),
    ]


def _whole(project: Project, per_second: float, folder: Path) -> Figure:
    versions = Versions(index_folder(project.data_folder))
    manifest = Manifest.read(versions.path(versions.current()))
    if manifest.content != content_digest(project.library, manifest.fingerprint):
        return replace(
            REBUILD, note="the index is not of these articles: run 'backroad index build'"
        )
    data = folder / "data"
    _link_encoders(project.data_folder, data)
    copied = Versions(index_folder(data))
    shutil.copytree(versions.path(manifest.version), copied.path(manifest.version))
    copied.switch(manifest.version)
    knowledge = folder / "knowledge"
    shutil.copytree(project.knowledge_folder, knowledge)
    slug = list(project.library.articles)[len(project.library.articles) // 2]
    changed = knowledge / project.library.articles[slug].path.relative_to(project.library.folder)
    try:
        seconds, report = _rebuild(project, knowledge, data, changed)
    except KnowledgeError as error:
        return replace(REBUILD, note=_faults(error))
    full = seconds + report.reused / per_second
    return replace(
        REBUILD,
        value=seconds / full,
        parts={
            "rebuild_s": seconds,
            "full_build_s": full,
            "texts": report.embedded + report.reused,
            "embedded": report.embedded,
        },
        note="rebuild measured; full build reckoned: the rebuild, and each further text at the "
        "speed above",
    )


def _small(project: Project, articles: int, folder: Path) -> Figure:
    topics = connected_topics(project.library, articles)
    data, knowledge = folder / "data", folder / "knowledge"
    copied = copy_articles(project.library, topics, knowledge)
    _link_encoders(project.data_folder, data)
    started = time.perf_counter()
    try:
        report = build_index(knowledge, data, project.model)
        full = time.perf_counter() - started
        seconds, again = _rebuild(project, knowledge, data, copied[0])
    except KnowledgeError as error:
        return replace(SMALL_REBUILD, note=_faults(error))
    return replace(
        SMALL_REBUILD,
        value=seconds / full,
        parts={
            "rebuild_s": seconds,
            "full_build_s": full,
            "texts": report.embedded,
            "embedded": again.embedded,
        },
        note=f"{len(topics)} articles copied to a temporary folder; both builds measured",
    )


def _rebuild(
    project: Project, knowledge: Path, data: Path, article: Path
) -> tuple[float, BuildReport]:
    """Seconds for the build after one sentence of an article changed, and its report."""
    text = article.read_text(encoding="utf-8")
    head, mark, body = text.partition("\n---\n")
    article.write_text(head + mark + body.replace(".[^", " today.[^", 1), encoding="utf-8")
    started = time.perf_counter()
    report = build_index(knowledge, data, project.model)
    return time.perf_counter() - started, report


def _link_encoders(source: Path, target: Path) -> None:
    """Gives a data folder the exported models of another; linked where the disk can."""

    def copy(one: str, other: str) -> None:
        try:
            os.link(one, other)
        except OSError:
            shutil.copy(one, other)

    shutil.copytree(encoder_folder(source), encoder_folder(target), copy_function=copy)


def _faults(error: KnowledgeError) -> str:
    return f"{len(error.faults)} faults in the articles: run 'backroad knowledge check'"
