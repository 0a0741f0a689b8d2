"""Bodies and answers against Discord's OpenAPI description."""

from __future__ import annotations

import pytest

from .community import Community
from .draft import Upload
from .member import Member
from .model import Channel
from .probe import Probe
from .raw import Api, faults_in
from .schema import OPENAPI
from .server import DiscordServer

# isort: split
import discord

needs_openapi = pytest.mark.skipif(
    not OPENAPI.is_file(), reason=f"Discord's OpenAPI description is not at {OPENAPI}"
)


@needs_openapi
async def test_every_known_body_is_checked_against_the_openapi_description(
    bot: Probe, api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await ana.slash(channel, "ask", question="x")
    await ana.slash(channel, "discuss")
    await server.wait_for_request("POST /channels/*/messages")
    checked = sum(record.body is not None for record in server.requests)
    assert server.schema.validated == checked >= 5
    assert server.schema.faults == [], "discord.py sends what is described"
    body = {"content": "x", "poll": {"question": 5}}
    status, answer = await api("POST", f"/channels/{channel.id}/messages", body)
    assert (status, faults_in(answer, "poll", "question")) == (400, ["BASE_TYPE_INVALID"])
    assert server.schema.faults[0][0] == "POST /channels/{channel_id}/messages"


@needs_openapi
async def test_answers_are_as_described(
    bot: Probe, server: DiscordServer, ana: Member, guild: Community, channel: Channel
) -> None:
    reply = await ana.slash(channel, "draw", file=Upload("a.txt", b"a"))
    await ana.click(await ana.slash(channel, "ask", question="x"), "Mark learned")
    await ana.slash(channel, "discuss")
    await ana.react(reply, "👍")
    target, home = bot.get_channel(channel.id), bot.get_guild(guild.id)
    assert isinstance(target, discord.TextChannel)
    assert home is not None
    await target.fetch_message(reply.message.id)
    assert [m async for m in target.history()]
    await bot.fetch_channel(channel.id)
    await bot.fetch_guild(guild.id)
    await home.fetch_member(ana.id)
    await home.fetch_roles()
    await home.fetch_channels()
    await home.active_threads()
    await bot.tree.fetch_commands()
    await bot.application_info()
    user = await bot.fetch_user(ana.id)
    await user.send("hello")
    assert server.schema.answers_validated > 15
    assert server.schema.answer_faults == []


async def test_log_keeps_every_request(bot: Probe, server: DiscordServer) -> None:
    assert len(server.requests.matching("PUT /applications/*/commands")) == 1
    assert [str(record) for record in server.requests][:2] == [
        "GET /users/@me -> 200",
        "GET /oauth2/applications/@me -> 200",
    ]
    assert server.requests.refused() == []
    assert server.environment()["BACKROAD_DISCORD_API_URL"] == server.api_url
