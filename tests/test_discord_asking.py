"""The real bot process on a Discord-compatible server: what members ask and what they see."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from bot_process import ROOT, bot_on, fields
from discord_server import DiscordServer

from bot.discord.limits import EMBED_TOTAL, length
from bot.state.database import DATABASE_FILE


async def test_members_get_cited_answers_everywhere(project_data: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, project_data, tmp_path / "log"):
            reply = await ana.slash(channel, "ask", question="What is SQL injection?")
            shown = fields(reply.embeds[0])
            assert "[1]" in reply.embeds[0]["description"]
            assert "](https://" in shown["Sources"]
            assert "–" in shown["Next skills"]
            assert not reply.ephemeral
            assert not reply.deferred

            private = await ana.slash(channel, "ask", question="What is DNS?", private=True)
            assert private.ephemeral
            assert private.message not in ben.sees(channel)

            asked = await ana.say(channel, f"{server.bot.mention} what is a deadlock?")
            answer = await server.wait_for_message(channel, reply_to=asked)
            assert "[1]" in answer.embeds[0]["description"]

            dm = await ben.dm("what does docker do")
            answer = await server.wait_for_message(dm.channel, reply_to=dm)
            assert "Docker" in answer.embeds[0]["description"]

            follow_up = await ben.dm("and what are common mistakes with it?")
            answer = await server.wait_for_message(dm.channel, reply_to=follow_up)
            assert "Docker" in fields(answer.embeds[0])["Sources"]

            question = await ben.say(channel, "how do i stop sql injection")
            reply = await ana.context_menu(channel, "Answer this", question)
            assert "[1]" in reply.embeds[0]["description"]

            refused = await ana.slash(channel, "ask", question="how do I bake bread")
            assert "Sources" not in fields(refused.embeds[0])
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []
        assert server.schema.validated


async def test_nobody_is_answered_who_did_not_ask(project_data: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        async with bot_on(server, project_data, tmp_path / "log"):
            await ana.say(channel, "what is sql?")
            await ana.say(channel, "@everyone what is sql?")
            bare = await ana.say(channel, server.bot.mention)
            hint = await server.wait_for_message(channel, reply_to=bare)
            assert "/ask" in hint.content
            authors = [message.author.id for message in ana.sees(channel)]
            assert authors.count(server.bot.id) == 1


async def test_commands_are_registered_only_when_they_changed(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        server.add_guild("Learners")
        for _ in range(2):
            async with bot_on(server, small / "data", tmp_path / "log"):
                pass
        assert len(server.requests.matching("PUT /applications/*/commands")) == 1


async def test_a_failure_is_told_by_an_incident_number_alone(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        log = tmp_path / "log"
        async with bot_on(server, small / "data", log):
            damage(small / "data", "alter table question rename column outcome to ending")
            # What cannot be logged is answered all the same, only not to be voted on.
            reply = await ana.slash(channel, "ask", question="what is Tables")
            assert "[1]" in reply.embeds[0]["description"]
            assert reply.components == []

            damage(small / "data", "alter table server_setting rename column server to place")
            refused = await ana.slash(channel, "ask", question="what is Queries")
            assert refused.ephemeral
            said = await ana.say(channel, f"{server.bot.mention} what is Queries")
            replied = await server.wait_for_message(channel, reply_to=said)
        logged = log.read_text(encoding="utf-8")
        for text in (refused.content, replied.content):
            assert text.split("incident number ")[1][:8] in logged
            for secret in ("Traceback", "server_setting", "sqlite", str(small)):
                assert secret not in text


def damage(data: Path, sql: str) -> None:
    with closing(sqlite3.connect(data / DATABASE_FILE, timeout=30)) as database:
        database.execute(sql)
        database.commit()


async def test_a_refused_token_is_one_clear_line(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        environment = {
            **os.environ, "BACKROAD_DATA_DIR": str(small / "data"), **server.environment(),
            "DISCORD_TOKEN": "wrong-token-value",
        }  # fmt: skip
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run",
            env=environment, cwd=ROOT, stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, error = await asyncio.wait_for(process.communicate(), 30)
        last = error.decode().strip().splitlines()[-1]
        assert process.returncode == 2
        assert last.startswith("backroad: Discord refused the token")
        assert "wrong-token-value" not in error.decode()


async def test_long_answers_stay_within_the_limits_of_discord(
    project_data: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        async with bot_on(server, project_data, tmp_path / "log"):
            for question in (
                "what is sql? and how does dns work? and what is docker?",
                "show me a code example of a join",
                "x " * 499,
            ):
                reply = await ana.slash(channel, "ask", question=question)
                embed = reply.embeds[0]
                parts = [embed.get("title", ""), embed["description"]]
                parts += [text for pair in fields(embed).items() for text in pair]
                assert sum(length(part) for part in parts) <= EMBED_TOTAL
        assert server.requests.refused() == []
