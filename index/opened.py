"""An index version opened for reading: everything an answer needs, and nothing that changes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from index.batching import BatchingEncoder
from index.classifier import NO_CLASSES, TopicClassifier
from index.embedding_file import EmbeddingFile
from index.encoder import Embeddings, Encoder, OnnxEncoder, encoder_folder
from index.errors import DamagedIndexError
from index.manifest import Manifest
from index.names import Mention
from index.search import HybridSearch, SearchResult
from index.section_search import SectionSearch
from index.store import KnowledgeStore, SqliteKnowledgeStore, StoredSection
from index.vectors import FaissIndex
from index.versions import (
    CLASSIFIER_FILE,
    EMBEDDINGS_FILE,
    STORE_FILE,
    VECTORS_FILE,
    Versions,
    index_folder,
)
from knowledge.graph import SkillGraph

_log = logging.getLogger(__name__)


class Search(Protocol):
    """Finds what an index version knows about a question; see `index.search.HybridSearch`."""

    def named(self, text: str) -> list[Mention]: ...

    def search(self, text: str) -> SearchResult: ...

    def search_all(self, texts: Sequence[str]) -> list[SearchResult]: ...


@dataclass(frozen=True, slots=True)
class OpenIndex:
    """One version. It keeps answering as this version whatever is built or switched meanwhile.

    Attributes:
        fell_back_from: what is wrong with the serving version, where this one was opened in its
            place; None where this is the serving one.
    """

    manifest: Manifest
    store: KnowledgeStore
    encoder: Encoder
    search: Search
    graph: SkillGraph
    embeddings: EmbeddingFile
    sections: SectionSearch
    fell_back_from: DamagedIndexError | None = None

    @property
    def version(self) -> str:
        return self.manifest.version

    def statement_embeddings(self, stored: StoredSection) -> Embeddings:
        """Embeddings of a section's statements, shape (statements, dimension)."""
        return self.embeddings.rows(stored.first_statement, len(stored.section.statements))


def open_index(
    data_folder: Path, wrap: Callable[[Encoder], Encoder] = lambda encoder: encoder
) -> OpenIndex:
    """Opens the serving version, or where that is damaged the newest whole one, and logs it.

    Args:
        wrap: given the encoder, gives the one to use, for instance one that is timed.

    Raises:
        NoIndexError: before the first build.
        DamagedIndexError: where no version is whole.
        ModelError: where the encoder's export is gone or damaged.
    """
    versions = Versions(index_folder(data_folder))
    first_problem: DamagedIndexError | None = None
    for name in versions.by_preference():
        try:
            return _open(versions, name, data_folder, wrap, first_problem)
        except DamagedIndexError as error:
            first_problem = first_problem or error
            _log.error("index version %s is damaged (%s): trying another", name, error.problem)
    assert first_problem is not None
    raise first_problem


def _open(
    versions: Versions,
    name: str,
    data_folder: Path,
    wrap: Callable[[Encoder], Encoder],
    fell_back_from: DamagedIndexError | None,
) -> OpenIndex:
    """Opens a version; its encoder is loaded while its files are verified, for a quick start."""
    folder = versions.path(name)
    manifest = Manifest.read(folder)
    with ThreadPoolExecutor(max_workers=1) as pool:
        loading = pool.submit(OnnxEncoder, encoder_folder(data_folder) / manifest.fingerprint)
        versions.verify(name)
        store = SqliteKnowledgeStore(folder / STORE_FILE)
        vectors = FaissIndex.read(folder / VECTORS_FILE)
        encoder = wrap(BatchingEncoder(loading.result()))
    # versions that were built before there were classifiers serve without one
    known = CLASSIFIER_FILE in manifest.files
    classifier = TopicClassifier.read(folder / CLASSIFIER_FILE) if known else NO_CLASSES
    search = HybridSearch(encoder, store, vectors, classifier)
    graph = SkillGraph({slug: topic.requires for slug, topic in store.topics().items()})
    embeddings = EmbeddingFile(folder / EMBEDDINGS_FILE)
    sections = SectionSearch(store, embeddings)
    return OpenIndex(manifest, store, encoder, search, graph, embeddings, sections, fell_back_from)
