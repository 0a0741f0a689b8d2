"""Many members asking the real bot at once, on the Discord-compatible server."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from discord_server import Channel, DiscordServer, Member
from discord_server.interactions import INITIAL_DEADLINE, Interaction

from index.store import SqliteKnowledgeStore
from index.versions import STORE_FILE, Versions, index_folder

PATIENCE = 120.0
"""Seconds after the last question within which every answer must be there."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the questions of one wave. Times are in seconds.

    Attributes:
        acknowledged: from each question to the first response, a deferral included.
        answered: from each question to its answer.
        late: how many were not acknowledged in the three seconds that Discord gives.
        lost: how many have no answer, the late ones among them.
        twice: how many have more than one.
        deferred: how many showed that the bot is thinking before the answer.
    """

    sent: int
    acknowledged: Sequence[float]
    answered: Sequence[float]
    late: int
    lost: int
    twice: int
    deferred: int

    def to_json(self) -> dict[str, Any]:
        """Counts, and percentiles in seconds."""
        return {
            "sent": self.sent,
            "late": self.late,
            "lost": self.lost,
            "twice": self.twice,
            "deferred": self.deferred,
            "acknowledged_s": _percentiles(self.acknowledged),
            "answered_s": _percentiles(self.answered),
        }

    def __str__(self) -> str:
        counts = f"{self.late} late, {self.lost} lost, {self.twice} answered twice"
        return (
            f"{self.sent} questions: {counts}, {self.deferred} deferred\n"
            f"  acknowledged after {_in_words(self.acknowledged)}\n"
            f"  answered after     {_in_words(self.answered)}"
        )


def _percentiles(seconds: Sequence[float]) -> dict[str, float]:
    shares = {"p50": 50, "p95": 95, "p99": 99, "at most": 100}
    return {
        name: round(float(np.percentile(seconds, share)), 3) if seconds else 0.0
        for name, share in shares.items()
    }


def _in_words(seconds: Sequence[float]) -> str:
    return ", ".join(f"{name} {value:.2f} s" for name, value in _percentiles(seconds).items())


class Crowd:
    """Members of several servers, who take turns asking, each in a channel of theirs.

    Args:
        members: in each server.
    """

    def __init__(self, server: DiscordServer, servers: int, members: int, channels: int) -> None:
        self._server = server
        communities = [server.add_guild(f"Server {number}") for number in range(servers)]
        asking = []
        for community in communities:
            rooms = [community.add_text_channel(f"help-{number}") for number in range(channels)]
            people = [community.add_member(f"member-{number}") for number in range(members)]
            asking.append(list(zip(people, itertools.cycle(rooms), strict=False)))
        in_turn = itertools.chain.from_iterable(zip(*asking, strict=True))
        self._turns: Iterator[tuple[Member, Channel]] = itertools.cycle(in_turn)

    async def ask(self, questions: Sequence[str], over: float = 0.0) -> Outcome:
        """Asks by `/ask`, evenly over some seconds or all at once, and waits for the answers."""
        clock = asyncio.get_running_loop().time
        began = clock()
        asked: list[Interaction] = []
        answered: dict[int, float] = {}
        watching = asyncio.create_task(self._watch(asked, answered, len(questions)))
        for number, question in enumerate(questions):
            await asyncio.sleep(max(0.0, began + over * number / len(questions) - clock()))
            member, channel = next(self._turns)
            asked.append(await member.send_slash(channel, "ask", question=question))
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(watching, PATIENCE)
        return _outcome(asked, answered)

    async def _watch(
        self, asked: Sequence[Interaction], answered: dict[int, float], count: int
    ) -> None:
        """Notes when each question is answered, until all are, or can be no more."""
        open_ones: set[int] = set()
        seen = 0
        while seen < count or open_ones:
            open_ones.update(range(seen, len(asked)))
            seen = len(asked)
            now = self._server.clock.now()
            for number in list(open_ones):
                interaction = asked[number]
                if _is_answered(interaction):
                    answered[number] = now - interaction.created_at
                    open_ones.discard(number)
                elif _is_late(interaction, now):
                    open_ones.discard(number)
            await asyncio.sleep(0.02)


def _is_answered(interaction: Interaction) -> bool:
    return interaction.original is not None and not interaction.thinking


def _is_late(interaction: Interaction, now: float) -> bool:
    latency = interaction.latency
    return (now - interaction.created_at if latency is None else latency) > INITIAL_DEADLINE


def _outcome(asked: Sequence[Interaction], answered: dict[int, float]) -> Outcome:
    latencies = [one.latency for one in asked if one.latency is not None]
    return Outcome(
        sent=len(asked),
        acknowledged=latencies,
        answered=list(answered.values()),
        late=sum(one.latency is None or one.latency > INITIAL_DEADLINE for one in asked),
        lost=sum(not _is_answered(one) for one in asked),
        twice=sum(bool(one.followups) for one in asked),
        deferred=sum(one.acknowledged_with in (5, 6) for one in asked),
    )


def questions_of(data: Path, count: int) -> list[str]:
    """Questions that the serving index says it answers, evenly from all topics."""
    versions = Versions(index_folder(data))
    store = SqliteKnowledgeStore(versions.path(versions.current()) / STORE_FILE)
    ids = [section for topic in store.topics() for section in store.section_ids(topic)]
    found = [
        question for stored in store.sections(ids).values() for question in stored.section.questions
    ]
    store.close()
    evenly = [found[place * len(found) // count] for place in range(min(count, len(found)))]
    return list(itertools.islice(itertools.cycle(evenly), count))


def resident_megabytes(process: int) -> float | None:
    """Resident memory of a process in MB (10⁶ bytes); None where the system does not tell."""
    try:
        status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024 / 1e6
