"""The real bot process on Discord with a model that words answers: replies that grow."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from bot_process import bot_on, fields
from discord_server import DiscordServer
from llm_server import LlmServer, fails, hangs, says

FIRST = "Tables is a made-up topic of this small knowledge base [1]."
LIE = "Tables were invented by Edgar Codd, see https://evil.test @everyone [1]."
THIRD = "Tables has a cost and a benefit [2]."
FOURTH = "Tables is there so that tests can build, search and break something [1]."
SAID = f"{FIRST} {LIE} {THIRD} {FOURTH}"
SHOWN = f"{FIRST} {THIRD} {FOURTH}"


async def test_replies_grow_by_checked_sentences_to_the_final_answer(
    small: Path, tmp_path: Path
) -> None:
    async with LlmServer(says(SAID, size=4, pause=0.05)) as llm, DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        log = tmp_path / "log"
        settings = {**llm.settings, "BACKROAD_LOG_LEVEL": "DEBUG"}
        async with bot_on(server, small / "data", log, **settings):
            reply = await ana.slash(channel, "ask", question="what is Tables")
            await reply.wait_until(lambda r: r.embeds[0]["description"] == SHOWN)
            assert len(reply.messages) == 1
            assert fields(reply.embeds[0])["Sources"].count("\n") == 1
            edits = server.requests.matching("PATCH /webhooks/*/*/messages/*")
            assert edits
            assert all(b.at - a.at > 0.8 for a, b in pairwise(edits))

            private = await ana.slash(channel, "ask", question="what is Tables", private=True)
            await private.wait_until(lambda r: r.embeds[0]["description"] == SHOWN)
            assert private.ephemeral

            elsewhere = guild.add_text_channel("elsewhere")
            asked = await ana.say(elsewhere, f"{server.bot.mention} what is Tables")
            answer = await server.wait_for_message(elsewhere, reply_to=asked)
            assert answer.embeds[0]["description"].startswith(FIRST)
            await server.wait_until(lambda: answer.embeds[0]["description"] == SHOWN, 10)
            assert server.typing

            bread = "how do I bake sourdough bread at home"
            refused = await ben.slash(channel, "ask", question=bread)
            assert "Sources" not in fields(refused.embeds[0])
            # The question that was repeated in one channel was worded once.
            assert len(llm.bodies) == 2

            llm.behaviour = fails(429)
            reply = await ana.slash(
                guild.add_text_channel("limited"), "ask", question="what is Tables"
            )
            extract = reply.embeds[0]["description"]
            assert extract.startswith("Tables is a made-up topic")
            assert not reply.deferred

            llm.behaviour = hangs
            reply = await ana.slash(
                guild.add_text_channel("hanging"), "ask", question="what is Tables"
            )
            assert reply.deferred
            assert reply.embeds[0]["description"] == extract
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        shown = [str(body) for body in server.requests.messages()]
        assert not any("evil" in body or "Codd" in body for body in shown)
        logged = log.read_text(encoding="utf-8")
        assert "rate limited" in logged
        assert "too late" in logged
        for secret in ("secret", "Codd", "made-up", "what is Tables"):
            assert secret not in logged
        assert server.schema.faults == []
