"""The exported encoder is true to the model, and serving needs no torch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest

from index.encoder import MODEL_FILE, EncoderCard, OnnxEncoder
from index.errors import ModelError
from index.export import ADAPTER, PARITY, ensure_encoder, packaged_model
from index.fusion import fuse_attention
from index.inputs import WORD_VECTORS, WORDS_FILE, ModelInputs
from index.word_table import take_out_words

TEXTS = ["What is a deadlock?", "k8s", "", "sql " * 400, "Zürich 東京 🎉", "a\nb\tc"]


def test_embeddings_have_length_one_and_keep_the_order(encoder: OnnxEncoder) -> None:
    together = encoder.encode(TEXTS)
    assert together.shape == (len(TEXTS), encoder.dimension)
    assert np.linalg.norm(together, axis=1) == pytest.approx(1.0, abs=1e-5)
    alone = np.concatenate([encoder.encode([text]) for text in TEXTS])
    assert np.sum(together * alone, axis=1) == pytest.approx(1.0, abs=1e-4)


def test_no_text_gives_no_embedding(encoder: OnnxEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_progress_counts_every_text(encoder: OnnxEncoder) -> None:
    told: list[int] = []
    encoder.encode(["a"] * 70, told.append)
    assert sum(told) == 70


def test_it_encodes_as_sentence_transformers_does(encoder: OnnxEncoder, tmp_path: Path) -> None:
    program = f"""
import json, os, warnings
os.environ["HF_HUB_OFFLINE"] = "1"
warnings.simplefilter("ignore")
from peft import PeftModel
from sentence_transformers import SentenceTransformer
model = SentenceTransformer({packaged_model()!r}, device="cpu")
model[0].model = PeftModel.from_pretrained(model[0].model, {str(ADAPTER)!r})
vectors = model.encode({TEXTS!r}, normalize_embeddings=True, show_progress_bar=False)
open({str(tmp_path / "vectors.json")!r}, "w").write(json.dumps(vectors.tolist()))
"""
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    expected = np.array(json.loads((tmp_path / "vectors.json").read_text(encoding="utf-8")))
    assert np.min(np.sum(encoder.encode(TEXTS) * expected, axis=1)) >= PARITY


def test_each_attention_of_the_export_is_one_operator(encoders: Path) -> None:
    folder = next(path for path in encoders.iterdir() if (path / MODEL_FILE).is_file())
    nodes = onnx.load(str(folder / MODEL_FILE), load_external_data=False).graph.node
    kinds = [node.op_type for node in nodes]
    assert kinds.count("Attention") == 6
    assert "Softmax" not in kinds


def test_the_vectors_of_tokens_are_read_from_beside_the_model(encoders: Path) -> None:
    folder = next(path for path in encoders.iterdir() if (path / MODEL_FILE).is_file())
    card = EncoderCard.read(folder)
    assert WORD_VECTORS in card.inputs
    assert "input_ids" not in card.inputs
    graph = onnx.load(str(folder / MODEL_FILE), load_external_data=False).graph
    assert max(tensor.dims[0] for tensor in graph.initializer if tensor.dims) < 2000
    words = np.load(folder / WORDS_FILE, mmap_mode="r")
    inputs = ModelInputs(folder, card.inputs, card.max_tokens)
    one, several = (
        inputs.of(["what is sql"]),
        inputs.of(["what is sql", "sql", "a longer one: sql"]),
    )
    assert one[WORD_VECTORS].shape == (1, one["attention_mask"].shape[1], words.shape[1])
    np.testing.assert_array_equal(one[WORD_VECTORS][0, :4], several[WORD_VECTORS][0, :4])
    sql = several[WORD_VECTORS][1, 1]
    assert (words == sql).all(axis=1).any()


def test_a_graph_of_another_kind_stays_as_it_is(tmp_path: Path) -> None:
    helper = onnx.helper
    shape = [helper.make_tensor_value_info(name, 1, ["texts", 4]) for name in ("x", "y")]
    softmax = helper.make_node("Softmax", ["x"], ["y"])
    onnx.save(helper.make_model(helper.make_graph([softmax], "g", shape[:1], shape[1:])),
              str(tmp_path / MODEL_FILE))  # fmt: skip
    before = (tmp_path / MODEL_FILE).read_bytes()
    assert not fuse_attention(tmp_path / MODEL_FILE, heads=2)
    assert not take_out_words(tmp_path / MODEL_FILE)
    assert [path.name for path in tmp_path.iterdir()] == [MODEL_FILE]
    assert (tmp_path / MODEL_FILE).read_bytes() == before


def test_the_card_states_the_parity_that_was_measured(encoder: OnnxEncoder) -> None:
    assert PARITY <= encoder.card.parity <= 1.0001


def test_an_export_that_lacks_a_file_is_refused(encoders: Path, tmp_path: Path) -> None:
    whole = next(path for path in encoders.iterdir() if path.is_dir())
    broken = tmp_path / "broken"
    shutil.copytree(whole, broken)
    (broken / "tokenizer.json").unlink()
    with pytest.raises(ModelError):
        OnnxEncoder(broken)


def test_a_folder_without_model_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelError, match="cannot be loaded"):
        ensure_encoder(str(tmp_path / "model"), tmp_path / "encoders")
    assert list((tmp_path / "encoders").iterdir()) == []


def test_answering_imports_neither_torch_nor_transformers(built_small: Path) -> None:
    program = """
import sys
from pathlib import Path
from bot.answering.service import AnswerService
AnswerService(Path(sys.argv[1])).answer("what is Tables")
import bot.terminal.commands, bot.discord.running
wrong = {"torch", "transformers", "sentence_transformers", "onnx"} & set(sys.modules)
print(wrong)
sys.exit(1 if wrong else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(built_small / "data")],
        capture_output=True, text=True, check=False, env={**os.environ},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
