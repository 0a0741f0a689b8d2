"""Messages over REST: what is refused, to whom, and what is kept."""

from __future__ import annotations

import io

import pytest

from . import permissions as may
from .community import Community
from .connect import connected
from .member import Member
from .model import Channel, Message
from .probe import Probe
from .raw import Api, faults_in
from .server import DiscordServer

# isort: split
import discord


async def test_bodies_must_be_json_and_say_so(api: Api, channel: Channel) -> None:
    path = f"/channels/{channel.id}/messages"
    for kind in ("text/plain", "application/json; charset=utf-8", "application/xml"):
        status, answer = await api("POST", path, {"content": "x"}, headers={"Content-Type": kind})
        assert (status, faults_in(answer)) == (400, ["CONTENT_TYPE_INVALID"])
    status, answer = await api("POST", path, '{"content": ')
    assert (status, answer["code"]) == (400, 50109)
    status, answer = await api("POST", path, [1])
    assert (status, faults_in(answer)) == (400, ["MODEL_TYPE_CONVERT"])


async def test_tokens_paths_and_unknown_resources(
    api: Api, server: DiscordServer, guild: Community, channel: Channel
) -> None:
    for method, path, status, code in (
        ("GET", "/channels/1", 404, 10003),
        ("GET", f"/channels/{channel.id}/messages/1", 404, 10008),
        ("GET", "/users/1", 404, 10013),
        ("GET", "/guilds/1", 404, 10004),
        ("GET", f"/guilds/{guild.id}/members/1", 404, 10007),
        ("GET", f"/guilds/{guild.id}/members?limit=5", 403, 50001),
        ("GET", f"/applications/{server.bot.id}/commands/1", 404, 10063),
        ("GET", "/applications/1/commands", 403, 50001),
        ("GET", "/nowhere", 404, 0),
        ("DELETE", "/users/@me", 405, 0),
    ):
        seen, answer = await api(method, path)
        assert (seen, answer["code"]) == (status, code), path
    status, answer = await api("GET", "/channels/help")
    assert (status, faults_in(answer, "channel_id")) == (400, ["NUMBER_TYPE_COERCE"])
    api.token = "wrong"
    assert await api("GET", "/users/@me") == (401, {"message": "401: Unauthorized", "code": 0})


async def test_login_with_a_wrong_token_fails(server: DiscordServer, guild: Community) -> None:
    client = Probe()
    with pytest.raises(discord.LoginFailure):
        async with connected(client, server.api_url, "wrong"):
            pass
    await client.close()


async def test_what_the_app_may_not_do(
    api: Api, server: DiscordServer, guild: Community, ana: Member, channel: Channel
) -> None:
    path = f"/channels/{channel.id}/messages"
    theirs = await ana.say(channel, "mine")
    embed = {"embeds": [{"title": "x"}]}
    reply = {"content": "x", "message_reference": {"message_id": str(theirs.id)}}
    for bits, method, where, body, status, code in (
        (may.NONE, "PATCH", f"{path}/{theirs.id}", {"content": "x"}, 403, 50005),
        (may.NONE, "DELETE", f"{path}/{theirs.id}", None, 403, 50013),
        (may.SEND_MESSAGES, "POST", path, {"content": "x"}, 403, 50013),
        (may.EMBED_LINKS, "POST", path, embed, 403, 50013),
        (may.READ_MESSAGE_HISTORY, "POST", path, reply, 400, 160002),
        (may.READ_MESSAGE_HISTORY, "GET", f"{path}/{theirs.id}", None, 403, 50013),
        (may.ADD_REACTIONS, "PUT", f"{path}/{theirs.id}/reactions/👍/@me", None, 403, 50013),
        (
            may.CREATE_PUBLIC_THREADS,
            "POST",
            f"{path}/{theirs.id}/threads",
            {"name": "x"},
            403,
            50013,
        ),
        (may.VIEW_CHANNEL, "GET", path, None, 403, 50001),
    ):
        channel.overwrites.clear()
        guild.deny(channel, server.bot, bits)
        seen, answer = await api(method, where, body)
        assert (seen, answer["code"]) == (status, code), (method, where)
    channel.overwrites.clear()
    ana.close_dms()
    status, opened = await api("POST", "/users/@me/channels", {"recipient_id": str(ana.id)})
    assert status == 200
    status, answer = await api("POST", f"/channels/{opened['id']}/messages", {"content": "x"})
    assert (status, answer["code"]) == (403, 50007)


async def test_hidden_channels_send_no_events(
    bot: Probe, server: DiscordServer, guild: Community, ana: Member, channel: Channel
) -> None:
    guild.deny(channel, server.bot, may.VIEW_CHANNEL)
    hidden = await ana.say(channel, f"{server.bot.mention} hidden")
    private = await ana.dm("shown")
    await server.wait_for_message(private.channel, reply_to=private)
    assert bot.received == ["shown"]
    assert ana.sees(channel) == [hidden]


async def test_edit_delete_and_history(bot: Probe, ana: Member, channel: Channel) -> None:
    target = bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    first = await target.send("one", file=discord.File(io.BytesIO(b"1"), "one file.txt"))
    second = await target.send("two")
    assert first.attachments[0].filename == "one_file.txt"
    assert await first.attachments[0].read() == b"1"
    edited = await first.edit(content="uno", attachments=[])
    assert (edited.content, edited.attachments) == ("uno", [])
    assert channel.messages[first.id].edits == 1
    assert [m.content async for m in target.history(limit=5)] == ["two", "uno"]
    assert [m.content async for m in target.history(after=first)] == ["two"]
    assert [m.content async for m in target.history(before=second)] == ["uno"]
    await second.delete()
    assert [m.content for m in ana.sees(channel)] == ["uno"]
    with pytest.raises(discord.HTTPException, match="empty message"):
        await first.edit(content="")


async def test_allowed_mentions_decide_who_is_notified(
    api: Api, server: DiscordServer, guild: Community, ana: Member, channel: Channel
) -> None:
    role = guild.add_role("helpers")
    asked = await ana.say(channel, "?")
    text = f"{ana.mention} {role.mention} @everyone"
    reference = {"message_id": str(asked.id)}
    for allowed, users, roles in (
        (None, [ana.user], [role]),
        ({"parse": []}, [], []),
        ({"parse": ["roles"]}, [], [role]),
        ({"users": [str(ana.id)]}, [ana.user], []),
        ({"parse": [], "replied_user": True}, [ana.user], []),
    ):
        body = {"content": text, "message_reference": reference}
        if allowed is not None:
            body["allowed_mentions"] = allowed
        _, sent = await api("POST", f"/channels/{channel.id}/messages", body)
        message: Message = channel.messages[int(sent["id"])]
        assert (message.mentions, message.role_mentions) == (users, roles)
        assert not message.mention_everyone, "the app has no such permission"
    assert len(server.requests.pinging()) == 4


async def test_files_beyond_the_limit_are_refused(bot: Probe, channel: Channel) -> None:
    target = bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    big = discord.File(io.BytesIO(b"x" * (10 * 2**20 + 1)), "big.bin")
    with pytest.raises(discord.HTTPException, match="40005"):
        await target.send(file=big)
    with pytest.raises(discord.HTTPException, match="attachments"):
        await target.send(file=discord.File(io.BytesIO(b"x"), "a.txt", description="x" * 1025))
    assert channel.messages == {}
