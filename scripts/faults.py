"""Does faults to Backroad and counts what survives: `python3 scripts/faults.py [--times N]`.

Every fault is done to the small knowledge base of the tests, and to the real bot process on a
Discord-compatible server on this machine. Prints a table in Markdown; the exit status is 1 where
anything was lost. With 100 tries of each kill it takes about half an hour.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bot_process import bot_on  # noqa: E402
from discord_server import DiscordServer  # noqa: E402
from fault_trials import Tally, storage  # noqa: E402
from fault_trials.connection import Asker, gateway_faults, hang_beside_others, rest_faults  # noqa: E402
from fault_trials.crashes import kill_during_votes  # noqa: E402
from fault_trials.damage import damage_files  # noqa: E402
from fault_trials.kills import kill_builds, kill_rollbacks, kill_switches  # noqa: E402
from small_knowledge import write_small_knowledge  # noqa: E402

from index.build import build_index  # noqa: E402
from index.encoder import encoder_folder  # noqa: E402

REGIONS = 64
KINDS = ("index", "storage", "bot")


class Campaign:
    """Copies of the small knowledge base in two versions, one for each kind of fault."""

    def __init__(self, scratch: Path, times: int) -> None:
        self._scratch = scratch
        self._times = times
        self._few = max(1, times // 10)
        self._chance = random.Random(7)
        write_small_knowledge(scratch / "first" / "knowledge")
        encoders = Path(os.environ.get("BACKROAD_DATA_DIR") or ROOT / ".backroad") / "encoders"
        if encoders.is_dir():
            shutil.copytree(encoders, encoder_folder(scratch / "first" / "data"))
        self._build(scratch / "first")
        article = scratch / "first" / storage.TABLES
        article.write_text(article.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        self._build(scratch / "first")

    def _build(self, folder: Path) -> None:
        build_index(folder / "knowledge", folder / "data")

    def _copy(self, name: str) -> Path:
        return Path(shutil.copytree(self._scratch / "first", self._scratch / name))

    def of_the_index(self) -> Iterator[Tally]:
        times, chance = self._times, self._chance
        yield kill_builds(self._copy("builds"), times, chance)
        yield kill_switches(self._copy("switches"), times, chance)
        yield kill_rollbacks(self._copy("rollbacks"), times, chance)
        yield from damage_files(self._copy("damage") / "data", REGIONS, chance)

    def of_the_storage(self) -> Iterator[Tally]:
        stores: tuple[Callable[[Path], Tally | None], ...] = (
            storage.full_by_limit,
            storage.full_tmpfs,
            storage.read_only,
            lambda folder: storage.several_processes(folder, self._few),
            lambda folder: storage.locked_database(folder, 5),
        )
        for number, store in enumerate(stores):
            tally = store(self._copy(f"store{number}"))
            if tally is not None:
                yield tally

    def of_the_bot(self) -> Iterator[Tally]:
        votes = self._copy("votes") / "data"
        yield asyncio.run(kill_during_votes(votes, self._few, self._chance))
        yield from asyncio.run(self._connection(self._few))

    async def _connection(self, times: int) -> list[Tally]:
        tallies = []
        async with DiscordServer(heartbeat_interval=5.0) as server:
            asker = Asker.in_new_server(server)
            log = self._scratch / "log"
            async with bot_on(server, self._copy("connection") / "data", log):
                tallies += [tally async for tally in rest_faults(asker, times)]
                tallies.append(await hang_beside_others(asker, 30, 20))
                tallies += [tally async for tally in gateway_faults(asker, max(1, times // 3))]
        return tallies


def show(tally: Tally) -> None:
    print(f"| {tally.fault} | {tally.tried} | {tally.survived} | {tally.lost} |", flush=True)
    for note in tally.notes:
        print(f"  {note}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=100, help="tries of each kill (default 100)")
    parser.add_argument("--of", choices=KINDS, action="append", help="only this kind; repeatable")
    arguments = parser.parse_args()
    logging.disable(logging.ERROR)
    started = time.monotonic()
    clean = True
    print("| fault | tried | survived | lost |\n| --- | ---: | ---: | ---: |", flush=True)
    with tempfile.TemporaryDirectory(prefix="backroad-faults-") as scratch:
        campaign = Campaign(Path(scratch), arguments.times)
        for kind in arguments.of or KINDS:
            for tally in getattr(campaign, f"of_the_{kind}")():
                show(tally)
                clean &= tally.is_clean
    print(f"\n{time.monotonic() - started:.0f} seconds.")
    sys.exit(0 if clean else 1)


if __name__ == "__main__":
    main()
