"""What an exported model is given for texts: tokens, and the vectors of the tokens."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.embedding_file import EmbeddingFile

TOKENIZER_FILE = "tokenizer.json"
WORDS_FILE = "words.npy"
WORD_VECTORS = "word_vectors"
"""The input that takes the tokens' vectors in the place of their numbers, `input_ids`."""

_VECTORS_KEPT = 1024


class ModelInputs:
    """Makes the inputs of an exported model.

    Half of a small model is the table of its tokens' vectors, of which a text needs a dozen rows.
    They are read one by one, and those of the last common tokens are kept, so the table never
    fills the process.

    Args:
        folder: the exported model.
        names: of the model's inputs.
        longest: tokens of a text, beyond which it is cut.
    """

    def __init__(self, folder: Path, names: Sequence[str], longest: int) -> None:
        from tokenizers import Tokenizer

        self._names = names
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(longest)
        padding = self._tokenizer.padding or {}
        self._tokenizer.enable_padding(
            pad_id=padding.get("pad_id", 0), pad_token=padding.get("pad_token", "[PAD]")
        )
        if WORD_VECTORS in names:
            words = EmbeddingFile(folder / WORDS_FILE)
            self._vector = lru_cache(_VECTORS_KEPT)(words.row)

    def of(self, texts: Sequence[str]) -> dict[str, NDArray[Any]]:
        """The inputs by name, one row for each text, padded to the longest."""
        encodings = self._tokenizer.encode_batch(texts)
        features = {
            "input_ids": [encoding.ids for encoding in encodings],
            "attention_mask": [encoding.attention_mask for encoding in encodings],
            "token_type_ids": [encoding.type_ids for encoding in encodings],
        }
        return {
            name: self._vectors(features["input_ids"])
            if name == WORD_VECTORS
            else np.asarray(features[name], dtype=np.int64)
            for name in self._names
        }

    def _vectors(self, ids: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """Shape (texts, tokens, width)."""
        if len(ids) == 1:
            return np.stack([self._vector(token) for token in ids[0]])[None]
        tokens, places = np.unique(np.asarray(ids), return_inverse=True)
        table = np.stack([self._vector(token) for token in tokens.tolist()])
        return table[places].reshape(len(ids), len(ids[0]), -1)
