"""Threads and forum posts."""

from __future__ import annotations

import pytest

from .client import ClientRefusal
from .community import Community
from .member import Member
from .model import Channel
from .probe import Probe
from .raw import Api, faults_in
from .server import DiscordServer

# isort: split
import discord


async def test_threads(bot: Probe, server: DiscordServer, ana: Member, channel: Channel) -> None:
    reply = await ana.slash(channel, "discuss")
    thread = await server.wait_until(lambda: reply.message.thread, what="a thread")
    assert thread is not None
    await server.wait_for_message(thread, containing="here")
    assert thread.id == reply.message.id
    question = await ana.say(thread, f"{server.bot.mention} hi")
    answer = await server.wait_for_message(thread, reply_to=question)
    assert answer.channel is thread
    with pytest.raises(ClientRefusal, match="no command"):
        await ana.slash(thread, "nothing")
    assert (await ana.slash(thread, "ask", question="x")).message.channel is thread
    handle = bot.get_channel(thread.id)
    assert isinstance(handle, discord.Thread)
    await handle.edit(archived=True)
    assert thread.thread is not None
    assert thread.thread.archived
    await ana.say(thread, "again")
    assert not thread.thread.archived
    own = await ana.start_thread(channel, "Own")
    await server.wait_until(lambda: bot.get_channel(own.id), what="the bot to see the thread")


async def test_thread_refusals(api: Api, ana: Member, channel: Channel) -> None:
    message = await ana.say(channel, "x")
    path = f"/channels/{channel.id}/messages/{message.id}/threads"
    status, answer = await api("POST", path, {"name": "x" * 101})
    assert (status, faults_in(answer, "name")) == (400, ["BASE_TYPE_BAD_LENGTH"])
    status, answer = await api("POST", path, {"name": "x", "auto_archive_duration": 5})
    assert (status, faults_in(answer, "auto_archive_duration")) == (400, ["BASE_TYPE_CHOICES"])
    assert (await api("POST", path, {"name": "x"}))[0] == 201
    status, answer = await api("POST", path, {"name": "x"})
    assert (status, answer["code"]) == (400, 160004)


async def test_forum_posts(bot: Probe, server: DiscordServer, guild: Community) -> None:
    forum = guild.add_forum("questions", tags=("solved",))
    await server.wait_until(lambda: bot.get_channel(forum.id))
    handle = bot.get_channel(forum.id)
    assert isinstance(handle, discord.ForumChannel)
    post = await handle.create_thread(
        name="How?", content="like this", applied_tags=list(handle.available_tags)
    )
    assert post.message.content == "like this"
    assert [thread.name for thread in guild.guild.threads.values()] == ["How?"]
    with pytest.raises(discord.HTTPException, match="50008"):
        await bot.http.send_message(forum.id, params=discord.http.handle_message_parameters("x"))
