"""`kill -9` of the bot while members vote: every vote that was confirmed is there afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from contextlib import closing
from pathlib import Path

from discord_server import Community, DiscordServer, Member

from bot.state.database import open_database
from bot.state.feedback import FeedbackStore
from bot.state.pseudonyms import open_pseudonyms

from . import Tally

ROOT = Path(__file__).resolve().parents[2]


async def kill_during_votes(data: Path, times: int, chance: random.Random) -> Tally:
    """Members ask and vote; the bot is killed in the midst of it, and started again."""
    tally = Tally("kill -9 of the bot during confirmed votes")
    confirmed: dict[int, int] = {}
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        for number in range(times):
            process = await _start(server, data)
            voting = [
                asyncio.create_task(_vote(guild, f"ana{number}-{n}", confirmed)) for n in range(4)
            ]
            await asyncio.sleep(chance.uniform(0.3, 2.0))
            process.kill()
            await process.wait()
            for task in voting:
                task.cancel()
            await asyncio.gather(*voting, return_exceptions=True)
            lost = await asyncio.to_thread(_missing, data, confirmed)
            tally.count(not lost, lost=lost, note=f"{lost} of {sum(confirmed.values())} votes lost")
    tally.fault += f" ({sum(confirmed.values())} of them)"
    return tally


async def _vote(guild: Community, name: str, confirmed: dict[int, int]) -> None:
    """Asks and votes, one member after the other, and counts what was confirmed to each."""
    channel, number = guild.add_text_channel(name), 0
    while True:
        number += 1
        member: Member = guild.add_member(f"{name}-{number}")
        question = f"what is Tables, {member.user.username}"
        reply = await member.slash(channel, "ask", question=question)
        answer = await member.click(reply, custom_id=_vote_button(reply.messages[0].components))
        assert answer.all_text()
        confirmed[member.id] = confirmed.get(member.id, 0) + 1


def _vote_button(components: list[dict[str, object]]) -> str:
    rows = [row["components"] for row in components]
    return next(
        str(button["custom_id"])
        for row in rows
        for button in row  # type: ignore[attr-defined]
        if str(button["custom_id"]).startswith("vote:up:")
    )


def _missing(data: Path, confirmed: dict[int, int]) -> int:
    """How many confirmed votes are not in the database, which must open as it is."""
    with closing(open_database(data)) as database:
        store = FeedbackStore(database, open_pseudonyms(data))
        kept = {member: len(store.votes_of(member)) for member in confirmed}
    return sum(max(0, count - kept[member]) for member, count in confirmed.items())


async def _start(server: DiscordServer, data: Path) -> asyncio.subprocess.Process:
    environment = {**os.environ, "BACKROAD_DATA_DIR": str(data), **server.environment()}
    sessions = len(server.gateway.identifies)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run",
        env=environment, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await server.wait_until(lambda: len(server.gateway.identifies) > sessions, 60, "the bot")
    await server.wait_ready(commands=["ask"])
    return process
