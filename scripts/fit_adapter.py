"""Teaches the packaged model which section of the knowledge base a question asks for.

Run it inside the virtual environment when many articles or questions were added, before the index
is built and `fit_ranking.py` and the other scripts of this kind run:

    .venv/bin/python scripts/fit_adapter.py

It reads the articles, the questions that people ask and the exchanges, and writes low-rank changes
of the model's weights (LoRA, https://arxiv.org/abs/2106.09685) to `index/adapter`. Every section is
a class with a vector of its own, and a question is drawn to the vector of its section, away from
the others' (normalised softmax, https://arxiv.org/abs/1811.12649); so is every exchange, with its
examples. The labelled questions, by which the other scripts fit and Backroad is measured, are never
read. An epoch takes some minutes.
"""

from __future__ import annotations

import math
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from peft import LoraConfig, get_peft_model
from sentence_transformers import SentenceTransformer
from torch import Tensor, nn
from torch.nn import functional

from bot.settings import read_settings
from index.export import ADAPTER, packaged_model
from index.passages import Entry, asked_by_topic, entries_of, exchange_entries, sections_by_article
from knowledge.loading import load_library

RANK = 16
SCALING = 2.0
DROPOUT = 0.1
LAYERS = r"encoder\..*\.(query|key|value|dense)"

EPOCHS = 3
BATCH = 128
RATE = 1e-3
CENTRE_RATE = 3e-3
WARM_UP = 100
LAST_SHARE = 0.02
"""Of the rate, when learning ends; it falls along a cosine."""

TEMPERATURE = 20.0
"""What cosines are multiplied by before the softmax."""

SMOOTHING = 0.05
LONGEST = 96
"""Word pieces of a text that are read; passages beyond it are cut."""

_POOL = 20
"""How many batches are made of texts of like length together."""


@dataclass(frozen=True)
class Examples:
    """Texts as word pieces, the number of the class of each, and how many classes there are."""

    pieces: Sequence[Sequence[int]]
    classes: Tensor
    count: int


def read_entries(folder: Path) -> list[Entry]:
    """Every text that a question is compared with."""
    library = load_library(folder)
    sections = sections_by_article(library.articles)
    asked = asked_by_topic(library.asked.values())
    entries = [
        entry
        for slug, article in library.articles.items()
        for entry in entries_of(article, sections[slug], asked.get(slug, {}))
    ]
    return [*entries, *exchange_entries(library.exchanges)]


def examples_of(entries: Sequence[Entry], tokenizer: Any) -> Examples:
    """The entries, each with the class of its section or exchange."""
    sections = sorted({entry.section for entry in entries})
    numbers = {section: number for number, section in enumerate(sections)}
    texts = [entry.text for entry in entries]
    pieces = tokenizer(texts, truncation=True, max_length=LONGEST)["input_ids"]
    classes = torch.tensor([numbers[entry.section] for entry in entries])
    return Examples(pieces, classes, len(numbers))


def padded(pieces: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Texts of a batch as one table, and 1 where it holds a word piece."""
    rows = [torch.tensor(row) for row in pieces]
    ids = nn.utils.rnn.pad_sequence(rows, batch_first=True)
    mask = nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return ids, mask


def embed(transformer: Any, pieces: Sequence[Sequence[int]]) -> Tensor:
    """Embeddings of a batch: the mean over its word pieces, of length 1."""
    ids, mask = padded(pieces)
    with torch.autocast("cpu", torch.bfloat16):
        states = transformer(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask.unsqueeze(-1).float()
    return functional.normalize((states.float() * weights).sum(1) / weights.sum(1), dim=-1)


def batches(examples: Examples, random: np.random.Generator) -> Iterator[list[int]]:
    """Numbers of examples in random batches, each of texts of like length."""
    order = random.permutation(len(examples.pieces)).tolist()
    found: list[list[int]] = []
    for start in range(0, len(order), BATCH * _POOL):
        pool = sorted(order[start : start + BATCH * _POOL], key=lambda n: len(examples.pieces[n]))
        found += [pool[first : first + BATCH] for first in range(0, len(pool), BATCH)]
    for number in random.permutation(len(found)).tolist():
        yield found[number]


@torch.no_grad()
def class_means(transformer: Any, examples: Examples) -> Tensor:
    """The mean embedding of each class, of length 1, where its vector begins."""
    order = sorted(range(len(examples.pieces)), key=lambda n: len(examples.pieces[n]))
    total: Tensor | None = None
    for start in range(0, len(order), BATCH):
        batch = order[start : start + BATCH]
        found = embed(transformer, [examples.pieces[n] for n in batch])
        if total is None:
            total = torch.zeros(examples.count, found.shape[1])
        total.index_add_(0, examples.classes[batch], found)
    assert total is not None
    return functional.normalize(total, dim=-1)


def learn(transformer: Any, examples: Examples) -> None:
    """Fits the adapter in place, by AdamW."""
    transformer.eval()
    centres = nn.Parameter(class_means(transformer, examples))
    adapter = [p for p in transformer.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(
        [{"params": adapter, "lr": RATE, "weight_decay": 0.01},
         {"params": [centres], "lr": CENTRE_RATE, "weight_decay": 0.0}]
    )  # fmt: skip
    steps = EPOCHS * math.ceil(len(examples.pieces) / BATCH)

    def share(step: int) -> float:
        falling = 0.5 * (1 + math.cos(math.pi * step / steps))
        return min(1.0, (step + 1) / WARM_UP) * max(LAST_SHARE, falling)

    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, share)
    random = np.random.default_rng(0)
    transformer.train()
    for epoch in range(EPOCHS):
        started, losses = time.monotonic(), []
        for batch in batches(examples, random):
            found = embed(transformer, [examples.pieces[n] for n in batch])
            scores = TEMPERATURE * found @ functional.normalize(centres, dim=-1).T
            loss = functional.cross_entropy(
                scores, examples.classes[batch], label_smoothing=SMOOTHING
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        seconds = time.monotonic() - started
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {seconds:.0f} s", flush=True)


def write(transformer: Any) -> None:
    """Writes the adapter in PEFT's format, in 16-bit floats, and nothing else."""
    for parameter in transformer.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.half()
    shutil.rmtree(ADAPTER, ignore_errors=True)
    transformer.peft_config["default"].base_model_name_or_path = "all-MiniLM-L6-v2"
    transformer.save_pretrained(str(ADAPTER), save_embedding_layers=False)
    (ADAPTER / "README.md").unlink(missing_ok=True)


def main() -> None:
    torch.manual_seed(0)
    model = SentenceTransformer(packaged_model(), device="cpu")
    examples = examples_of(read_entries(read_settings().knowledge_dir), model.tokenizer)
    print(f"{len(examples.pieces)} texts, {examples.count} classes")
    config = LoraConfig(
        r=RANK,
        lora_alpha=RANK * SCALING,
        lora_dropout=DROPOUT,
        target_modules=LAYERS,
    )
    transformer = get_peft_model(model[0].model, config)
    learn(transformer, examples)
    write(transformer)
    print(f"written to {ADAPTER.name}: build the index, then fit the rest")


if __name__ == "__main__":
    sys.exit(main())
