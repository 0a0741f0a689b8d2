"""Writes docs/figures.md from what the other scripts measured, so that no number is typed.

    backroad benchmark --json > docs/figures/benchmark.json
    python scripts/load_discord.py --json docs/figures/load.json
    nice -n 15 python scripts/plot_scale.py
    python scripts/figures.py

What has not been measured here is left out; a "note" in a file of figures stands below its table.
What stands below the line that ends this script's part, for instance figures of faults, stays.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER, PAGE = ROOT / "docs" / "figures", ROOT / "docs" / "figures.md"
END = "<!-- The part above is written by scripts/figures.py. -->"

_HEAD = """# Figures

Each table names the command that made it; `python scripts/figures.py` puts the results together.
"""


def main() -> None:
    """Writes the page."""
    written = [_HEAD]
    for name, compose in (("benchmark", _benchmark), ("scale", _scale), ("load", _load)):
        path = FOLDER / f"{name}.json"
        if path.is_file():
            found = json.loads(path.read_text(encoding="utf-8"))
            lines = [*compose(found), *(["", found["note"]] if "note" in found else [])]
            lines += ["", f"As data: [{name}.json](figures/{name}.json)."]
            written.append("\n".join(lines) + "\n")
    kept = PAGE.read_text(encoding="utf-8").partition(END)[2] if PAGE.is_file() else "\n"
    PAGE.write_text("\n".join(written) + f"\n{END}{kept}", encoding="utf-8")


def _benchmark(found: dict[str, Any]) -> Iterator[str]:
    figures = found["figures"]
    aimed = [figure for figure in figures if figure["target"]]
    yield "## Speed and size"
    yield ""
    yield "```console"
    yield "$ backroad benchmark --json > docs/figures/benchmark.json"
    yield "```"
    yield ""
    yield (
        "The baseline is a hobby bot in the same run: `SentenceTransformer.encode` for the "
        "question, `IndexFlatIP` over the same passages. A value is a ratio unless its name "
        "says otherwise."
    )
    yield ""
    yield "| figure | value | to reach | | made of |"
    yield "| --- | --- | --- | --- | --- |"
    for figure in figures:
        yield _row(figure)
    yield ""
    met = sum(figure["met"] is True for figure in aimed)
    about = ", ".join(f"{name} {value}" for name, value in found["machine"].items())
    index = ", ".join(f"{name} {value}" for name, value in found["index"].items())
    yield f"{met} of {len(aimed)} targets met, on: {about}; {index}."


def _row(figure: dict[str, Any]) -> str:
    value = "not measured" if figure["value"] is None else f"{figure['value']:.3g}"
    verdict = {True: "met", False: "**not met**", None: ""}[figure["met"]]
    parts = ", ".join(
        f"{name.replace('_', ' ')} {_plain(part)}" for name, part in figure["parts"].items()
    )
    return f"| {figure['title']} | {value} | {figure['target'] or ''} | {verdict} | {parts} |"


def _plain(number: float) -> str:
    """At most three figures, without an exponent."""
    return f"{number:,.0f}" if abs(number) >= 100 else f"{number:.3g}"


def _scale(found: dict[str, Any]) -> Iterator[str]:
    yield "## As the passages grow"
    yield ""
    yield "```console"
    yield "$ nice -n 15 python scripts/plot_scale.py"
    yield "```"
    yield ""
    yield (
        f"Up to {found['flat_up_to']:,} passages the index is a full scan "
        f"(from {found['codes_from']:,} on over 4-bit codes, what looks near compared by 8-bit "
        "ones), beyond that HNSW over 8-bit codes; "
        "`backroad index status` says which. Made-up "
        f"neighbours of the {found['today']:,} real passages; times are the processor's, one core:"
    )
    yield ""
    yield (
        "![p50 of a search, recall@10, size and build time of both kinds of index from 1,000 "
        "passages on, on logarithmic axes.](pictures/scale.png)"
    )
    yield ""
    yield "| passages | index | one search, p50 | recall@10 | size | built in |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for one in found["measured"]:
        built = f"{_plain(one['build_s'])} s" if one["build_s"] >= 0.1 else "under 0.1 s"
        yield (
            f"| {one['size']:,} | {one['kind']} | {one['search_ms']:.3g} ms | "
            f"{one['recall']:.3f} | {_plain(one['megabytes'])} MB | {built} |"
        )
    for kind, size in found["left_out_from"].items():
        yield ""
        yield f"Not measured, for want of time: {kind} from {size:,} passages on."


def _load(found: dict[str, Any]) -> Iterator[str]:
    yield "## Load through Discord"
    yield ""
    yield "```console"
    yield "$ python scripts/load_discord.py --json docs/figures/load.json"
    yield "```"
    yield ""
    yield (
        f"The real bot and a Discord-compatible server on the same machine, {found['servers']} "
        "servers, each question by `/ask`. Late is what was not acknowledged within Discord's "
        "three seconds."
    )
    yield ""
    yield (
        "| wave | questions | late | lost | answered twice | acknowledged: p50, p95, p99 | "
        "answered: p50, p95, p99 | memory before, after |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for title, wave in found["waves"].items():
        before, after = wave["memory_MB"]
        memory = "unknown" if before is None else f"{before:.0f}, {after:.0f} MB"
        yield (
            f"| {title} | {wave['sent']:,} | {wave['late']} | {wave['lost']} | {wave['twice']} | "
            f"{_three(wave['acknowledged_s'])} | {_three(wave['answered_s'])} | {memory} |"
        )


def _three(times: dict[str, float]) -> str:
    return ", ".join(f"{times[name]:.2f}" for name in ("p50", "p95", "p99")) + " s"


if __name__ == "__main__":
    sys.exit(main())
