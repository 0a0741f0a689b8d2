"""The encoder: texts to embeddings, without torch."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ModelError
from index.inputs import ModelInputs

Embeddings = NDArray[np.float32]
"""Shape (texts, dimension), float32, each row of length 1: a dot product is the cosine."""

MODEL_FILE = "model.onnx"
CARD_FILE = "encoder.json"
_BATCH = 16
_BATCH_CHARACTERS = 1200
"""A batch holds few texts, fewer the longer they are: on a CPU a larger one is slower, since its
activations no longer fit the caches."""
_SPIN_MICROSECONDS = "100"


def encoder_folder(data_folder: Path) -> Path:
    """Where a data folder keeps its exported models, each in a folder named by fingerprint."""
    return data_folder / "encoders"


class Encoder(Protocol):
    """Turns texts into embeddings. One encoder serves passages, questions and members alike."""

    @property
    def fingerprint(self) -> str:
        """Names the model's very weights: embeddings of two fingerprints never mix."""

    @property
    def dimension(self) -> int:
        """Numbers in an embedding."""

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        """Embeds texts, in their order. `progress` is told how many more are done, now and then."""


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What is known of an exported model; lies beside it as `encoder.json`.

    `parity` is the lowest cosine between this encoder and `SentenceTransformer.encode` on the
    probe texts of the export. `form` is raised when models are exported in another way. `files`
    holds the SHA-256 of the export's other files by name; early exports have none.
    """

    model: str
    fingerprint: str
    dimension: int
    max_tokens: int
    inputs: tuple[str, ...]
    parity: float = 0.0
    form: int = 1
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2)
        (folder / CARD_FILE).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> EncoderCard:
        values = json.loads((folder / CARD_FILE).read_text(encoding="utf-8"))
        return cls(**{**values, "inputs": tuple(values["inputs"])})

    def damaged(self, folder: Path) -> list[str]:
        """The names of files that are missing or are not what was exported; reads them all."""
        return [
            name
            for name, expected in self.files.items()
            if not (folder / name).is_file() or _digest(folder / name) != expected
        ]

    def with_files(self, folder: Path) -> EncoderCard:
        """The card with the sums of what lies in a folder beside it."""
        files = sorted(path for path in folder.iterdir() if path.name != CARD_FILE)
        return replace(self, files={path.name: _digest(path) for path in files})


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class OnnxEncoder:
    """A sentence-transformers model that was exported to ONNX by `index.export`.

    Args:
        folder: the exported model.
        threads: for one forward pass; 0 leaves it to ONNX Runtime (one a core).

    Raises:
        ModelError: where the folder does not hold a whole export.
    """

    def __init__(self, folder: Path, threads: int = 0) -> None:
        import onnxruntime

        try:
            self.card = EncoderCard.read(folder)
            self._inputs = ModelInputs(folder, self.card.inputs, self.card.max_tokens)
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = threads
            options.log_severity_level = 3
            # the threads of a pass wait for each other in a loop, which is quickest, but briefly:
            # a longer loop takes the cores from the answers that run beside it
            options.add_session_config_entry(
                "session.intra_op.spin_duration_us", _SPIN_MICROSECONDS
            )
            self._session = onnxruntime.InferenceSession(
                str(folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # three libraries, each with its own kinds of error
            raise ModelError(folder.name, f"the export cannot be opened ({error})") from error

    @property
    def fingerprint(self) -> str:
        return self.card.fingerprint

    @property
    def dimension(self) -> int:
        return self.card.dimension

    def encode(
        self, texts: Sequence[str], progress: Callable[[int], None] | None = None
    ) -> Embeddings:
        """See `Encoder.encode`. Texts beyond the model's limit are cut."""
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for batch in _batches(by_length, texts):
            result[batch] = self._forward([texts[number] for number in batch])
            if progress is not None:
                progress(len(batch))
        return result

    def _forward(self, texts: list[str]) -> Embeddings:
        found = self._session.run(None, self._inputs.of(texts))[0]
        vectors = np.asarray(found, dtype=np.float32)
        norms = np.sqrt(np.einsum("td,td->t", vectors, vectors))[:, None]
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _batches(order: Sequence[int], texts: Sequence[str]) -> Iterator[list[int]]:
    """Numbers of texts, in an order of growing length, cut into batches."""
    batch: list[int] = []
    for number in order:
        if batch and (len(batch) + 1) * len(texts[number]) > _BATCH_CHARACTERS:
            yield batch
            batch = []
        batch.append(number)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
