"""What members do, and what the bot makes of it."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from . import permissions as may
from .client import ClientRefusal
from .community import Community
from .draft import Upload
from .interactions import InteractionKind
from .member import Member
from .model import Channel
from .probe import Probe, running
from .reply import DidNotRespond, StillThinking
from .server import DiscordServer
from .waiting import Timeout

# isort: split
import discord
from discord import app_commands


async def test_slash_command_is_answered(bot: Probe, ana: Member, channel: Channel) -> None:
    reply = await ana.slash(channel, "ask", question="jwt")
    assert reply.content == "about jwt"
    assert not reply.ephemeral
    assert not reply.deferred
    assert 0 < reply.latency < 3
    assert set(reply.labels()) == {"Source", "Later", "Mark learned", "Why"}
    assert "Python" in reply.all_text()
    assert bot.interactions[0].user.id == ana.id


async def test_deferred_answer_takes_the_place_of_thinking(
    bot: Probe, ana: Member, guild: Community, channel: Channel
) -> None:
    reply = await ana.slash(channel, "think")
    await reply.wait_until(lambda r: len(r.messages) == 2, what="the second follow-up")
    assert reply.deferred
    assert reply.content == "thought"
    assert reply.ephemeral, "the first follow-up is as private as the deferral"
    assert reply.last.content == "and more"
    assert not reply.last.ephemeral
    ben = guild.add_member("ben")
    assert [m.content for m in ana.sees(channel)] == ["thought", "and more"]
    assert [m.content for m in ben.sees(channel)] == ["and more"]


async def test_thinking_without_end_is_told_apart_from_silence(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    with pytest.raises(StillThinking):
        await ana.slash(channel, "think", seconds=0.6, within=0.1)
    await server.wait_for_request("POST /webhooks/*", count=2)
    waiting = asyncio.create_task(ana.slash(channel, "silent"))
    await server.wait_until(lambda: len(bot.interactions) == 2)
    server.clock.advance(3.1)
    with pytest.raises(DidNotRespond):
        await waiting


async def test_buttons_menus_and_modals(bot: Probe, ana: Member, channel: Channel) -> None:
    reply = await ana.slash(channel, "ask", question="jwt")
    chosen = await ana.select(reply, ["Python"])
    await chosen.wait_until(lambda r: r.followups)
    assert chosen.content == "chose py"
    assert chosen.last.ephemeral
    opened = await ana.click(reply, "Why")
    assert opened.modal.title == "Feedback"
    assert "What was missing?" in opened.all_text()
    thanked = await ana.submit(opened, {"What was missing?": "examples"})
    assert thanked.content == "thanks: examples"
    updated = await ana.click(reply, custom_id="learned")
    assert updated.message is reply.message
    assert reply.content == "learned"
    assert reply.components == []


async def test_client_refuses_what_it_would_not_send(
    bot: Probe, ana: Member, guild: Community, channel: Channel
) -> None:
    reply = await ana.slash(channel, "ask", question="jwt")
    for act, reason in (
        (ana.slash(channel, "nothing"), "no command"),
        (ana.slash(channel, "ask"), "needs the option"),
        (ana.slash(channel, "ask", question=5), "not of option type"),
        (ana.slash(channel, "ask", question="x", more="y"), "has no option"),
        (ana.slash(channel, "knowledge"), "not offered"),
        (ana.click(reply, "Later"), "disabled"),
        (ana.click(reply, "Source"), "link"),
        (ana.click(reply, "Nowhere"), "no button"),
        (ana.select(reply, ["Rust"]), "no option"),
        (ana.select(reply, ["Go", "Python"]), "1 to 1"),
        (ana.autocomplete(channel, "ask", "question", "x"), "does not autocomplete"),
        (ana.say(channel, "  "), "empty"),
        (ana.say(channel, "x" * 2001), "2000"),
    ):
        with pytest.raises(ClientRefusal, match=reason):
            await act
    opened = await ana.click(reply, "Why")
    with pytest.raises(ClientRefusal, match="0 to 50"):
        await ana.submit(opened, {"missing": "x" * 51})
    with pytest.raises(ClientRefusal, match="required"):
        await ana.submit(opened, {})
    private = await ana.slash(channel, "think")
    with pytest.raises(ClientRefusal, match="does not see"):
        await guild.add_member("ben").click(private, "x")


async def test_moderator_commands_are_offered_by_permission(
    bot: Probe, ana: Member, guild: Community, channel: Channel
) -> None:
    mod = guild.add_member("mod", permissions=may.MANAGE_GUILD)
    admin = guild.add_member("admin", permissions=may.ADMINISTRATOR)
    for member in (mod, admin):
        assert (await member.slash(channel, "knowledge status")).content == "status short"
    assert not ana.is_offered(channel, "knowledge status")
    assert ana.is_offered(channel, "ask")
    assert ana.is_offered(channel, "Answer this")
    guild.deny_commands(channel)
    assert not ana.is_offered(channel, "ask")
    forged = await ana.forge_slash(channel, "knowledge status", detail="x" * 100)
    assert forged.content.startswith("status xxx"), "an attacker's client passes the checks"
    assert not bot.interactions[-1].permissions.manage_guild


async def test_forged_interactions_reach_the_bot_as_they_are(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    data = {"id": "1", "name": "gone", "type": 1}
    sent = asyncio.create_task(ana.forge(channel, InteractionKind.COMMAND, data))
    await server.wait_until(lambda: bot.interactions)
    server.clock.advance(4)
    with pytest.raises(DidNotRespond):
        await sent
    assert isinstance(bot.errors[0], app_commands.CommandNotFound)


async def test_options_arrive_resolved(
    bot: Probe, ana: Member, guild: Community, channel: Channel
) -> None:
    role = guild.add_role("helpers")
    reply = await ana.slash(
        channel, "options", who=ana, channel=channel, role=role, level="Easy", size=5, loud=True
    )
    assert reply.content == "ana help helpers 1 5 True"
    with pytest.raises(ClientRefusal, match="within 1 to 5"):
        await ana.slash(
            channel, "options", who=ana, channel=channel, role=role, level="Easy", size=6
        )


async def test_autocomplete(bot: Probe, ana: Member, channel: Channel) -> None:
    choices = await ana.autocomplete(channel, "skill", "name", "post")
    assert [choice.name for choice in choices] == ["post0", "post1", "post2"]
    assert choices[0].value == "post-0"


async def test_context_menus(bot: Probe, ana: Member, guild: Community, channel: Channel) -> None:
    ben = guild.add_member("ben")
    message = await ben.say(channel, "what is sql?")
    reply = await ana.context_menu(channel, "Answer this", message)
    assert reply.content == "re: what is sql?"
    assert reply.ephemeral
    assert (await ana.context_menu(channel, "Greet", ben)).content == "hello ben"


async def test_mentions_and_direct_messages(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    question = await ana.say(channel, f"{server.bot.mention} what is sql?")
    answer = await server.wait_for_message(channel, reply_to=question)
    assert answer.content == f"You said: {server.bot.mention} what is sql?"
    assert answer.mentions == [], "the bot allows no mentions"
    private = await ana.dm("what is docker?")
    answer = await server.wait_for_message(private.channel, reply_to=private)
    assert answer.content == "You said: what is docker?"
    assert (await ana.slash(ana.dm_channel, "ask", question="x")).content == "about x"
    assert server.requests.pinging() == []
    with pytest.raises(Timeout, match="a message by backroad in help"):
        await server.wait_for_message(channel, containing="never", within=0.01)


async def test_message_content_is_for_those_with_the_intent(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await ana.say(channel, "hidden")
    asked = await ana.say(channel, f"{server.bot.mention} shown")
    await server.wait_for_message(channel, reply_to=asked)
    await ana.say(channel, "shown too", reply_to=await server.wait_for_message(channel))
    await server.wait_for_message(channel, containing="shown too")
    assert bot.received == ["", f"{server.bot.mention} shown", "shown too"]


async def test_message_content_with_the_intent(ana: Member) -> None:
    async with DiscordServer(privileged=["message_content"]) as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
        async with running(server, intents=intents) as bot:
            await guild.add_member("ana").say(channel, "visible")
            await server.wait_until(lambda: bot.received)
            assert bot.received == ["visible"]
            async for message in bot.get_channel(channel.id).history():  # type: ignore[union-attr]
                assert message.content == "visible"


async def test_attachments_travel_both_ways(bot: Probe, ana: Member, channel: Channel) -> None:
    reply = await ana.slash(channel, "draw", file=Upload("notes.txt", b"my map"))
    assert reply.embeds[0]["title"] == "my map"
    assert reply.attachments[0].filename == "map.png"
    assert reply.attachments[0].description == "a map"
    url = reply.embeds[0]["image"]["url"]
    assert url == reply.attachments[0].url
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        assert await response.read() == b"PNG"
        assert response.content_type == "image/png"


async def test_reactions_and_typing(
    bot: Probe, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "ask", question="x")
    await ana.react(reply, "👍")
    await server.wait_until(lambda: "reaction 👍" in bot.events)
    target = bot.get_channel(channel.id)
    assert isinstance(target, discord.TextChannel)
    async with target.typing():
        pass
    assert [(where, who) for where, who, _ in server.typing] == [(channel, server.bot)]
    message = await target.fetch_message(reply.message.id)
    await message.add_reaction("🎉")
    assert set(reply.message.reactions) == {"👍", "🎉"}
    with pytest.raises(discord.NotFound, match="Unknown Emoji"):
        await message.add_reaction("nonsense")
