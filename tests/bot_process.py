"""The real bot process, run against a Discord-compatible server."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from discord_server import DiscordServer

ROOT = Path(__file__).resolve().parent.parent


@asynccontextmanager
async def bot_on(
    server: DiscordServer, data: Path, log: Path, **settings: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs the bot against a server; it must still be running at the end, and stop cleanly."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("BACKROAD_", "DISCORD_"))},
        "BACKROAD_DATA_DIR": str(data),
        **server.environment(),
        **settings,
    }
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env=environment, cwd=ROOT, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        await server.wait_ready(90, commands=["ask"])
        yield process
        assert process.returncode is None, log.read_text(encoding="utf-8")
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        status = await asyncio.wait_for(process.wait(), 15)
    assert status == 0, log.read_text(encoding="utf-8")


def fields(embed: dict[str, object]) -> dict[str, str]:
    return {f["name"]: f["value"] for f in embed.get("fields", [])}  # type: ignore[attr-defined]
