"""The states of an interaction, and what its token allows."""

from __future__ import annotations

import asyncio

import pytest

from . import permissions as may
from .client import ClientRefusal
from .community import Community
from .member import Member
from .model import Channel
from .probe import Probe
from .raw import Api, callback, faults_in, hook, registered
from .server import DiscordServer

# isort: split
import discord


async def test_interaction_takes_one_response_in_three_seconds(
    api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await registered(api, server)
    prompt = await ana.send_slash(channel, "ask")
    hello = {"type": 4, "data": {"content": "hello"}}
    status, answer = await api(
        "POST", f"/webhooks/{server.bot.id}/{prompt.token}", {"content": "x"}
    )
    assert (status, answer["code"]) == (404, 10015), "no follow-up before the response"
    assert await api("POST", callback(prompt), hello) == (204, None)
    status, answer = await api("POST", callback(prompt), hello)
    assert (status, answer["code"]) == (400, 40060)
    late = await ana.send_slash(channel, "ask")
    server.clock.advance(3.1)
    status, answer = await api("POST", callback(late), hello)
    assert (status, answer["code"]) == (404, 10062)
    status, answer = await api("POST", f"/interactions/1/{prompt.token}/callback", hello)
    assert (status, answer["code"]) == (404, 10062)


async def test_interaction_token_lives_fifteen_minutes(
    api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await registered(api, server)
    interaction = await ana.send_slash(channel, "ask")
    await api("POST", callback(interaction), {"type": 5, "data": {"flags": 64}})
    original = f"{hook(server, interaction)}/messages/@original"
    status, thinking = await api("GET", original)
    assert (status, thinking["flags"]) == (200, 64 | 128)
    status, done = await api("PATCH", original, {"content": "done"})
    assert (status, done["content"], done["flags"]) == (200, "done", 64)
    assert done["edited_timestamp"] is None
    server.clock.advance(14 * 60)
    assert (await api("DELETE", original))[0] == 204
    status, answer = await api("GET", original)
    assert (status, answer["code"]) == (404, 10008)
    server.clock.advance(61)
    status, answer = await api("POST", hook(server, interaction), {"content": "late"})
    assert (status, answer["code"]) == (401, 50027)


async def test_response_types_must_fit_the_interaction(
    api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await registered(api, server)
    slash = await ana.send_slash(channel, "ask")
    for body in ({"type": 7, "data": {"content": "x"}}, {"type": 6}, {"type": 1}):
        status, answer = await api("POST", callback(slash), body)
        assert (status, faults_in(answer, "type")) == (400, ["BASE_TYPE_CHOICES"])
    status, answer = await api("POST", callback(slash), {"type": 4, "data": {"content": " "}})
    assert (status, answer["code"]) == (400, 50006)
    assert slash.acknowledged_at is None, "a refused response acknowledges nothing"
    typed = asyncio.create_task(ana.autocomplete(channel, "ask", "question", "p"))
    await server.wait_until(lambda: len(server.core.interactions.all) == 2)
    prompt = server.core.interactions.all[-1]
    many = [{"name": "x", "value": "x"}] * 26
    for choices, path in (
        (many, ()),
        ([{"name": "x" * 101, "value": "x"}], (0, "name")),
        ([{"name": "x", "value": 5}], (0, "value")),
    ):
        body = {"type": 8, "data": {"choices": choices}}
        status, answer = await api("POST", callback(prompt), body)
        assert status == 400
        assert faults_in(answer, "data", "choices", *path)
    body = {"type": 8, "data": {"choices": [{"name": "x", "value": "y"}]}}
    assert (await api("POST", callback(prompt), body))[0] == 204
    assert [choice.value for choice in await typed] == ["y"]


async def test_ephemeral_messages_stay_between_two(
    bot: Probe, api: Api, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "think")
    path = f"/channels/{channel.id}/messages/{reply.message.id}"
    status, answer = await api("GET", path)
    assert (status, answer["code"]) == (404, 10008)
    status, listed = await api("GET", f"/channels/{channel.id}/messages")
    assert str(reply.message.id) not in {message["id"] for message in listed}


async def test_user_installed_app_works_where_the_bot_is_not(
    bot: Probe, server: DiscordServer, ana: Member, guild: Community
) -> None:
    elsewhere = server.add_guild("Elsewhere", bot=False)
    lobby = elsewhere.add_text_channel("lobby")
    elsewhere.add_member(ana)
    group = server.add_group("Friends", ana, elsewhere.add_member("ben"))
    assert not ana.is_offered(lobby, "about")
    ana.install_app()
    assert ana.is_offered(lobby, "about")
    assert not ana.is_offered(lobby, "ask"), "it is not for user installations"
    assert (await ana.slash(lobby, "about")).content == "about me"
    interaction = bot.interactions[-1]
    assert interaction.is_user_integration()
    assert not interaction.is_guild_integration()
    assert interaction.context.guild
    assert (await ana.slash(group, "about")).content == "about me"
    assert bot.interactions[-1].context.private_channel
    assert (await ana.slash(ana.dm_channel, "about")).content == "about me"
    assert bot.interactions[-1].context.dm_channel


async def test_interaction_payload(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await ana.slash(channel, "about")
    received = bot.interactions[0]
    assert received.filesize_limit == 10 * 2**20
    assert received.locale is discord.Locale.american_english
    assert received.app_permissions.send_messages
    assert received.permissions.use_application_commands
    assert received.guild is not None
    assert received.channel_id == channel.id
    assert abs(received.created_at.timestamp() - server.clock.now()) < 5


async def test_an_app_that_is_not_installed_speaks_less_and_in_private(
    api: Api, server: DiscordServer, ana: Member
) -> None:
    about = {"name": "about", "description": "Shows", "integration_types": [0, 1]}
    await api("POST", f"/applications/{server.bot.id}/commands", about)
    elsewhere = server.add_guild("Elsewhere", bot=False)
    lobby = elsewhere.add_text_channel("lobby")
    elsewhere.add_member(ana)
    ana.install_app()
    elsewhere.deny(lobby, elsewhere.everyone, may.USE_EXTERNAL_APPS)
    interaction = await ana.send_slash(lobby, "about")
    await api("POST", callback(interaction), {"type": 4, "data": {"content": "me"}})
    assert (await ana.reply_to(interaction)).ephemeral
    for _ in range(5):
        assert (await api("POST", hook(server, interaction), {"content": "more"}))[0] == 200
    status, answer = await api("POST", hook(server, interaction), {"content": "too much"})
    assert (status, answer["code"]) == (400, 40094)


async def test_modals_lead_back_to_their_message(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "ask", question="x")
    thanked = await ana.submit(await ana.click(reply, "Why"), {"missing": "y"})
    about = thanked.message.interaction
    assert about is not None
    trigger = about["interaction_metadata"]["triggering_interaction_metadata"]
    assert trigger["interacted_message_id"] == str(reply.message.id)
    assert bot.interactions[-1].message is not None
    with pytest.raises(ClientRefusal, match="0 menus"):
        await ana.select(thanked, ["x"])
