"""Quizzes, reviews, reminders and placements on a Discord-compatible server, through restarts."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bot_process import bot_on, fields
from discord_server import DiscordServer
from quiz_member import answer, change, counted, off_the_loop, text_of, watching


async def test_a_quiz_goes_on_through_a_restart_and_comes_back_as_reviews(
    small: Path, tmp_path: Path
) -> None:
    data = small / "data"
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, data, tmp_path / "log"):
            nothing = await ana.slash(channel, "quiz")
            assert "You have no reviews yet" in text_of(nothing)

            skill = await ana.slash(channel, "skill", name="tables")
            await ana.click(skill, "Start")
            assert (await ana.slash(channel, "quiz")).labels() == ["Quiz me on Tables"]
            begun = await ana.click(skill, "Quiz me")
            assert begun.ephemeral
            assert begun.embeds[0]["title"] == "Tables · question 1 of 4"

            suggested = await ana.autocomplete(channel, "quiz", "topic", "tabels")
            assert suggested[0].value == "topic:tables"
            tracks = await ana.autocomplete(channel, "quiz", "topic", "")
            assert tracks[0].name == "Track: Small path"
            unknown = await ana.slash(channel, "quiz", topic="zebra crossings")
            assert "Did you mean" in unknown.content

            quiz = await ana.slash(channel, "quiz", topic="tabels", private=False)
            assert quiz.embeds[0]["title"] == "Tables · question 1 of 4"
            assert quiz.labels() == ["A", "B", "C", "D", "Not sure"]
            await answer(ana, quiz, [False])
            feedback, question = quiz.embeds
            assert feedback["title"].startswith("✗ Not ")
            assert "The section says so. [1]" in feedback["description"]
            assert (
                "[1] Tables – What Tables is: [The Tables standard](https://spec.test/tables)"
                in (feedback["description"])
            )
            assert question["title"] == "Tables · question 2 of 4"

            refused = await ben.click(quiz, "A")
            assert refused.last.ephemeral
            assert "somebody else's" in refused.last.content
            assert quiz.embeds[1]["title"] == "Tables · question 2 of 4"
        async with bot_on(server, data, tmp_path / "log2", **watching(tmp_path)):
            await answer(ana, quiz, [True])
            assert quiz.embeds[0]["title"] == "✓ Right"
            resumed = await ana.slash(channel, "quiz", topic="Tables")
            assert resumed.ephemeral
            assert resumed.embeds[0]["title"] == "Tables · question 3 of 4"
            assert "in the middle of this" in resumed.embeds[0]["description"]
            assert "Start again" in resumed.labels()
            await answer(ana, resumed, [True])
            # The first message still shows question 3, which is answered by now.
            stale = await ana.click(quiz, "Not sure")
            await stale.wait_until(lambda reply: "answered already" in reply.all_text())
            assert quiz.embeds[-1]["title"] == "Tables · question 4 of 4"
            await ana.click(quiz, "Not sure")
            assert quiz.embeds[0]["title"] == "Good to know"
            result = quiz.embeds[1]
            assert "2 of 4 right" in result["description"]
            assert "comes back <t:" in result["description"]
            assert "What Tables is" in fields(result)["Read again"]
            assert "Queries" not in fields(result)["Read again"]
            assert quiz.labels() == ["Another round"]

            not_yet = await ana.slash(channel, "quiz")
            assert "4 reviews wait" in text_of(not_yet)
            long_ago = "2020-01-01T00:00:00+00:00"
            change(data, "update review_card set due = ? where is_right = 0", long_ago)
            review = await ana.slash(channel, "quiz")
            assert review.embeds[0]["title"] == "Reviews · question 1 of 2"
            assert review.embeds[0]["footer"]["text"].startswith("Tables · ")
            await answer(ana, review, [True, True])
            assert "2 of 2 right" in review.embeds[1]["description"]
            again = await ana.click(quiz, "Another round")
            assert again.ephemeral
            await answer(ana, again, [True] * 4)
            assert again.labels() == ["Mark Tables as learned", "Another round"]
            await ana.click(again, "Mark Tables as learned")
            assert "is marked as learned" in text_of(again)
            assert again.labels() == ["Another round"]
            bens = await ben.click(quiz, "Another round")
            assert bens.ephemeral
            assert bens.embeds[0]["title"] == "Tables · question 1 of 4"
            change(data, "delete from quiz_sitting where member = ?", str(ben.id))
            gone = await ben.click(bens, "A")
            assert "no longer kept" in gone.last.content
        done = off_the_loop(tmp_path)
        assert done >= {"begin", "answer", "ahead", "feedback", "result", "mark_learned"}
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []


async def test_a_placement_survives_a_restart_and_privacy_wipes_everything(
    small: Path, tmp_path: Path
) -> None:
    data = small / "data"
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, data, tmp_path / "log"):
            tracks = await ana.autocomplete(channel, "quiz", "placement", "smal")
            assert [choice.value for choice in tracks] == ["placement:small"]
            road = await ana.slash(channel, "roadmap", track="small")
            chosen = await ana.click(road, "Choose this track")
            placing = await ana.click(chosen, "Find out what I know")
            assert placing.ephemeral
            assert placing.embeds[0]["title"] == "Placement: Small path · question 1, at most 4"
            await answer(ana, placing, [True])
            assert len(placing.embeds) == 1
        async with bot_on(server, data, tmp_path / "log2", **watching(tmp_path)):
            back = await ana.slash(channel, "quiz", placement="small path")
            assert "question 2" in back.embeds[0]["title"]
            while "A" in back.labels():
                await answer(ana, back, [True])
            found = back.embeds[0]
            assert fields(found)["You know these, as it seems"].splitlines() == [
                "• Tables",
                "• Queries",
            ]
            assert back.labels() == ["Mark these 2 as known"]
            bens = await ben.slash(channel, "quiz", placement="small", private=False)
            await ana.select(back, ["queries"])
            assert "1 topic is marked as known" in text_of(back)
            assert back.labels() == []
            while "A" in bens.labels():
                await answer(ben, bens, [True])
            refused = await ana.click(bens, bens.labels()[0])
            assert "somebody else's" in refused.last.content
            await ben.click(bens, bens.labels()[0])
            assert "marked as known" in text_of(bens)

            own = await ben.slash(channel, "privacy")
            assert own.ephemeral
            assert "Stored now: **1 entry**" in fields(own.embeds[0])["Quizzes"]
            stored = await ana.slash(channel, "privacy")
            told = fields(stored.embeds[0])
            assert "Stored now: **1 entry**" in told["Quizzes"]
            assert "90 days" in told["Quizzes"]
            file = await ana.click(stored, "Export as a file")
            assert file.ephemeral
            export = json.loads(file.attachments[0].data)
            assert export["stored"]["Quizzes"]["data"]["quiz_sitting"][0]["slug"] == "small"
            assert len(export["stored"]["Learning"]["data"]["learner_topic"]) == 1
            asked = await ana.click(stored, "Delete everything")
            await ana.click(asked, "Keep it")
            assert asked.content == "Nothing was deleted."
            assert counted(data, ana)
            asked = await ana.click(stored, "Delete everything")
            done = await ana.click(asked, "Yes, delete everything now")
            assert "Everything I stored about you is deleted" in asked.content
            assert done.messages == [] or done.message is asked.message
            assert counted(data, ana) == {}
            assert "no longer kept" in (await ana.click(placing, "A")).last.content
        done = off_the_loop(tmp_path)
        assert done >= {"placement", "mark_known", "overview", "export", "forget"}
        for path in data.glob("backroad.db*"):
            assert str(ana.id).encode() not in path.read_bytes()
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []


async def test_reminders_come_once_and_stop_with_one_click(small: Path, tmp_path: Path) -> None:
    data = small / "data"
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, data, tmp_path / "log"):
            off = await ana.slash(channel, "reminders")
            assert "Reminders are off" in off.content
            assert "Which time zone" in (await ana.slash(channel, "reminders", hour=7)).content
            assert "At which hour" in (await ana.slash(channel, "reminders", zone="UTC")).content
            zones = await ana.autocomplete(channel, "reminders", "zone", "berl")
            assert zones[0].value == "Europe/Berlin"
            assert re.fullmatch(r"Europe/Berlin, now \d\d:\d\d", zones[0].name)
            atlantis = await ana.slash(channel, "reminders", hour=7, zone="Europe/Berlim")
            assert "Did you mean `Europe/Berlin`?" in atlantis.content
            for member in (ana, ben):
                reply = await member.slash(channel, "reminders", hour=7, zone="berlin")
                assert reply.ephemeral
                assert "**07:00** (Europe/Berlin)" in reply.content
                quiz = await member.slash(channel, "quiz", topic="queries", length=1)
                await answer(member, quiz, [False])
        ben.close_dms()
        just_now = (datetime.now(UTC) - timedelta(minutes=1)).isoformat(timespec="seconds")
        change(data, "update reminder set next_at = ?", just_now)
        change(data, "update review_card set due = ?", just_now)
        async with bot_on(server, data, tmp_path / "log2", **watching(tmp_path)):
            reminder = await server.wait_for_message(ana.dm_channel)
            assert reminder.embeds[0]["title"] == "1 review is due"
            await server.wait_until(
                lambda: counted(data, ben).keys() == {"quiz_sitting", "review_card", "learner_day"},
                what="the refused reminder to go off",
            )
            review = await ana.click(reminder, "Review now")
            assert review.embeds[0]["title"] == "Reviews · question 1 of 1"
            await ana.click(reminder, "Stop reminders")
            assert "Reminders are off" in reminder.content
            assert reminder.components == []
            assert "Reminders are off" in (await ana.slash(channel, "reminders")).content
        assert off_the_loop(tmp_path) >= {"take_due", "get", "stop"}
        assert len(ana.dm_channel.messages) == 2
        assert [record.status for record in server.requests.refused()] == [403]
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []
