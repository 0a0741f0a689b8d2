"""One learner's way: asking, a roadmap, skills, a quiz, reviews, what is next, and leaving."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from bot_process import ROOT, bot_on, fields
from discord_server import DiscordServer
from quiz_member import answer, change, counted, text_of

from bot.state.pseudonyms import open_pseudonyms

WATCH = """\
import threading
from bot.privacy.records import MemberRecords
from bot.quizzes.examiner import Examiner
from bot.quizzes.judging import Judge
from bot.state.reminders import SqliteReminders

def watched(kind, name):
    function = getattr(kind, name)
    def call(*arguments, **named):
        with open({file!r}, "a", encoding="utf-8") as file:
            file.write(f"{{name}} {{threading.current_thread() is threading.main_thread()}}\\n")
        return function(*arguments, **named)
    setattr(kind, name, call)

for kind, names in (
    (Examiner, "begin answer ahead"), (Judge, "result feedback mark_learned"),
    (SqliteReminders, "set get take_due"), (MemberRecords, "overview export forget"),
):
    for name in names.split():
        watched(kind, name)
"""
WATCHED = "begin answer ahead result feedback mark_learned set get take_due overview export forget"


async def test_a_beginner_learns_and_leaves_without_a_trace(small: Path, tmp_path: Path) -> None:
    data = small / "data"
    seen, start = tmp_path / "seen", tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(WATCH.format(file=str(seen)), encoding="utf-8")
    watching = {"PYTHONPATH": os.pathsep.join([str(start), str(ROOT)])}
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana, ben = guild.add_member("ana"), guild.add_member("ben")
        async with bot_on(server, data, tmp_path / "log"):
            asked = await ana.slash(channel, "ask", question="What is Tables?")
            assert "[1]" in asked.embeds[0]["description"]
            road = await ana.slash(channel, "roadmap", track="small")
            assert "0 done" in road.embeds[0]["description"]
            await ana.click(road, "Choose this track")
            skill = await ana.slash(channel, "skill", name="tables")
            await ana.click(skill, "Start")
            nothing = await ana.slash(channel, "quiz")
            assert nothing.labels() == ["Quiz me on Tables"]
            quiz = await ana.click(skill, "Quiz me")
            assert quiz.ephemeral
            assert quiz.embeds[0]["title"] == "Tables · question 1 of 4"
            await answer(ana, quiz, [True, True])
            await ben.slash(channel, "quiz", topic="queries")
        async with bot_on(server, data, tmp_path / "log2", **watching):
            await answer(ana, quiz, [True, True])
            await ana.click(quiz, "Mark Tables as learned")
            road = await ana.slash(channel, "roadmap", track="small")
            assert "1 done" in road.embeds[0]["description"]
            upcoming = await ana.slash(channel, "next")
            assert "Queries" in upcoming.all_text()

            assert "Nothing is due" in text_of(await ana.slash(channel, "quiz"))
            change(data, "update review_card set due = '2020-01-01T00:00:00+00:00'")
            review = await ana.slash(channel, "quiz", length=2)
            await answer(ana, review, [True, False])
            assert "1 of 2 right" in text_of(review)
            await ana.slash(channel, "reminders", hour=18, zone="Europe/Berlin")
            progress = await ana.slash(channel, "progress")
            assert "Tables" in progress.all_text() or progress.attachments

            stored = await ana.slash(channel, "privacy")
            told = fields(stored.embeds[0])
            for kind in ("Learning", "Quizzes", "Reviews", "Reminders", "Questions"):
                assert "Stored now: **nothing**" not in told[kind], kind
            file = await ana.click(stored, "Export as a file")
            export = json.loads(file.attachments[0].data)["stored"]
            assert len(export["Reviews"]["data"]["review_card"]) == 4
            assert export["Questions"]["data"]
            confirmation = await ana.click(stored, "Delete everything")
            await ana.click(confirmation, "Yes, delete everything now")
            assert counted(data, ana) == {}
            assert counted(data, ben)
            assert "You have no reviews yet" in text_of(await ana.slash(channel, "quiz"))
        calls = set(seen.read_text(encoding="utf-8").splitlines())
        assert calls == {f"{name} False" for name in WATCHED.split()}, "all off the event loop"
        pseudonym = open_pseudonyms(data).of(ana.id)
        for path in data.glob("backroad.db*"):
            content = path.read_bytes()
            assert str(ana.id).encode() not in content
            assert pseudonym.encode() not in content
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []
