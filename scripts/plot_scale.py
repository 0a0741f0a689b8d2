"""What search costs from 1,000 to 1,000,000 passages: measured, and drawn.

Measures both kinds of index that Backroad builds, with made-up neighbours of the serving index's
passages. Times are the processor's, on one core, so that other programs change them little. A build
that would not fit into the time is left out, and the picture says so.

    nice -n 15 python scripts/plot_scale.py             measures into docs/figures/scale.json, draws
    python scripts/plot_scale.py --draw                 draws docs/figures/scale.json again
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

import faiss
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scale_chart import FLAT, HNSW, Measured, draw_chart  # noqa: E402

from bot.benchmark.scale import recall, synthetic  # noqa: E402
from index.encoder import Embeddings  # noqa: E402
from index.manifest import Manifest  # noqa: E402
from index.search import DENSE_ROWS  # noqa: E402
from index.vectors import CODES_FROM, FLAT_LIMIT, FaissIndex  # noqa: E402
from index.versions import EMBEDDINGS_FILE, Versions, index_folder  # noqa: E402

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
QUERIES = 100
_GROWTH = 1.15
"""A build of HNSW takes about n to this power, to reckon whether the next one fits in."""

FOUND, PICTURE = ROOT / "docs" / "figures" / "scale.json", ROOT / "docs" / "pictures" / "scale.png"


def main(data: Path, minutes: float) -> dict[str, Any]:
    """Measures; gives what `docs/figures/scale.json` holds."""
    versions = Versions(index_folder(data))
    folder = versions.path(versions.current())
    manifest = Manifest.read(folder)
    faiss.omp_set_num_threads(1)
    embeddings = np.load(folder / EMBEDDINGS_FILE)
    passages = embeddings[: manifest.counts["entries"]]
    others = embeddings[len(passages) :]
    queries = others[np.linspace(0, len(others) - 1, QUERIES, dtype=np.int64)]
    left = 60 * minutes
    found: list[Measured] = []
    left_out: dict[str, int] = {}
    random = np.random.default_rng(7)
    for size in SIZES:
        rows = synthetic(passages, size, random)
        for kind in (FLAT, HNSW):
            seconds = _reckoned(found, kind, size)
            if kind in left_out or seconds > left:
                left_out.setdefault(kind, size)
            else:
                found.append(_measure(kind, rows, queries))
                left -= found[-1].build_s
                print(found[-1], flush=True)
    return {
        "measured": [asdict(one) for one in found],
        "left_out_from": left_out,
        "flat_up_to": FLAT_LIMIT,
        "codes_from": CODES_FROM,
        "today": len(passages),
    }


def _reckoned(found: list[Measured], kind: str, size: int) -> float:
    same = [one for one in found if one.kind == kind]
    return same[-1].build_s * (size / same[-1].size) ** _GROWTH if same else 0.0


def _measure(kind: str, rows: Embeddings, queries: Embeddings) -> Measured:
    started = time.process_time()
    index = FaissIndex.build(rows, flat_limit=len(rows) if kind == FLAT else 0)
    seconds = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        index.write(Path(folder) / "index")
        size = (Path(folder) / "index").stat().st_size
    times = []
    for query in queries:
        started = time.thread_time()
        index.search(query, DENSE_ROWS)
        times.append((time.thread_time() - started) * 1000)
    return Measured(
        kind, len(rows), median(times), recall(index, rows, queries), size / 1e6, seconds
    )


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument(
        "--draw", action="store_true", help="draw only, from docs/figures/scale.json"
    )
    arguments.add_argument(
        "--minutes", type=float, default=10.0, help="of the processor, for all builds"
    )
    arguments.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("BACKROAD_DATA_DIR") or ROOT / ".backroad"),
        help="a data folder with an index",
    )
    given = arguments.parse_args()
    if not given.draw:
        text = json.dumps(main(given.data, given.minutes), indent=2)
        FOUND.write_text(text + "\n", encoding="utf-8")
    PICTURE.write_bytes(draw_chart(json.loads(FOUND.read_text(encoding="utf-8"))))
