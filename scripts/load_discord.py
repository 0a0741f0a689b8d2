"""Members by the hundred asking the real bot, on a Discord-compatible server on this machine.

Prints how soon each wave is acknowledged and answered, and the bot's memory before and after.
The exit status is 1 where an interaction is late, lost or answered twice, or a request refused.

    python scripts/load_discord.py
    python scripts/load_discord.py --at-once 60 --over-a-minute 0
    python scripts/load_discord.py --json docs/figures/load.json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from bot_process import bot_on  # noqa: E402
from discord_load import Crowd, questions_of, resident_megabytes  # noqa: E402
from discord_server import DiscordServer  # noqa: E402

SERVERS, MEMBERS, CHANNELS = 5, 60, 4


async def main(at_once: int, over_a_minute: int, data: Path) -> dict[str, Any]:
    """Runs both waves against a copy of a data folder; gives what was found."""
    found: dict[str, Any] = {"servers": SERVERS, "waves": {}, "refused": 0}
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
                for title, wave, seconds in (
                    ("at once", questions[:at_once], 0.0),
                    ("over a minute", questions[at_once:], 60.0),
                ):
                    if wave:
                        before = resident_megabytes(process.pid)
                        outcome = await crowd.ask(wave, seconds)
                        memory = (before, resident_megabytes(process.pid))
                        found["waves"][title] = outcome.to_json() | {"memory_MB": memory}
                        print(f"{title}, from {SERVERS} servers: {outcome}", flush=True)
                        print(f"  resident memory    {_in_words(memory)}", flush=True)
            refused = server.requests.refused()
        if refused:
            print(f"{len(refused)} requests of the bot were refused; the first: {refused[0]}")
        found["refused"] = len(refused)
    return found


def _in_words(memory: tuple[float | None, float | None]) -> str:
    before, after = memory
    if before is None or after is None:
        return "unknown here"
    return f"{before:.0f} MB before, {after:.0f} MB after"


def _is_flawless(found: dict[str, Any]) -> bool:
    waves = found["waves"].values()
    return not found["refused"] and not any(w["late"] + w["lost"] + w["twice"] for w in waves)


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
    arguments.add_argument("--json", type=Path, help="a file to write the figures into")
    given = arguments.parse_args()
    figures = asyncio.run(main(given.at_once, given.over_a_minute, given.data))
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    sys.exit(0 if _is_flawless(figures) else 1)
