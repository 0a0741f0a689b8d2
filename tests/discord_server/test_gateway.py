"""The gateway protocol: handshake, refusals, resuming, shards."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from .community import Community
from .connect import connected, pointed_at, use_its_gateway
from .member import Member
from .model import Channel
from .probe import Probe, running
from .raw import shard
from .server import DiscordServer

# isort: split
import discord


@pytest.mark.parametrize("compress", ["", "&compress=zlib-stream"])
async def test_handshake(
    server: DiscordServer, guild: Community, channel: Channel, compress: str
) -> None:
    async with shard(server, f"v=10&encoding=json{compress}") as client:
        hello = await client.receive()
        assert (hello["op"], hello["d"]["heartbeat_interval"]) == (10, 41250)
        await client.send(1, None)
        assert (await client.receive())["op"] == 11
        await client.identify()
        ready = await client.receive()
        assert (ready["t"], ready["s"]) == ("READY", 1)
        assert ready["d"]["resume_gateway_url"].startswith("ws://127.0.0.1:")
        assert ready["d"]["guilds"] == [{"id": str(guild.id), "unavailable": True}]
        assert ready["d"]["application"]["id"] == str(server.bot.id)
        created = await client.receive()
        assert (created["t"], created["s"]) == ("GUILD_CREATE", 2)
        assert [c["name"] for c in created["d"]["channels"]] == ["help"]
        assert [m["user"]["username"] for m in created["d"]["members"]] == ["backroad"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"token": "wrong"}, 4004),
        ({"intents": 1 << 1}, 4014),
        ({"intents": 1 << 8}, 4014),
        ({"intents": 1 << 15}, 4014),
        ({"intents": -1}, 4013),
        ({"intents": 1 << 40}, 4013),
        ({"shard": [2, 2]}, 4010),
        ({"properties": None}, 4002),
    ],
)
async def test_identify_is_refused(
    server: DiscordServer, changes: dict[str, Any], code: int
) -> None:
    async with shard(server) as client:
        await client.identify(**changes)
        assert await client.closed() == code
    assert server.gateway.close_codes == [code]


async def test_gateway_refuses_what_is_out_of_turn(server: DiscordServer) -> None:
    for text, code in (
        ("{", 4002),
        ('{"op": 3, "d": {}}', 4003),
        (json.dumps({"op": 1, "d": "x" * 4096}), 4002),
        (json.dumps({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 0}}), 4004),
    ):
        async with shard(server) as client:
            await client.socket.send_str(text)
            assert await client.closed() == code
    async with shard(server) as client:
        await client.identify()
        await client.identify()
        assert await client.closed() == 4005
    async with shard(server) as client:
        await client.identify()
        await client.send(99, None)
        assert await client.closed() == 4001
    async with shard(server) as client:
        await client.identify()
        for _ in range(120):
            await client.send(3, {"status": "idle", "activities": [], "afk": False, "since": None})
        assert await client.closed() == 4008
    for query, code in (("v=6&encoding=json", 4012), ("v=10&encoding=etf", 4002)):
        async with shard(server, query) as client:
            assert await client.closed() == code


async def test_privileged_intents_must_be_switched_on(
    server: DiscordServer, guild: Community
) -> None:
    client = Probe(intents=discord.Intents(guilds=True, members=True))
    with pointed_at(server.api_url):
        await client.login(server.token)
        await use_its_gateway(client)
        with pytest.raises(discord.PrivilegedIntentsRequired):
            await client.connect()
        await client.close()
    async with DiscordServer(privileged=["members"]) as other:
        learners = other.add_guild("Learners")
        ana = learners.add_member("ana")
        channel = learners.add_text_channel("help")
        intents = discord.Intents(guilds=True, members=True)
        async with running(other, intents=intents) as bot:
            known = bot.get_guild(learners.id)
            assert known is not None
            assert known.get_member(ana.id) is not None
            assert known.get_channel(channel.id) is not None
            ben = learners.add_member("ben")
            await other.wait_until(lambda: known.get_member(ben.id))
            found = await known.query_members("be")
            assert [member.name for member in found] == ["ben"]
            names = {member.name async for member in known.fetch_members()}
            assert names == {"backroad", "owner", "ana", "ben"}
            learners.remove_bot()
            await other.wait_until(lambda: bot.get_guild(learners.id) is None)


async def test_silent_clients_are_dropped() -> None:
    async with DiscordServer(heartbeat_interval=0.02) as server:
        server.gateway.patience = 0.05
        async with shard(server) as client:
            await client.identify()
            assert await client.closed() == 4009


async def test_resume_replays_what_was_missed(
    server: DiscordServer, ana: Member, channel: Channel
) -> None:
    async with shard(server) as client:
        await client.receive()
        await client.identify()
        session = (await client.receive())["d"]["session_id"]
        await client.receive()
        server.faults.gateway.drop()
    await ana.say(channel, "missed")
    resume = {"token": server.token, "session_id": session, "seq": 2}
    async with shard(server) as client:
        await client.receive()
        await client.send(6, resume)
        missed, resumed = await client.receive(), await client.receive()
        assert (missed["t"], missed["s"], resumed["t"]) == ("MESSAGE_CREATE", 3, "RESUMED")
        server.faults.gateway.drop()
    async with shard(server) as client:
        await client.receive()
        await client.send(6, resume | {"seq": 99})
        assert await client.closed() == 4007
    async with shard(server) as client:
        await client.receive()
        await client.send(6, resume)
        assert await client.receive() == {"op": 9, "d": False, "s": None, "t": None}


async def test_sessions_end_with_time_and_with_a_clean_goodbye(server: DiscordServer) -> None:
    for code, seconds, survives in ((4000, 0, True), (4000, 181, False), (1000, 0, False)):
        async with shard(server) as client:
            await client.receive()
            await client.identify()
            session = (await client.receive())["d"]["session_id"]
            await client.socket.close(code=code)
        await server.wait_until(lambda: not server.gateway.connections)
        server.clock.advance(seconds)
        async with shard(server) as client:
            await client.receive()
            await client.send(6, {"token": server.token, "session_id": session, "seq": 1})
            assert ((await client.receive())["t"] == "RESUMED") is survives


async def test_guilds_are_spread_over_shards() -> None:
    async with DiscordServer(shards=2) as server:
        guilds: list[Community] = []
        while {(g.id >> 22) % 2 for g in guilds} != {0, 1}:
            guilds.append(server.add_guild("G"))
            await asyncio.sleep(0.001)
        async with shard(server) as client:
            await client.identify()
            assert await client.closed() == 4011
        for number in range(2):
            async with shard(server) as client:
                await client.receive()
                await client.identify(shard=[number, 2])
                ready = (await client.receive())["d"]
                mine = {str(g.id) for g in guilds if (g.id >> 22) % 2 == number}
                assert {g["id"] for g in ready["guilds"]} == mine
                assert ready["shard"] == [number, 2]


async def test_sharded_client_serves_all_guilds() -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel, ana = guild.add_text_channel("help"), guild.add_member("ana")

        class Sharded(Probe, discord.AutoShardedClient):
            """The same bot on two shards."""

        client = Sharded(shard_count=2)
        async with connected(client, server.api_url, server.token):
            await server.wait_ready(commands=["ask"])
            assert len(server.gateway.identifies) == 2
            assert (await ana.slash(channel, "ask", question="x")).content == "about x"
