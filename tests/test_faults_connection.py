"""The running bot comes through faults of Discord's gateway and API; more in scripts/faults.py."""

from __future__ import annotations

from pathlib import Path

from bot_process import bot_on
from discord_server import DiscordServer
from fault_trials.connection import Asker, gateway_faults, hang_beside_others, rest_faults

GATEWAY = [f"gateway: {fault}" for fault in ("INVALID_SESSION, not", "resume", "an event")]


async def test_every_question_is_answered_once_through_faults_of_discord(
    small: Path, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    async with DiscordServer(heartbeat_interval=2.0) as server:
        asker = Asker.in_new_server(server)
        async with bot_on(server, small / "data", log):
            async for tally in rest_faults(asker, 1, ["REST: 429, g", "REST: 503", "REST: malf"]):
                assert tally.is_clean, (tally, log.read_text("utf-8")[-3000:])
            tally = await hang_beside_others(asker, 2, 3)
            assert tally.is_clean, tally
            async for tally in gateway_faults(asker, 1, GATEWAY):
                assert tally.is_clean, (tally, log.read_text("utf-8")[-3000:])
