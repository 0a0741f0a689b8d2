"""What one server knows never shows in another, whatever happens at the same time."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot_process import bot_on
from discord_server import Channel, DiscordServer, Member, Reply
from discord_server.permissions import MANAGE_GUILD
from small_knowledge import SmallArticle
from test_discord_entries import published

from index.build import build_index

QUESTION = "what is the colour of our team shirt"
PATIENCE = 90.0
ARTICLES = 6

WATCH = """\
import threading
from bot.moderation import gaps, reports, settling, stepping
from bot.state import builds, gap_answers

def watched(owner, name):
    function = getattr(owner, name)
    def call(*arguments, **named):
        if threading.current_thread() is threading.main_thread():
            with open({file!r}, "a", encoding="utf-8") as file:
                file.write(f"{{owner.__name__}}.{{name}}\\n")
        return function(*arguments, **named)
    setattr(owner, name, call)

for owner in (gaps.Gaps, reports.Reports, settling.Settling, stepping.Stepping,
              builds.SqliteBuildLog, gap_answers.GapAnswers):
    for name, value in list(vars(owner).items()):
        if not name.startswith("_") and callable(value):
            watched(owner, name)
"""


class Side:
    """One of two servers, with a moderator, members, and what only its entry says."""

    def __init__(self, server: DiscordServer, name: str, colour: str) -> None:
        guild = server.add_guild(name)
        self.channel: Channel = guild.add_text_channel("help")
        self.moderator: Member = guild.add_member(f"mod-{name}", permissions=MANAGE_GUILD)
        self._guild = guild
        self._asked = 0
        self.title = f"The shirt of {name}"
        self.colour = colour

    async def write(self) -> None:
        text = f"The colour of the team shirt of this server is {self.colour} all over."
        entry = {"Title": self.title, "Questions it answers": QUESTION, "Text": text}
        await published(self.moderator, self.channel, entry)

    async def shown_at_once(self) -> str:
        """What a member asks for and a moderator searches, lists and types, all at once."""
        channel, moderator = self.channel, self.moderator
        self._asked += 1
        member = self._guild.add_member(f"member-{self._asked}")
        choices, *replies = await asyncio.gather(
            moderator.autocomplete(channel, "knowledge edit", "entry", ""),
            member.slash(channel, "ask", question=QUESTION, within=PATIENCE),
            moderator.slash(channel, "knowledge search", text=QUESTION, within=PATIENCE),
            moderator.slash(channel, "knowledge list", within=PATIENCE),
        )
        return "\n".join([*(choice.name for choice in choices), *map(Reply.all_text, replies)])

    async def reports(self) -> str:
        """What the reports of this server say."""
        texts = []
        for command in ("gaps", "feedback", "insight", "status", "history"):
            reply = await self.moderator.slash(self.channel, f"knowledge {command}")
            texts += [reply.all_text(), *(f.description or "" for f in reply.attachments)]
        return "\n".join(texts)


async def test_servers_stay_apart_while_the_index_changes(small: Path, tmp_path: Path) -> None:
    SmallArticle("extra", "Extra", requires=["tables"]).write(small / "knowledge")
    build_index(small / "knowledge", small / "data")
    for number in range(ARTICLES):
        SmallArticle(f"more-{number}", f"More {number}", requires=["tables"]).write(
            small / "knowledge"
        )
    seen, start = tmp_path / "seen", tmp_path / "start"
    start.mkdir()
    (start / "sitecustomize.py").write_text(WATCH.format(file=str(seen)), encoding="utf-8")
    settings = {"BACKROAD_KNOWLEDGE_DIR": str(small / "knowledge"), "PYTHONPATH": str(start)}
    async with DiscordServer() as server:
        sides = (Side(server, "North", "vermilion"), Side(server, "South", "turquoise"))
        async with bot_on(server, small / "data", tmp_path / "log", **settings):
            for side in sides:
                await side.write()
            moderator, channel = sides[0].moderator, sides[0].channel
            reindex = await moderator.slash(channel, "knowledge reindex", within=PATIENCE)
            rounds = 0
            while rounds < 2 or reindex.labels():
                await nothing_crosses(sides)
                rounds += 1
            assert f"Added ({ARTICLES})" in reindex.all_text()
            rollback = await moderator.slash(channel, "knowledge rollback")
            await asyncio.gather(moderator.click(rollback, "Go back"), nothing_crosses(sides))
            await nothing_crosses(sides)
            for own, other in (sides, sides[::-1]):
                text = await own.reports()
                assert own.title in text
                assert other.title not in text
        assert "incident" not in (tmp_path / "log").read_text(encoding="utf-8")
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
    assert not seen.exists(), seen.read_text(encoding="utf-8")


async def nothing_crosses(sides: tuple[Side, Side]) -> None:
    shown = await asyncio.gather(*(side.shown_at_once() for side in sides))
    for (own, other), text in zip((sides, sides[::-1]), shown, strict=True):
        assert own.colour in text
        assert own.title in text
        assert other.colour not in text
        assert other.title not in text
