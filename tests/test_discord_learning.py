"""`/skill`, `/next` and `/progress` on a Discord-compatible server, with restarts in between."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from bot_process import bot_on, fields
from discord_server import (
    Channel,
    Community,
    DiscordServer,
    Member,
    Reply,
)
from PIL import Image
from served_version import change_served_version

from bot.discord.limits import EMBED_TOTAL, length


class Learners:
    """Ana and Ben in a server's channel."""

    def __init__(self, server: DiscordServer) -> None:
        self.guild: Community = server.add_guild("Learners")
        self.channel: Channel = self.guild.add_text_channel("help")
        self.ana: Member = self.guild.add_member("ana")
        self.ben: Member = self.guild.add_member("ben")


def all_fine(server: DiscordServer) -> None:
    assert server.requests.refused() == []
    assert server.requests.pinging() == []
    if not server.schema.available:
        pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
    assert server.schema.faults == []


def menus(reply: Reply) -> list[dict[str, Any]]:
    return [component for component in reply.components if component["type"] == 3]


async def test_a_skill_is_looked_up_begun_and_learned_across_a_restart(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana, ben = here.channel, here.ana, here.ben
        async with bot_on(server, project_copy, tmp_path / "log"):
            for typed, meant in (("", "terminal"), ("postgress", "postgresql"), ("dock", "docker")):
                choices = await ana.autocomplete(channel, "skill", "name", typed)
                assert meant in [choice.value for choice in choices]
                assert len(choices) <= 25

            skill = await ana.slash(channel, "skill", name="giit")
            assert skill.ephemeral
            shown = fields(skill.embeds[0])
            assert skill.embeds[0]["title"] == "Git"
            assert "distributed version control" in skill.embeds[0]["description"]
            assert "still to learn" in shown["Needs first"]
            assert "6 hours" in shown["Study time"]
            assert "](https://" in shown["Read"]
            assert shown["A small project"].startswith("Make two clones")
            assert skill.labels()[:2] == ["Start", "Mark learned"]
            assert skill.labels()[2:] == ["Quiz me", "Ask about it"]

            await ana.click(skill, "Start")
            assert "under way" in fields(skill.embeds[0])["You"]
            await ana.click(skill, "Mark learned")
            assert "✓ learned" in fields(skill.embeds[0])["You"]
            await ana.click(skill, "I know the skill it rests on too")
            assert "you have it" in fields(skill.embeds[0])["Needs first"]

            shared = await ana.slash(channel, "skill", name="Docker", share=True)
            assert not shared.ephemeral
            copy = await ben.click(shared, "Mark learned")
            assert copy.ephemeral
            assert "not begun" in fields(copy.embeds[0])["You"]
            assert "Mark learned" in copy.labels()
            assert "Mark learned" in shared.labels()
            await ben.click(copy, "Start")
            assert "under way" in fields(copy.embeds[0])["You"]

            deeper = await ana.slash(channel, "skill", name="http caching")
            needed = menus(deeper)[0]["options"][0]
            await ana.select(deeper, [needed["value"]])
            assert deeper.embeds[0]["title"] == needed["label"]

            lost = await ana.slash(channel, "skill", name="kubernetees cluster things")
            assert lost.ephemeral
            assert "Kubernetes" in lost.labels()
            await ana.click(lost, "Kubernetes")
            assert lost.embeds[0]["title"] == "Kubernetes"

            dialog = await ana.click(skill, "Ask about it")
            assert dialog.modal.title == "Ask about Git"
        async with bot_on(server, project_copy, tmp_path / "log2"):
            answer = await ana.submit(dialog, {"question": "what goes wrong with rebase?"})
            assert answer.ephemeral
            assert "[1]" in answer.embeds[0]["description"]

            await ana.click(skill, "Not learned yet")
            assert "not begun" in fields(skill.embeds[0])["You"]
            again = await ben.slash(channel, "skill", name="docker")
            assert "under way" in fields(again.embeds[0])["You"]
            private = await ben.click(shared, "Ask about it")
            assert private.ephemeral
        all_fine(server)


async def test_what_is_known_already_is_marked_after_a_confirmation(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana = here.channel, here.ana
        async with bot_on(server, project_copy, tmp_path / "log"):
            claim = await ana.slash(channel, "skill", name="I know Python, Git and SQL", share=True)
            assert claim.ephemeral
            text = claim.all_text()
            assert all(title in text for title in ("Python", "Git", "SQL", "The terminal"))
            assert "Mark these 3" in claim.labels()
            nothing = await ana.slash(channel, "progress")
            assert "0 done (0 %)" in nothing.all_text()

            await ana.select(claim, ["python", "git"])
            assert "Mark these 2" in claim.labels()
            assert "SQL" not in claim.embeds[0]["description"]
        async with bot_on(server, project_copy, tmp_path / "log2"):
            rest = next(label for label in claim.labels() if label.startswith("Mark also"))
            await ana.click(claim, rest)
            assert claim.labels() == []
            assert "Python" in claim.embeds[0]["description"]
            assert "The terminal" in claim.embeds[0]["description"]

            python = await ana.slash(channel, "skill", name="python")
            assert "known before" in fields(python.embeds[0])["You"]
            assert "still to learn" not in fields(python.embeds[0])["Needs first"]
            sql = await ana.slash(channel, "skill", name="sql")
            assert "not begun" in fields(sql.embeds[0])["You"]

            again = await ana.slash(channel, "skill", name="I know Git and Docker, not SQL")
            assert "Marked already" in fields(again.embeds[0])
            await ana.click(again, "Mark nothing")
            assert again.labels() == []
            docker = await ana.slash(channel, "skill", name="docker")
            assert "not begun" in fields(docker.embeds[0])["You"]

            answer = await ana.slash(channel, "ask", question="What is Git?")
            suggested = fields(answer.embeds[0])["Next skills"]
            assert "**Python" not in suggested
            assert "**The terminal" not in suggested
            assert not any(
                "Python" in label for label in (await ana.slash(channel, "next")).labels()
            )
        all_fine(server)


async def test_next_follows_what_is_done_and_what_is_not_wanted(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana, ben = here.channel, here.ana, here.ben
        async with bot_on(server, project_copy, tmp_path / "log"):
            upcoming = await ana.slash(channel, "next")
            assert upcoming.ephemeral
            assert "You have chosen no track yet" in upcoming.embeds[0]["description"]
            names = [f["name"] for f in upcoming.embeds[0]["fields"]]
            assert [name[:2] for name in names] == ["1.", "2.", "3."]
            assert all("stage " in f["value"] for f in upcoming.embeds[0]["fields"])
            start, _, _, dismiss, *_ = upcoming.labels()
            assert start.removeprefix("Start ") == dismiss.removeprefix("Not interested in ")

            await ana.click(upcoming, dismiss)
            assert "I won't suggest" in upcoming.embeds[0]["description"]
            assert start not in upcoming.labels()
            undo = upcoming.labels()[-1]
            await ana.click(upcoming, undo)
            assert start in upcoming.labels()
            second = upcoming.labels()[4]
            await ana.click(upcoming, second)
            await ana.click(upcoming, start)
            assert start not in upcoming.labels()
            assert "Under way" in fields(upcoming.embeds[0])

            opened = await ana.select(upcoming, [menus(upcoming)[0]["options"][-1]["value"]])
            assert opened.ephemeral
            assert "under way" in fields(opened.embeds[0])["You"]

            other = await ben.slash(channel, "next")
            assert start in other.labels()
        async with bot_on(server, project_copy, tmp_path / "log2"):
            anew = await ana.slash(channel, "next")
            assert second not in anew.labels()
            assert "Under way" in fields(anew.embeds[0])
            third = upcoming.labels()[0]
            await ana.click(upcoming, third)
            assert third not in upcoming.labels()

            road = await ana.slash(channel, "roadmap")
            assert road.ephemeral
            chosen = await ana.click(road, "Choose this track")
            assert "is your track now" in chosen.content
            assert "Your track" in (await ana.slash(channel, "roadmap")).labels()
            mine = await ana.slash(channel, "next")
            assert "Your track:" in mine.embeds[0]["description"]
        all_fine(server)


async def test_progress_is_private_until_it_is_shared(project_copy: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana, ben = here.channel, here.ana, here.ben
        async with bot_on(server, project_copy, tmp_path / "log"):
            public = await ben.slash(channel, "roadmap", track="python")
            assert not public.ephemeral
            chosen = await ana.click(public, "Choose this track")
            assert chosen.ephemeral
            opened = await ana.select(public, ["git"], custom_id=menus(public)[1]["custom_id"])
            await ana.click(opened, "Mark learned")
            stage = await ana.select(public, ["1"], custom_id=menus(public)[0]["custom_id"])
            assert "✓ Git" in stage.embeds[0]["description"]
            in_stage = await ana.select(stage, ["terminal"])
            await ana.click(in_stage, "Start")
            unmarked = await ben.select(public, ["1"], custom_id=menus(public)[0]["custom_id"])
            assert "✓ Git" not in unmarked.embeds[0]["description"]

            road = await ana.slash(channel, "roadmap")
            assert road.ephemeral
            assert road.embeds[0]["title"] == "Back-end developer with Python"
            assert "Under way: The terminal and shell" in road.embeds[0]["description"]
            description = road.attachments[0].description
            assert description is not None
            assert "1 done (2 %)" in description
            await ana.click(road, "Show as text")
            assert "✓ Git" in road.all_text()

            progress = await ana.slash(channel, "progress")
            assert progress.ephemeral
            assert progress.message not in ben.sees(channel)
            text = progress.all_text()
            assert "1 skill learned; 6 hours of study with me" in text
            assert "1 day in a row (best 1 day)" in text
            assert "too early to say" in text
            file = progress.attachments[0]
            assert Image.open(io.BytesIO(file.data)).size == (1280, 972)
            assert file.description is not None
            assert "1 The ground floor, 1 of 6 done" in file.description

            await ana.select(progress, ["databases"])
            assert "Databases for back-end developers" in progress.embeds[0]["description"]
            assert "Back-end developer with Python: 1 of 60 (2 %)" in progress.all_text()
            upcoming = await ana.click(progress, "What to learn now")
            assert upcoming.ephemeral
            unknown = await ana.slash(channel, "progress", track="pythonista developer")
            assert "Did you mean Back-end developer with Python?" in unknown.content
        async with bot_on(server, project_copy, tmp_path / "log2"):
            await ana.select(progress, ["python"])
            shared = await ana.click(progress, "Share here")
            assert not shared.last.ephemeral
            assert shared.last in ben.sees(channel)
            assert shared.last.embeds[0]["author"]["name"] == "ana's progress"
            assert shared.last.attachments[0].description
            refused = await ben.click(shared.last, "Take it back")
            assert refused.ephemeral
            assert shared.last in ben.sees(channel)
            await ana.click(shared.last, "Take it back", only_acknowledged=True)
            await shared.wait_until(lambda reply: not reply.followups and not reply.messages)
            assert "Git" in (await ana.slash(channel, "progress")).all_text()
        all_fine(server)


async def test_controls_of_what_is_gone_say_so(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana = here.channel, here.ana
        async with bot_on(server, small / "data", tmp_path / "log"):
            skill = await ana.slash(channel, "skill", name="tables")
            upcoming = await ana.slash(channel, "next")
            progress = await ana.slash(channel, "progress")
            await ana.click(skill, "Start")
        for statement in (
            "update topic set slug = 'tablets' where slug = 'tables'",
            "update topic set requires = '[]'",
            "update roadmap set slug = 'smaller'",
        ):
            change_served_version(small / "data", statement)
        async with bot_on(server, small / "data", tmp_path / "log2"):
            told = [
                await ana.click(skill, "Mark learned"),
                await ana.click(upcoming, "Start Tables"),
                await ana.click(progress, "Share here"),
                await ana.select(progress, ["small"]),
                await ana.click(skill, "Ask about it"),
            ]
            for reply in told:
                assert reply.last.ephemeral
                assert "has changed since it was posted" in reply.last.content
            anew = await ana.slash(channel, "progress")
            assert "Under way" not in fields(anew.embeds[0])
        change_served_version(small / "data", "delete from roadmap")
        async with bot_on(server, small / "data", tmp_path / "log3"):
            told = [
                await ana.slash(channel, "next"),
                await ana.slash(channel, "progress"),
                await ana.slash(channel, "progress", track="small"),
                await ana.slash(channel, "roadmap"),
                await ana.slash(channel, "roadmap", track="small"),
                await ana.click(anew, "Share here"),
            ]
            for reply in told:
                assert reply.last.ephemeral
                assert "no roadmap here at the moment" in reply.last.content
            offered = await ana.autocomplete(channel, "skill", "name", "")
            assert "tablets" in [choice.value for choice in offered]
            skill = await ana.slash(channel, "skill", name="tablets")
            assert skill.embeds[0]["title"] == "Tables"
        assert server.requests.refused() == []


async def test_every_skill_and_track_keeps_within_the_limits_of_discord(
    project_copy: Path, tmp_path: Path
) -> None:
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana = here.channel, here.ana
        async with bot_on(server, project_copy, tmp_path / "log"):
            everything = "I know Kubernetes, Kafka, Rust, Java, Go, gRPC, GraphQL and service mesh"
            claim = await ana.slash(channel, "skill", name=everything)
            rest = next(label for label in claim.labels() if label.startswith("Mark also"))
            await ana.click(claim, rest)
            for name in ("design-an-online-shop", "http-caching", "system-design-interviews"):
                skill = await ana.slash(channel, "skill", name=name)
                assert total(skill.embeds[0]) <= EMBED_TOTAL
            for track in ("backend", "interview-preparation"):
                progress = await ana.slash(channel, "progress", track=track)
                assert total(progress.embeds[0]) <= EMBED_TOTAL
        all_fine(server)


def total(embed: dict[str, Any]) -> int:
    texts = [embed.get("title", ""), embed["description"], embed.get("author", {}).get("name", "")]
    texts += [text for pair in fields(embed).items() for text in pair]
    return sum(map(length, texts))


WATCH = """\
import threading, time
from bot.learning import progress_picture, skill, suggesting
from bot.state.learners import SqliteLearners

def watched(name, function, seconds=0.0):
    def call(*arguments, **named):
        with open({file!r}, "a", encoding="utf-8") as file:
            file.write(f"{{name}} {{threading.current_thread() is threading.main_thread()}}\\n")
        time.sleep(seconds)
        return function(*arguments, **named)
    return call

progress_picture.draw_progress = watched("draw", progress_picture.draw_progress, 2.0)
skill.read_skill = watched("read", skill.read_skill)
suggesting.suggest_skills = watched("suggest", suggesting.suggest_skills)
SqliteLearners._rows = watched("rows", SqliteLearners._rows)
SqliteLearners.mark = watched("mark", SqliteLearners.mark)
"""


async def test_nothing_blocks_the_event_loop_and_what_is_late_is_still_private(
    small: Path, tmp_path: Path
) -> None:
    seen, start = tmp_path / "seen", tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(WATCH.format(file=str(seen)), encoding="utf-8")
    async with DiscordServer() as server:
        here = Learners(server)
        channel, ana, ben = here.channel, here.ana, here.ben
        async with bot_on(server, small / "data", tmp_path / "log", PYTHONPATH=str(start)):
            skill = await ana.slash(channel, "skill", name="tables")
            await ana.click(skill, "Mark learned")
            await ana.slash(channel, "next")
            progress = await ana.slash(channel, "progress")
            assert progress.deferred
            assert progress.ephemeral
            assert progress.message not in ben.sees(channel)
            await ana.select(progress, ["small"])
            assert progress.attachments
    calls = set(seen.read_text(encoding="utf-8").splitlines())
    assert calls == {f"{name} False" for name in ("draw", "read", "suggest", "rows", "mark")}
