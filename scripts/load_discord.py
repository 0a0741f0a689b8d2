"""Members by the hundred asking the real bot, on a Discord-compatible server on this machine.

Prints how soon each wave is acknowledged and answered, and the bot's memory before and after.
The exit status is 1 where an interaction is late, lost or answered twice.

    python scripts/load_discord.py
    python scripts/load_discord.py --at-once 60 --over-a-minute 0
"""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bot_process import bot_on  # noqa: E402
from discord_load import Crowd, Outcome, questions_of, resident_megabytes  # noqa: E402
from discord_server import DiscordServer  # noqa: E402

SERVERS, MEMBERS, CHANNELS = 5, 60, 4


async def main(at_once: int, over_a_minute: int, data: Path) -> int:
    """Runs both waves against a copy of a data folder; gives the exit status."""
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="backroad-load-") as folder:
        copy, log = Path(folder) / "data", Path(folder) / "log"
        for part in ("index", "encoders"):
            shutil.copytree(data / part, copy / part, copy_function=_link)
        questions = questions_of(copy, at_once + over_a_minute)
        # comparing bodies with Discord's description takes longer than all that the bot does
        async with DiscordServer(openapi=Path("none")) as server:
            crowd = Crowd(server, SERVERS, MEMBERS, CHANNELS)
            async with bot_on(server, copy, log, BACKROAD_LOG_LEVEL="WARNING") as process:
                await crowd.ask(questions_of(copy, 20), over=2.0)  # the bot is warm when it counts
                _tell_memory("before", process.pid)
                for title, wave, seconds in (
                    ("At once", questions[:at_once], 0.0),
                    ("Over a minute", questions[at_once:], 60.0),
                ):
                    if wave:
                        outcomes.append(await crowd.ask(wave, seconds))
                        print(f"{title}, from {SERVERS} servers: {outcomes[-1]}", flush=True)
                        _tell_memory("after", process.pid)
            refused = server.requests.refused()
        if refused:
            print(f"{len(refused)} requests of the bot were refused; the first: {refused[0]}")
    return int(any(one.late or one.lost or one.twice for one in outcomes))


def _tell_memory(when: str, process: int) -> None:
    memory = resident_megabytes(process)
    print(f"  memory {when}: " + ("unknown here" if memory is None else f"{memory:.0f} MB"))


def _link(source: str, target: str) -> None:
    """Links where the disk can, else copies; nothing is ever written into an index version."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy(source, target)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    arguments.add_argument("--at-once", type=int, default=300)
    arguments.add_argument("--over-a-minute", type=int, default=2000)
    arguments.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("BACKROAD_DATA_DIR") or ROOT / ".backroad"),
        help="a data folder with an index; it is only read",
    )
    given = arguments.parse_args()
    sys.exit(asyncio.run(main(given.at_once, given.over_a_minute, given.data)))
