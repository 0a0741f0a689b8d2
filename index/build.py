"""Building an index version: read, check, embed what changed, write, verify, switch."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from index.classifier import TopicClassifier, fit_classifier
from index.encoder import Embeddings, OnnxEncoder, encoder_folder
from index.errors import DamagedIndexError, IndexingError
from index.export import ensure_encoder
from index.manifest import Manifest
from index.passages import (
    Entry,
    asked_by_topic,
    entries_of,
    exchange_entries,
    sections_by_article,
    text_hash,
)
from index.store import SqliteKnowledgeStore
from index.store_writing import write_store
from index.vectors import FaissIndex
from index.versions import (
    CLASSIFIER_FILE,
    EMBEDDINGS_FILE,
    STORE_FILE,
    VECTORS_FILE,
    Versions,
    file_digest,
    index_folder,
    new_version_name,
)
from knowledge.library import Library
from knowledge.loading import load_library

FORMAT = "8"
"""Raised when the way a version is made changes, so that the next build makes a new one."""

_FEW = 0.01
"""Up to this share of new texts, what the version before learned is where learning begins."""

Progress = Callable[[str, int, int], None]
"""Told the name of the step under way, how much of it is done, and its whole (0: unknown)."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `embedded` and `reused` count texts; topics are compared by content."""

    manifest: Manifest
    unchanged: bool
    embedded: int = 0
    reused: int = 0
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def build_index(
    knowledge_folder: Path,
    data_folder: Path,
    model: str | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BuildReport:
    """Builds a new version from the knowledge folder and makes it serve.

    Embeds only texts that the serving version has no embedding of under the same model. Where
    nothing changed at all, the serving version stays and the report says so.

    Args:
        model: a sentence-transformers model, a folder or a name; None for the packaged one.
        now: the clock that names versions.

    Raises:
        KnowledgeError: with every fault of the knowledge base; nothing changes then.
        ModelError, BuildUnderWayError: nothing changes then either.
    """
    tell = progress or (lambda step, done, whole: None)
    versions = Versions(index_folder(data_folder))
    tell("Reading the articles", 0, 0)
    library = load_library(knowledge_folder)
    with versions.building() as staging:
        tell("Preparing the model", 0, 0)
        encoder = ensure_encoder(model, encoder_folder(data_folder))
        return _Build(library, versions, encoder, staging, tell, now).run()


class _Build:
    def __init__(
        self,
        library: Library,
        versions: Versions,
        encoder: OnnxEncoder,
        staging: Path,
        tell: Progress,
        now: Callable[[], datetime],
    ) -> None:
        self._library = library
        self._versions = versions
        self._encoder = encoder
        self._staging = staging
        self._tell = tell
        self._now = now
        self._started = time.monotonic()

    def run(self) -> BuildReport:
        content = content_digest(self._library, self._encoder.fingerprint)
        previous = self._previous()
        if previous is not None and previous.content == content:
            return BuildReport(previous, unchanged=True)
        sections = sections_by_article(self._library.articles)
        asked = asked_by_topic(self._library.asked.values())
        entries = [
            entry
            for slug, article in self._library.articles.items()
            for entry in entries_of(article, sections[slug], asked.get(slug, {}))
        ]
        entries += exchange_entries(self._library.exchanges)
        statements = [s.text for group in sections.values() for x in group for s in x.statements]
        texts = [*(entry.text for entry in entries), *statements]
        hashes = [text_hash(text) for text in texts]
        embeddings, embedded = self._embed(texts, hashes, previous)
        self._tell("Learning to tell topics apart", 0, 0)
        classifier = fit_classifier(
            embeddings[: len(entries)],
            [class_of(entry) for entry in entries],
            self._previous_classifier(previous) if embedded <= _FEW * len(texts) else None,
        )
        self._tell("Writing the index", 0, 0)
        classifier.write(self._staging / CLASSIFIER_FILE)
        np.save(self._staging / EMBEDDINGS_FILE, embeddings)
        vectors = FaissIndex.build(embeddings[: len(entries)])
        vectors.write(self._staging / VECTORS_FILE)
        write_store(
            self._staging / STORE_FILE, self._library, sections, entries, hashes, len(entries)
        )
        manifest = Manifest(
            version=new_version_name(content, self._now(), self._versions.names()),
            created=self._now().isoformat(timespec="seconds"),
            content=content,
            model=self._encoder.card.model,
            fingerprint=self._encoder.fingerprint,
            dimension=self._encoder.dimension,
            search=vectors.kind,
            counts={
                "articles": len(sections),
                "sections": sum(len(group) for group in sections.values()),
                "entries": len(entries),
                "statements": len(statements),
            },
            seconds=round(time.monotonic() - self._started, 1),
            files={
                name: file_digest(self._staging / name)
                for name in (STORE_FILE, VECTORS_FILE, EMBEDDINGS_FILE, CLASSIFIER_FILE)
            },
        )
        manifest.write(self._staging)
        self._tell("Verifying", 0, 0)
        verify_staged(self._staging, manifest, embeddings)
        report = self._report(manifest, previous, embedded, len(texts) - embedded)
        self._versions.publish(self._staging, manifest)
        return report

    def _previous(self) -> Manifest | None:
        """The serving version's manifest, if it is whole."""
        try:
            return self._versions.verify(self._versions.current())
        except IndexingError:
            return None

    def _previous_classifier(self, previous: Manifest | None) -> TopicClassifier | None:
        """Where learning begins: what the serving version learned over the same embeddings."""
        if previous is None or previous.fingerprint != self._encoder.fingerprint:
            return None
        if CLASSIFIER_FILE not in previous.files:
            return None
        return TopicClassifier.read(self._versions.path(previous.version) / CLASSIFIER_FILE)

    def _embed(
        self, texts: Sequence[str], hashes: Sequence[str], previous: Manifest | None
    ) -> tuple[Embeddings, int]:
        """Embeddings of all texts, and how many of them were computed now."""
        known: dict[str, int] = {}
        old: Embeddings | None = None
        if previous is not None and previous.fingerprint == self._encoder.fingerprint:
            folder = self._versions.path(previous.version)
            store = SqliteKnowledgeStore(folder / STORE_FILE)
            known = {value: row for row, value in enumerate(store.text_hashes())}
            store.close()
            old = np.load(folder / EMBEDDINGS_FILE)
        result = np.empty((len(texts), self._encoder.dimension), dtype=np.float32)
        missing: dict[str, list[int]] = {}
        for number, value in enumerate(hashes):
            if old is not None and value in known:
                result[number] = old[known[value]]
            else:
                missing.setdefault(value, []).append(number)
        if missing:
            self._encode_missing(texts, missing, result)
        return result, sum(len(numbers) for numbers in missing.values())

    def _encode_missing(
        self, texts: Sequence[str], missing: dict[str, list[int]], result: Embeddings
    ) -> None:
        done = 0

        def count(more: int) -> None:
            nonlocal done
            done += more
            self._tell("Embedding", done, len(missing))

        self._tell("Embedding", 0, len(missing))
        vectors = self._encoder.encode([texts[n[0]] for n in missing.values()], count)
        for vector, numbers in zip(vectors, missing.values(), strict=True):
            result[numbers] = vector

    def _report(
        self, manifest: Manifest, previous: Manifest | None, embedded: int, reused: int
    ) -> BuildReport:
        before = topic_digests(self._versions.path(previous.version)) if previous else {}
        after = topic_digests(self._staging)
        added, changed, removed = compare_topics(before, after)
        return BuildReport(manifest, False, embedded, reused, added, changed, removed)


def verify_staged(folder: Path, manifest: Manifest, embeddings: Embeddings) -> None:
    """Opens a staged version as a reader would and asks it for what it must know.

    Raises:
        DamagedIndexError: where anything is missing or a text does not find itself.
    """
    try:
        vectors = FaissIndex.read(folder / VECTORS_FILE)
        store = SqliteKnowledgeStore(folder / STORE_FILE)
    except Exception as error:  # whatever a half-written file makes SQLite or FAISS raise
        raise DamagedIndexError(manifest.version, "it does not open") from error
    try:
        entries = manifest.counts["entries"]
        if vectors.size != entries or len(store.entry_sections()) != entries:
            raise DamagedIndexError(manifest.version, "entries are missing")
        for row in range(0, entries, max(1, entries // 32)):
            scores, _ = vectors.search(embeddings[row], 1)
            if not len(scores) or scores[0] < 0.99:
                raise DamagedIndexError(manifest.version, f"entry {row} is not found")
    finally:
        store.close()


def class_of(entry: Entry) -> str:
    """What an entry is an example of: its topic's slug, else the kind of its exchange."""
    return entry.topic or entry.kind.value


def content_digest(library: Library, fingerprint: str) -> str:
    """Identifies what a version is made of: every file's content, the model, the format."""
    digest = hashlib.sha256(f"{FORMAT} {fingerprint}".encode())
    kinds = (library.articles, library.roadmaps, library.quizzes, library.exchanges, library.asked)
    for files in kinds:
        for slug, file in files.items():
            digest.update(slug.encode())
            digest.update(file.path.read_bytes())
    return digest.hexdigest()


def topic_digests(folder: Path) -> dict[str, str]:
    """Identifies what each topic's article says in a version, by slug."""
    store = SqliteKnowledgeStore(folder / STORE_FILE)
    try:
        texts = store.texts_by_topic()
    finally:
        store.close()
    return {slug: text_hash("\x00".join(group)) for slug, group in texts.items()}


def compare_topics(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    """The slugs added, changed and removed between two versions' `topic_digests`, each sorted."""
    both = before.keys() & after.keys()
    return (
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(slug for slug in both if before[slug] != after[slug])),
        tuple(sorted(before.keys() - after.keys())),
    )
