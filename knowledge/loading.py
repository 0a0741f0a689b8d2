"""A knowledge base to build on: read and free of faults."""

from __future__ import annotations

from pathlib import Path

from knowledge.checks import check_library
from knowledge.faults import Fault, KnowledgeError
from knowledge.library import Library, read_library


def check_folder(folder: Path) -> tuple[Library, list[Fault]]:
    """Reads a folder and applies every rule: the library, and all faults sorted by place."""
    library, faults = read_library(folder)
    return library, sorted({*faults, *check_library(library)})


def load_library(folder: Path) -> Library:
    """The knowledge base of a folder.

    Raises:
        KnowledgeError: with every fault, of form and of content.
    """
    library, faults = check_folder(folder)
    if faults:
        raise KnowledgeError(faults)
    return library
