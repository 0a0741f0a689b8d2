"""What can be wrong with an archive. Exceptions carry data; the edge words them."""

from __future__ import annotations

from pathlib import Path


class ArchiveError(Exception):
    """An archive that is no whole backup, or that cannot be trusted."""

    def __init__(self, path: Path, problem: str) -> None:
        self.path, self.problem = path, problem
        super().__init__(f"{path} cannot be restored: {problem}")
