"""`/roadmap` on a Discord-compatible server: picture, text, stages, before and after a restart."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from bot_process import bot_on
from discord_server import DiscordServer, Reply
from PIL import Image
from served_version import change_served_version

from bot.discord.limits import EMBED_TOTAL, length


def select_of(components: list[dict[str, object]]) -> dict[str, object]:
    return next(component for component in components if component["type"] == 3)


def stages_of(reply: Reply) -> str:
    return str(select_of(reply.components)["custom_id"])


async def test_members_see_a_roadmap_and_walk_through_it(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, project_copy, tmp_path / "log"):
            reply = await ana.slash(channel, "roadmap")
            assert not reply.ephemeral
            embed = reply.embeds[0]
            assert embed["title"] == "Back end from the very beginning"
            file = reply.attachments[0]
            assert file.filename == "roadmap-backend-beginner.png"
            assert file.description is not None
            assert "0 done (0 %)" in file.description
            assert "1 What the work is" in file.description
            assert Image.open(io.BytesIO(file.data)).width == 1280
            options = select_of(reply.components)["options"]
            assert len(options) == 7  # type: ignore[arg-type]
            assert reply.labels()[0] == "Show as text"

            stage = await ben.select(
                reply, ["3. One language, written with care"], custom_id=stages_of(reply)
            )
            assert stage.ephemeral
            shown = stage.embeds[0]
            assert shown["title"] == "Stage 3 · One language, written with care"
            assert "Learn one language" in shown["description"]
            assert "](https://" in shown["description"]
            assert shown["fields"][0]["name"] == "Project"
            assert "about" in shown["footer"]["text"]

            turned = await ana.click(reply, "Show as text")
            assert reply.labels()[0] == "Show as picture"
            assert reply.attachments == []
            assert "What back-end development is" in reply.all_text()
            assert turned.messages == [] or turned.message is reply.message

            copy = await ben.click(reply, "Show as picture")
            assert copy.ephemeral
            assert copy.attachments
            assert copy.message not in ana.sees(channel)
            assert reply.labels()[0] == "Show as picture"
            await ben.click(copy, "Show as text")
            assert copy.labels()[0] == "Show as picture"

            private = await ana.slash(channel, "roadmap", track="golang", private=True)
            assert private.ephemeral
            assert private.embeds[0]["title"] == "Back-end developer with Go"

            unaware = await ben.slash(channel, "roadmap")
            assert not unaware.ephemeral
            await ben.click(await ben.slash(channel, "skill", name="git"), "Mark learned")
            for_ben = await ben.click(unaware, "Show as text")
            assert for_ben.last.ephemeral
            assert "1 done" in for_ben.last.all_text()
            assert unaware.labels()[0] == "Show as text"
            assert "1 done" not in unaware.all_text()
            meant = await ben.slash(channel, "roadmap", private=False)
            assert not meant.ephemeral
            await ben.click(meant, "Show as text")
            assert meant.labels()[0] == "Show as picture"
            assert "1 done" in meant.all_text()
        async with bot_on(server, project_copy, tmp_path / "log2"):
            await ana.click(reply, "Show as picture")
            assert reply.labels()[0] == "Show as text"
            assert len(reply.attachments) == 1
            stage = await ana.select(reply, ["1"], custom_id=stages_of(reply))
            assert stage.embeds[0]["title"] == "Stage 1 · What the work is"
            await ana.click(private, "Show as text")
            assert private.labels()[0] == "Show as picture"
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []


async def test_tracks_are_suggested_and_found_past_mistakes(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        async with bot_on(server, project_copy, tmp_path / "log"):
            everything = await ana.autocomplete(channel, "roadmap", "track", "")
            assert 10 <= len(everything) <= 25
            by_alias = await ana.autocomplete(channel, "roadmap", "track", "django")
            assert by_alias[0].value == "python"
            misspelt = await ana.autocomplete(channel, "roadmap", "track", "pyhton")
            assert "python" in [choice.value for choice in misspelt]

            reply = await ana.slash(channel, "roadmap", track="pyhton")
            assert reply.embeds[0]["title"] == "Back-end developer with Python"

            unknown = await ana.slash(channel, "roadmap", track="pythonista developer")
            assert unknown.ephemeral
            assert "Did you mean **Back-end developer with Python**?" in unknown.content
        assert server.requests.refused() == []


async def test_every_track_keeps_within_the_limits_of_discord(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        async with bot_on(server, project_copy, tmp_path / "log"):
            for track in ("backend", "interview-preparation", "csharp-dotnet"):
                reply = await ana.slash(channel, "roadmap", track=track)
                await ana.click(reply, "Show as text")
                embed = reply.embeds[0]
                texts = [embed["title"], embed["description"]]
                texts += [f["name"] + f["value"] for f in embed["fields"]]
                assert sum(map(length, texts)) <= EMBED_TOTAL
                for option in select_of(reply.components)["options"]:  # type: ignore[attr-defined]
                    stage = await ana.select(reply, [option["value"]], custom_id=stages_of(reply))
                    assert stage.ephemeral
        assert server.requests.refused() == []


async def test_controls_of_a_roadmap_that_is_gone_say_so(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, small / "data", tmp_path / "log"):
            reply = await ana.slash(channel, "roadmap", track="small")
            assert reply.embeds[0]["title"] == "Small path"
            missing = await ana.slash(channel, "roadmap")
            assert "Did you mean **Small path**?" in missing.content
        change_served_version(small / "data", "update roadmap set slug = 'smaller'")
        async with bot_on(server, small / "data", tmp_path / "log2"):
            opened = await ana.select(reply, ["1"], custom_id=stages_of(reply))
            turned = await ana.click(reply, "Show as text")
            copied_for_ben = await ben.click(reply, "Show as text")
            for told in (opened, turned, copied_for_ben):
                assert told.last.ephemeral
                assert "has changed since it was posted" in told.last.content
            assert reply.labels()[0] == "Show as text"
            new = await ana.slash(channel, "roadmap", track="small")
            assert new.embeds[0]["title"] == "Small path"
        assert server.requests.refused() == []


WATCH = """\
import threading
from bot.roadmaps import path, picture

def watched(name, function):
    def call(*arguments, **named):
        with open({file!r}, "a", encoding="utf-8") as file:
            file.write(f"{{name}} {{threading.current_thread() is threading.main_thread()}}\\n")
        return function(*arguments, **named)
    return call

picture.draw_path = watched("draw", picture.draw_path)
path.build_path = watched("build", path.build_path)
"""


async def test_nothing_is_drawn_on_the_event_loop(small: Path, tmp_path: Path) -> None:
    seen, start = tmp_path / "seen", tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(WATCH.format(file=str(seen)), encoding="utf-8")
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        async with bot_on(server, small / "data", tmp_path / "log", PYTHONPATH=str(start)):
            reply = await ana.slash(channel, "roadmap", track="small")
            await ana.select(reply, ["1"], custom_id=stages_of(reply))
            await ana.click(reply, "Show as text")
            await ana.click(reply, "Show as picture")
    calls = seen.read_text(encoding="utf-8").splitlines()
    assert sorted(calls) == ["build False"] * 4 + ["draw False"] * 2
