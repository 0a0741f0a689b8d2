"""Building an index: how fast texts are embedded, and what one changed article costs."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.benchmark.figures import Figure, Target
from bot.benchmark.subset import connected_topics, copy_articles
from bot.benchmark.workers import Worker
from index.build import BuildReport, build_index, content_digest
from index.encoder import Encoder, encoder_folder
from index.manifest import Manifest
from index.passages import EntryKind, entries_of, sections_by_article
from index.versions import Versions, index_folder
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
_GROUP = 96
SMALL_REBUILD = Figure("small_rebuild", "the same on a few articles alone")


@dataclass(frozen=True, slots=True)
class Project:
    """What is built: the folders, the model, and the articles as read from the knowledge folder."""

    data_folder: Path
    knowledge_folder: Path
    model: str | None
    library: Library


def sample_texts(library: Library, passages: int, texts: int) -> tuple[list[str], list[str]]:
    """At most so many passages, and so many texts of every kind, evenly from all articles."""
    sections = sections_by_article(library.articles)
    entries = [
        entry
        for slug, article in library.articles.items()
        for entry in entries_of(article, sections[slug])
    ]
    statements = [s.text for group in sections.values() for x in group for s in x.statements]
    return (
        _evenly([entry.text for entry in entries if entry.kind is EntryKind.PASSAGE], passages),
        _evenly([*(entry.text for entry in entries), *statements], texts),
    )


def _evenly(texts: Sequence[str], count: int) -> list[str]:
    count = min(count, len(texts))
    return [texts[place * len(texts) // count] for place in range(count)]


def embedding_figure(
    encoder: Encoder, baseline: Worker | None, passages: Sequence[str], reason: str
) -> Figure:
    """Passages per second, one group of passages after the other, each both ways.

    Args:
        baseline: a hobby bot; None where it cannot run, for which `reason` is told.
    """
    own = other = 0.0
    for start in range(0, len(passages), _GROUP):
        group = list(passages[start : start + _GROUP])
        own += seconds_to_embed(encoder, group)
        if baseline is not None:
            other += float(baseline.call("embed", group))
    parts = {"backroad_per_s": len(passages) / own}
    if baseline is None:
        return replace(EMBEDDING, parts=parts, note=reason)
    parts["baseline_per_s"] = len(passages) / other
    note = f"{len(passages)} real passages, in groups of {_GROUP} each way in turn"
    return replace(EMBEDDING, value=other / own, parts=parts, note=note)


def seconds_to_embed(encoder: Encoder, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    encoder.encode(texts)
    return time.perf_counter() - started


def rebuild_figures(
    project: Project, per_second: float, articles: int, folder: Path
) -> list[Figure]:
    """What a rebuild costs beside a full build, on copies in a folder of its own.

    A full build of all the articles takes minutes, so there its time is reckoned: that of the
    rebuild, plus every further text at a speed. On `articles` of them both are measured; what a
    build costs once, whatever its size, weighs much more there.

    Args:
        per_second: texts embedded, of all kinds that a build embeds.
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
        note=f"rebuild measured; full build reckoned: the rebuild, and each further text at "
        f"{per_second:.0f} a second as measured on a sample",
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
