"""Many members asking at once: every one is answered, and each once."""

from __future__ import annotations

from pathlib import Path

import discord_load
import pytest
from bot_process import bot_on
from discord_load import Crowd, questions_of
from discord_server import DiscordServer, interactions


async def test_everybody_is_answered_once_when_many_ask_at_once(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # how soon is for `scripts/load_discord.py` to tell, on a machine that is busy with nothing else
    for module in (interactions, discord_load):
        monkeypatch.setattr(module, "INITIAL_DEADLINE", discord_load.PATIENCE)
    async with DiscordServer() as server:
        crowd = Crowd(server, servers=5, members=12, channels=2)
        async with bot_on(server, small / "data", tmp_path / "log"):
            outcome = await crowd.ask(questions_of(small / "data", 60))
        assert (outcome.sent, len(outcome.answered)) == (60, 60)
        assert (outcome.late, outcome.lost, outcome.twice) == (0, 0, 0), outcome
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        assert server.schema.faults == []
