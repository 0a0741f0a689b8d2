"""A tour of the Discord server: what an end-to-end test looks like, from a member's side.

What the server refuses, its limits, gateway, deadlines and faults are proven one by one in
`tests/discord_server/test_*.py`.
"""

from __future__ import annotations

import pytest

from tests.discord_server import ClientRefusal, DidNotRespond, DiscordServer
from tests.discord_server import permissions as may
from tests.discord_server.probe import running


async def test_tour() -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, mod = guild.add_member("ana"), guild.add_member("mod", permissions=may.MANAGE_GUILD)

        async with running(server):  # here: the small bot; else a process with environment()
            await server.wait_ready(commands=["ask", "knowledge"])

            reply = await ana.slash(channel, "ask", question="what is jwt?")
            assert reply.content == "about what is jwt?"
            assert reply.latency < 3

            updated = await ana.click(reply, "Mark learned")
            assert updated.message is reply.message
            assert updated.content == "learned"

            private = await mod.slash(channel, "knowledge status")
            assert private.ephemeral
            assert private.message in mod.sees(channel)
            assert private.message not in ana.sees(channel)
            with pytest.raises(ClientRefusal, match="not offered to ana"):
                await ana.slash(channel, "knowledge status")

            question = await ana.say(channel, f"{server.bot.mention} what is sql?")
            answer = await server.wait_for_message(channel, reply_to=question)
            assert "what is sql?" in answer.all_text()

            whisper = await ana.dm("what is docker?")
            answer = await server.wait_for_message(whisper.channel, reply_to=whisper)
            assert "what is docker?" in answer.content

            server.faults.gateway.drop()
            later = await ana.say(channel, f"{server.bot.mention} still there?")
            await server.wait_for_message(channel, reply_to=later)
            assert len(server.gateway.resumes) == 1

        assert len(server.requests.matching("PUT /applications/*/commands")) == 1
        assert server.requests.refused() == []
        assert server.requests.pinging() == [], "no message may notify anybody"


async def test_a_bot_that_is_gone_does_not_respond() -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel, ana = guild.add_text_channel("help"), guild.add_member("ana")
        async with running(server):
            await server.wait_ready(commands=["ask"])
        interaction = await ana.send_slash(channel, "ask", question="anybody?")
        server.clock.advance(3.1)
        with pytest.raises(DidNotRespond, match="a response to COMMAND ask by ana"):
            await ana.reply_to(interaction)
