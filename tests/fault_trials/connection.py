"""Faults of the gateway and of the REST API, done to the running bot on a loopback Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import TypeVar

from discord_server import Channel, Community, DiscordServer, Member, Message, Timeout

from . import Tally

T = TypeVar("T")

QUIET = 0.4
"""Seconds in which a second answer would come, were there one."""


@dataclass
class Asker:
    """Asks in a server, each time another question by another member, so that none is a repeat."""

    server: DiscordServer
    guild: Community
    channel: Channel
    _numbers: Iterator[int]

    @classmethod
    def in_new_server(cls, server: DiscordServer) -> Asker:
        guild = server.add_guild("Learners")
        return cls(server, guild, guild.add_text_channel("help"), count(1))

    def member(self) -> Member:
        return self.guild.add_member(f"ana{next(self._numbers)}")

    async def say(self) -> Message:
        text = f"{self.server.bot.mention} what is Tables, question {next(self._numbers)}"
        return await self.member().say(self.channel, text)

    async def is_answered_once(self, question: Message, within: float) -> tuple[bool, str]:
        """Whether a message got an answer in time, and no second one; else what went wrong."""
        try:
            await self.server.wait_for_message(self.channel, reply_to=question, within=within)
        except Timeout:
            return False, "no answer"
        await asyncio.sleep(QUIET)
        replies = sum(m.reply_to is question for m in self.channel.messages.values())
        return replies == 1, f"{replies} replies"


async def gateway_faults(
    asker: Asker, times: int, only: Collection[str] = ()
) -> AsyncIterator[Tally]:
    """Each fault in turn; a question that is asked right after it must be answered, once.

    `only` names the faults to try, by how their names begin; all where it is empty.
    """
    server = asker.server
    gateway = server.faults.gateway

    async def identified_anew(inject: Callable[[], object]) -> None:
        """A lost session: what happens until there is a new one, Discord sends to nobody."""
        identified = len(server.gateway.identifies)
        inject()
        await server.wait_until(lambda: len(server.gateway.identifies) > identified, 60)
        await server.wait_ready()

    async def drop() -> None:
        gateway.drop()

    async def drop_and_refuse() -> None:
        """Where resuming fails, the library begins a new session."""
        await identified_anew(lambda: (gateway.refuse(1), gateway.drop()))

    async def reconnect() -> None:
        gateway.reconnect()

    async def close() -> None:
        await gateway.close(4000)

    async def invalidate_resumable() -> None:
        gateway.invalidate(resumable=True)

    async def replay() -> None:
        before = await asker.say()
        await asker.is_answered_once(before, 20)
        gateway.overlap(50)
        gateway.drop()

    async def malformed() -> None:
        """The library ends at what it cannot read; a new client begins a new session."""
        event = '{"op": 0, "t": "MESSAGE_CREATE", "s": null, "d": {"id": "x"}}'
        await identified_anew(lambda: gateway.send_raw(event))

    async def no_json() -> None:
        await identified_anew(lambda: gateway.send_raw('{"op": 0, "t":'))

    async def anew() -> None:
        await identified_anew(lambda: gateway.invalidate(resumable=False))

    async def silent() -> None:
        resumed = len(server.gateway.resumes)
        gateway.stop_acking()
        await server.wait_until(lambda: len(server.gateway.resumes) > resumed, 60)

    faults: dict[str, Callable[[], Awaitable[None]]] = {
        "gateway: connection dropped": drop,
        "gateway: dropped, and the next attempt refused": drop_and_refuse,
        "gateway: RECONNECT": reconnect,
        "gateway: closed with 4000": close,
        "gateway: INVALID_SESSION, resumable": invalidate_resumable,
        "gateway: INVALID_SESSION, not resumable": anew,
        "gateway: resume that replays what was answered": replay,
        "gateway: an event that cannot be read": malformed,
        "gateway: a payload that is no JSON": no_json,
        "gateway: heartbeats unanswered": silent,
    }
    for name, inject in _chosen(faults, only):
        tally = Tally(name)
        for _ in range(times):
            await inject()
            answered, problem = await asker.is_answered_once(await asker.say(), 40)
            tally.count(answered, lost=problem == "no answer", note=problem)
            await server.wait_ready()
        gateway.overlap(0)
        yield tally
    again = Tally("gateway: answered once, over all questions of these")
    replies = [m.reply_to for m in asker.channel.messages.values() if m.reply_to is not None]
    for question in set(replies):
        again.count(replies.count(question) == 1)
    yield again


async def rest_faults(asker: Asker, times: int, only: Collection[str] = ()) -> AsyncIterator[Tally]:
    """Each fault meets a command and a message; each must be answered, or told of the failure.

    The question after it must be answered as if nothing had been. `only` is as above.
    """
    faults = asker.server.faults
    callback, create = "POST /interactions/*/callback", "POST /channels/*/messages"
    orders: dict[str, Callable[[str], object]] = {
        "REST: 429": lambda route: faults.rate_limit(route, 0.5),
        "REST: 429, global": lambda route: faults.rate_limit(route, 0.5, is_global=True),
        "REST: 500 once": lambda route: faults.fail(route, 500),
        "REST: 502 once": lambda route: faults.fail(route, 502),
        "REST: 503": lambda route: faults.fail(route, 503),
        "REST: 500 after the effect": lambda route: faults.fail(route, 500, after_effect=True),
        "REST: malformed JSON": lambda route: faults.malformed(route),
        "REST: connection cut": lambda route: faults.cut(route),
        "REST: 2 s without an answer": lambda route: faults.hang(route, 2),
    }
    for name, order in _chosen(orders, only):
        tally = Tally(name)
        for _ in range(times):
            order(callback)
            tally.count(*await _command_is_answered(asker))
            order(create)
            question = await asker.say()
            answered, problem = await asker.is_answered_once(question, 20)
            tally.count(answered, lost=problem == "no answer", note=problem)
            faults.clear()
            tally.count(*await _command_is_answered(asker))
        yield tally


async def hang_beside_others(asker: Asker, seconds: float, others: int) -> Tally:
    """While Discord leaves one request unanswered, everybody else is answered at once."""
    tally = Tally(f"REST: {seconds:g} s without an answer; others meanwhile")
    asker.server.faults.hang("POST /channels/*/messages", seconds)
    stuck = await asker.say()
    await asyncio.sleep(0.5)
    for _ in range(others):
        tally.count(*await _command_is_answered(asker))
    answered, problem = await asker.is_answered_once(stuck, seconds + 20)
    tally.count(answered, lost=problem == "no answer", note=problem)
    return tally


def _chosen(faults: Mapping[str, T], only: Collection[str]) -> list[tuple[str, T]]:
    return [(n, f) for n, f in faults.items() if not only or n.startswith(tuple(only))]


async def _command_is_answered(asker: Asker) -> tuple[bool, int, str]:
    """Whether `/ask` gets an answer or is told that it failed; what is lost; what went wrong."""
    member = asker.member()
    question = f"what is Queries, {member.user.username}"
    try:
        reply = await member.slash(asker.channel, "ask", question=question, within=20)
    except AssertionError as error:
        return False, 1, str(error)
    told = bool(reply.embeds) or "incident number" in reply.all_text()
    return told, not told, reply.all_text()[:80]
