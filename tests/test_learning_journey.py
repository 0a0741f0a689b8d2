"""One member's whole way: from a first question to the deletion of everything they stored."""

from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path

import pytest
from bot_process import bot_on, fields
from discord_server import Channel, DiscordServer, Member, Message, Reply

from bot.state.database import DATABASE_FILE
from bot.state.pseudonyms import open_pseudonyms
from index.opened import OpenIndex

Shown = Reply | Message


class Answers:
    """Knows the right options of every quiz of the index."""

    def __init__(self, index: OpenIndex) -> None:
        quizzes = map(index.store.quiz, index.store.topics())
        self._right = {question["answer"] for quiz in quizzes for question in quiz}

    def letter(self, shown: Shown) -> str:
        """The letter of the right option of the question shown."""
        options = re.findall(r"\*\*([A-D])\*\* · (.*)", shown.embeds[-1]["description"])
        return next(letter for letter, option in options if option in self._right)


def time_passes(data: Path) -> None:
    """Makes every review due, as two months would have."""
    connection = sqlite3.connect(data / DATABASE_FILE)
    with connection:
        statement = "update review_card set due = '2020-01-01T00:00:00+00:00'"
        assert connection.execute(statement).rowcount > 0
    connection.close()


def traces(data: Path, member: Member) -> set[str]:
    """The tables that hold the member's id or pseudonym anywhere, in whatever column."""
    names = {str(member.id), open_pseudonyms(data).of(member.id)}
    connection = sqlite3.connect(data / DATABASE_FILE)
    tables = [n for (n,) in connection.execute("select name from sqlite_master where type='table'")]
    found = {
        table
        for table in tables
        for row in connection.execute(f"select * from [{table}]")
        if any(name in str(value) for name in names for value in row)
    }
    connection.close()
    return found


async def learn(member: Member, channel: Channel, name: str) -> Reply:
    """Starts a skill and marks it as learned."""
    skill = await member.slash(channel, "skill", name=name)
    await member.click(skill, "Start")
    await member.click(skill, "Mark learned")
    return skill


async def test_the_journey_of_a_beginner(
    project_copy: Path, project_index: OpenIndex, tmp_path: Path
) -> None:
    answers = Answers(project_index)
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        mia, ben = guild.add_member("mia"), guild.add_member("ben")
        async with bot_on(server, project_copy, tmp_path / "log"):
            await learn(ben, channel, "Docker")

            first = await mia.slash(channel, "ask", question="What does a back-end developer do?")
            assert "[1]" in first.embeds[0]["description"]
            assert "Next skills" in fields(first.embeds[0])

            road = await mia.slash(channel, "roadmap", track="python")
            assert not road.ephemeral
            assert "0 done (0 %)" in road.embeds[0]["description"]
            await mia.click(road, "Choose this track")

            claim = await mia.slash(channel, "skill", name="I know Git and HTTP")
            await mia.click(claim, "Mark these 2")
            terminal = await learn(mia, channel, "terminal")

            quiz = await mia.click(terminal, "Quiz me")
            assert quiz.ephemeral
            while "A" in quiz.labels():
                await mia.click(quiz, answers.letter(quiz))
            assert "right" in quiz.embeds[-1]["description"]
            assert "You have no" not in (await mia.slash(channel, "quiz")).all_text()
            await mia.slash(channel, "reminders", hour=7, zone="Europe/Berlin")
        time_passes(project_copy)
        async with bot_on(server, project_copy, tmp_path / "log2"):
            review = await mia.slash(channel, "quiz")
            assert review.embeds[0]["title"].startswith("Reviews · question 1 of ")
            await mia.click(review, answers.letter(review))
            assert review.embeds[0]["title"] == "✓ Right"

            upcoming = await mia.slash(channel, "next")
            assert "Back-end developer with Python" in upcoming.embeds[0]["description"]
            offered = " ".join(f["name"] for f in upcoming.embeds[0]["fields"])
            assert not re.search(r"\bGit\b|\bHTTP and the request|terminal", offered)
            unwanted = next(label for label in upcoming.labels() if label.startswith("Not int"))
            await mia.click(upcoming, unwanted)

            mine = await mia.slash(channel, "roadmap")
            assert mine.ephemeral
            assert "3 done (5 %)" in mine.embeds[0]["description"]
            progress = await mia.slash(channel, "progress")
            assert "3 skills learned, 2 of them known before" in progress.all_text()
            later = await mia.slash(channel, "ask", question="What is Git?")
            assert "**The terminal" not in fields(later.embeds[0])["Next skills"]

            stored = await mia.slash(channel, "privacy")
            assert stored.ephemeral
            file = await mia.click(stored, "Export as a file")
            export = json.loads(file.attachments[0].data)
            assert export["member"] == str(mia.id)
            learning = export["stored"]["Learning"]["data"]
            marks = {row["topic"]: row["mark"] for row in learning["learner_topic"]}
            assert marks == {"git": "known before", "http": "known before", "terminal": "learned"}
            assert learning["learner_track"][0]["track"] == "python"
            assert len(learning["learner_dismissal"]) == 1
            assert '"review_card": [' in json.dumps(export)
            assert export["stored"]["Reminders"]["data"]

            kept = traces(project_copy, ben)
            before = traces(project_copy, mia)
            assert {"learner_topic", "learner_track", "review_card", "reminder"} <= before
            asked = await mia.click(stored, "Delete everything")
            await mia.click(asked, "Yes, delete everything now")
            assert traces(project_copy, mia) == set()
            assert traces(project_copy, ben) == kept != set()

            anew = await mia.slash(channel, "progress")
            assert "Nothing learned yet" in anew.all_text()
            again = await mia.slash(channel, "next")
            assert "You have chosen no track yet" in again.embeds[0]["description"]
        assert traces(project_copy, mia) == set()
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        if not server.schema.available:
            pytest.skip("Discord's OpenAPI description is absent: bodies were not validated")
        assert server.schema.faults == []
