"""What goes wrong on order, and how a bot comes through it."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest

from .member import Member
from .model import Channel
from .probe import Probe, running
from .ratelimits import REALISTIC
from .raw import Api, shard
from .server import DiscordServer

# isort: split
import discord


async def test_bot_resumes_after_a_lost_connection(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    assert (await ana.slash(channel, "ask", question="x")).content == "about x"
    server.faults.gateway.drop()
    await server.wait_until(lambda: not server.gateway.connections)
    question = await ana.say(channel, f"{server.bot.mention} while away")
    answer = await server.wait_for_message(channel, reply_to=question)
    assert "while away" in answer.content
    assert bot.events == ["connect", "resumed"]
    assert server.gateway.resumes[0]["path"] == "/resume", "it used the resume address"
    assert len(server.gateway.identifies) == 1
    assert [m.reply_to for m in ana.sees(channel)].count(question) == 1


@pytest.mark.parametrize("resumable", [True, False])
async def test_invalid_session(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel, resumable: bool
) -> None:
    server.faults.gateway.invalidate(resumable=resumable)
    await server.wait_until(lambda: len(bot.events) == 2)
    assert bot.events == ["connect", "resumed" if resumable else "connect"]
    assert len(server.gateway.identifies) == (1 if resumable else 2)
    await server.wait_ready()
    assert (await ana.slash(channel, "ask", question="x")).content == "about x"


async def test_reconnect_requests_and_closes(bot: Probe, server: DiscordServer) -> None:
    server.faults.gateway.request_heartbeat()
    await server.wait_until(lambda: server.gateway.connections[0].heartbeats == 2)
    server.faults.gateway.reconnect()
    await server.wait_until(lambda: bot.events == ["connect", "resumed"])
    await server.faults.gateway.close(4000)
    await server.wait_until(lambda: bot.events == ["connect", "resumed", "resumed"])


async def test_replay_may_overlap(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    private = await ana.dm("once")
    await server.wait_for_message(private.channel, reply_to=private)
    server.faults.gateway.overlap(50)
    server.faults.gateway.drop()
    await server.wait_until(lambda: bot.received.count("once") == 2)


async def test_unanswered_heartbeats_make_the_client_reconnect() -> None:
    async with (
        DiscordServer(heartbeat_interval=0.05) as server,
        running(server, heartbeat_timeout=0.5) as bot,
    ):
        await server.wait_until(lambda: server.gateway.connections[0].heartbeats > 2)
        server.faults.gateway.stop_acking()
        await server.wait_until(lambda: "resumed" in bot.events)


async def test_rest_faults(bot: Probe, server: DiscordServer, channel: Channel) -> None:
    target = bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    create = f"POST /channels/{channel.id}/messages"
    limited = server.faults.rate_limit(create, 0.05)
    assert (await target.send("after a 429")).content == "after a 429"
    assert limited.hits == 1
    server.faults.hang(create, 0.05)
    assert (await target.send("after a while")).content == "after a while"
    server.faults.malformed(create)
    with pytest.raises(json.JSONDecodeError):
        await target.send("lost")
    server.faults.fail(create, 503)
    with pytest.raises(discord.DiscordServerError):
        await target.send("unavailable")
    server.faults.cut(create, after_effect=True)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await target.send("sent, though the answer is lost")
    sent = [m.content for m in channel.messages.values()]
    assert sent == ["after a 429", "after a while", "sent, though the answer is lost"]
    statuses = [record.status for record in server.requests.matching(create)]
    assert statuses == [429, 200, 200, 200, 503, 0]
    server.faults.fail(create, 500)
    assert (await target.send("at the second try")).content == "at the second try"
    with pytest.raises(ValueError, match="at least once"):
        server.faults.fail(create, times=0)


async def test_global_rate_limit_holds_every_route(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    target = bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    server.faults.rate_limit("POST /channels/*", 0.2, is_global=True)
    first = asyncio.create_task(target.send("first"))
    await server.wait_until(lambda: not bot.http._global_over.is_set())
    started = asyncio.get_running_loop().time()
    await bot.fetch_user(ana.id)
    assert asyncio.get_running_loop().time() - started > 0.1
    await first


async def test_rate_limits_are_announced_and_kept(
    api: Api, server: DiscordServer, channel: Channel
) -> None:
    path, body = f"/channels/{channel.id}/messages", {"content": "x"}
    server.rate_limits.limits.update(REALISTIC)
    for left in (4, 3, 2, 1, 0):
        assert (await api("POST", path, body))[0] == 200
        assert api.headers["X-RateLimit-Limit"] == "5"
        assert api.headers["X-RateLimit-Remaining"] == str(left)
        assert 0 < float(api.headers["X-RateLimit-Reset-After"]) <= 5
    status, answer = await api("POST", path, body)
    assert (status, answer["global"]) == (429, False)
    assert 0 < answer["retry_after"] <= 5
    assert api.headers["X-RateLimit-Scope"] == "user"
    assert (await api("GET", path))[0] == 200, "another route has another bucket"
    server.clock.advance(5)
    assert (await api("POST", path, body))[0] == 200
    server.rate_limits.per_second = 0
    status, answer = await api("GET", path)
    assert (status, answer["global"], api.headers["X-RateLimit-Global"]) == (429, True, "true")


async def test_an_outage_ends_where_it_began(
    api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await ana.say(channel, "before")
    port = server.port
    await server.stop()
    with pytest.raises(aiohttp.ClientConnectorError):
        await api("GET", f"/channels/{channel.id}")
    await server.start(port)
    assert [message.content for message in ana.sees(channel)] == ["before"]
    status, listed = await api("GET", f"/channels/{channel.id}/messages")
    assert (status, len(listed)) == (200, 1)


async def test_connections_can_be_refused_and_sessions_lost(server: DiscordServer) -> None:
    server.faults.gateway.refuse(1)
    with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
        async with shard(server):
            pass
    async with shard(server) as client:
        await client.receive()
        await client.identify()
        session = (await client.receive())["d"]["session_id"]
        server.faults.gateway.forget_sessions()
        server.faults.gateway.drop()
    async with shard(server) as client:
        await client.receive()
        await client.send(6, {"token": server.token, "session_id": session, "seq": 1})
        assert (await client.receive())["op"] == 9


async def test_failures_of_the_server_itself_do_not_go_unseen() -> None:
    server = DiscordServer()
    with pytest.raises(ExceptionGroup, match="server itself"):
        async with server:
            server.core.crashes.append(KeyError("x"))
