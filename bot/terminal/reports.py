"""Reports in plain text: the state of the index, the counts of the knowledge base."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from index.encoder import CARD_FILE, EncoderCard, encoder_folder
from index.errors import DamagedIndexError
from index.manifest import Manifest
from index.versions import Versions
from knowledge.library import Library
from knowledge.quiz import Difficulty

if TYPE_CHECKING:
    from bot.backup.restoring import Restored
    from bot.backup.saving import SavedBackup


def status_report(versions: Versions) -> str:
    """The serving version in full, and a line for each earlier one.

    Raises:
        NoIndexError: before the first build.
    """
    current = versions.current()
    manifest = Manifest.read(versions.path(current))
    folder = versions.path(current)
    size = sum(path.stat().st_size for path in folder.iterdir()) / 1_000_000
    lines = [
        f"Version   {manifest.version}",
        f"Built     {manifest.created}, in {manifest.seconds:.1f} s",
        f"Model     {manifest.model} ({manifest.dimension} dimensions, {manifest.fingerprint})",
        f"Search    {manifest.search}",
        "Holds     " + ", ".join(f"{count} {name}" for name, count in manifest.counts.items()),
        f"Size      {size:.1f} MB",
    ]
    for name in versions.names():
        if name == current:
            continue
        try:
            other = Manifest.read(versions.path(name))
        except DamagedIndexError:
            lines.append(f"Kept      {name}, damaged")
        else:
            lines.append(f"Kept      {name}, {other.counts['articles']} articles")
    return "\n".join(lines)


def knowledge_report(library: Library, faults: int) -> str:
    """Counts of articles by area and level, sections, questions, sources, the graph, quizzes."""
    articles = library.articles.values()
    areas = Counter(article.head.area for article in articles)
    levels = Counter(article.head.level.value for article in articles)
    sections = [section for article in articles for section in article.sections]
    quizzes = [question for quiz in library.quizzes.values() for question in quiz.questions]
    difficulties = Counter(question.difficulty for question in quizzes)
    asked = sum(file.count for file in library.asked.values())
    floor = set(library.floor.values())
    rows = [
        ("Articles", len(library.articles)),
        ("  of the floor", f"{len(floor & library.articles.keys())} of {len(floor)}"),
        *((f"  {area}", count) for area, count in sorted(areas.items())),
        *((f"  {level}", count) for level, count in levels.items()),
        ("Words", sum(article.words for article in articles)),
        ("Sections", len(sections)),
        ("Questions answered", sum(len(section.questions) for section in sections)),
        ("Questions people ask", asked),
        ("Aliases", sum(len(article.head.aliases) for article in articles)),
        ("Sources", sum(len(article.head.sources) for article in articles)),
        ("Prerequisite edges", sum(len(article.head.requires) for article in articles)),
        ("Hours of study", sum(article.head.hours for article in articles)),
        ("Roadmaps", len(library.roadmaps)),
        ("Quiz questions", len(quizzes)),
        *((f"  {level.value}", difficulties[level]) for level in Difficulty),
        ("Faults", faults),
    ]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {value:>7}" for name, value in rows)


def backup_report(file: Path, saved: SavedBackup) -> str:
    """What a backup holds, and what it had to leave out."""
    manifest = saved.manifest
    serving = f"index version {manifest.index_version}" if manifest.index_version else "no index"
    lines = [
        f"{file}: {len(manifest.files)} files, {saved.size / 1_000_000:.1f} MB, {serving}; "
        "read back and verified."
    ]
    lines += [f"Left out: index version {name}, which is damaged." for name in saved.left_out]
    return "\n".join(lines)


def restore_report(data_folder: Path, restored: Restored) -> str:
    """What was restored, and where that lies which was there before."""
    manifest = restored.manifest
    lines = [f"The backup of {manifest.created} is in {data_folder}, verified."]
    if manifest.index_version:
        lines.append(f"Index version {manifest.index_version} serves.")
    else:
        lines.append("It holds no index: run 'backroad index build'.")
    if restored.kept is not None:
        lines.append(f"What was there before lies in {restored.kept}; delete it when you like.")
    return "\n".join(lines)


def encoder_report(data_folder: Path) -> tuple[list[str], int]:
    """A line for each exported model, and how many of them are damaged."""
    lines, damaged = [], 0
    for folder in sorted(encoder_folder(data_folder).glob("[!.]*")):
        try:
            faulty = EncoderCard.read(folder).damaged(folder)
        except (OSError, ValueError, TypeError, KeyError):
            faulty = [CARD_FILE]
        damaged += bool(faulty)
        problem = f"damaged, {faulty[0]} is not what was exported" if faulty else "whole"
        lines.append(f"encoder {folder.name}: {problem}")
    return lines, damaged
