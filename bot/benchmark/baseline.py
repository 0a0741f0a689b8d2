"""The hobby bot: `SentenceTransformer.encode` and `IndexFlatIP` over the same passages.

Run as a program it is that bot in a process of its own: the only one of the benchmark that imports
torch. It imports nothing else of this project but what reads requests.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from pathlib import Path
from typing import Any

from bot.benchmark.memory import resident_megabytes
from bot.benchmark.workers import Worker, serve
from index.encoder import Embeddings

HITS = 10


class BaselineMissingError(Exception):
    """The baseline cannot run here; the message is the reason for the report."""


class Baseline:
    """Starts hobby bots.

    Args:
        model: a sentence-transformers model, a folder or a name.
        passages: what is searched, shape (passages, dimension).
        folder: where the FAISS file for the bots is written.

    Raises:
        BaselineMissingError: where torch or sentence-transformers is not installed.
    """

    def __init__(self, model: str, passages: Embeddings, folder: Path) -> None:
        missing = [
            name for name in ("torch", "sentence_transformers")
            if importlib.util.find_spec(name) is None
        ]  # fmt: skip
        if missing:
            raise BaselineMissingError(f"{' and '.join(missing)} not installed here")
        import faiss

        index: Any = faiss.IndexFlatIP(passages.shape[1])
        index.add(passages)
        self._arguments = [model, str(folder / "passages.faiss")]
        faiss.write_index(index, self._arguments[1])

    def start(self) -> Worker:
        """A new hobby bot, which loads while its first request waits."""
        return Worker("bot.benchmark.baseline", self._arguments)


class _HobbyBot:
    def __init__(self, model: str, passages: str) -> None:
        import faiss
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(model, device="cpu")
        self._index = faiss.read_index(passages)

    def ask(self, question: str) -> float:
        """Milliseconds for the best passages."""
        started = time.perf_counter()
        self._index.search(self._model.encode([question], show_progress_bar=False), HITS)
        return (time.perf_counter() - started) * 1000

    def embed(self, texts: list[str]) -> float:
        """Seconds for the embeddings of texts."""
        started = time.perf_counter()
        self._model.encode(texts, show_progress_bar=False)
        return time.perf_counter() - started


def main() -> None:
    """Serves as the hobby bot that the arguments describe: a model and a FAISS file."""
    bot = _HobbyBot(*sys.argv[1:3])
    serve({"ask": bot.ask, "embed": bot.embed, "memory": lambda _: resident_megabytes()})


if __name__ == "__main__":
    main()
