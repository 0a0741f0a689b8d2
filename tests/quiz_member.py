"""How a member takes quizzes in tests, and what the bot's database holds of them."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bot_process import ROOT
from discord_server import Member, Message, Reply

Shown = Reply | Message


def letter(shown: Shown, right: bool = True) -> str:
    """The letter of the right option, or of a wrong one; in tests the right one says "Yes"."""
    options = re.findall(r"\*\*([A-D])\*\* · (.*)", shown.embeds[-1]["description"])
    assert len(options) == 4
    return next(name for name, text in options if text.startswith("Yes") is right)


async def answer(member: Member, shown: Shown, answers: Sequence[bool]) -> None:
    for right in answers:
        await member.click(shown, letter(shown, right))


def change(data: Path, statement: str, *values: object) -> None:
    """Changes the database as the passing of time would have."""
    connection = sqlite3.connect(data / "backroad.db")
    with connection:
        assert connection.execute(statement, values).rowcount > 0
    connection.close()


def counted(data: Path, member: Member) -> dict[str, int]:
    """How many rows of each table hold the member's id."""
    connection = sqlite3.connect(data / "backroad.db")
    names = [n for (n,) in connection.execute("select name from sqlite_master where type='table'")]
    found = {
        name: sum(
            str(member.id) in map(str, row) for row in connection.execute(f"select * from [{name}]")
        )
        for name in names
    }
    connection.close()
    return {name: count for name, count in found.items() if count}


def text_of(shown: Shown) -> str:
    return "\n".join(str(embed) for embed in shown.embeds)


WATCH = """\
import threading
from bot.privacy.records import MemberRecords
from bot.quizzes.examiner import Examiner
from bot.quizzes.judging import Judge
from bot.state.reminders import SqliteReminders

def watched(kind, name):
    function = getattr(kind, name)
    def call(*arguments, **named):
        on_loop = threading.current_thread() is threading.main_thread()
        with open({file!r}, "a", encoding="utf-8") as file:
            file.write(f"{{name}} {{'on' if on_loop else 'off'}}\\n")
        return function(*arguments, **named)
    setattr(kind, name, call)

for kind, names in (
    (Examiner, "begin answer ahead"), (Judge, "result feedback placement mark_learned mark_known"),
    (SqliteReminders, "set get stop take_due"), (MemberRecords, "overview export forget"),
):
    for name in names.split():
        watched(kind, name)
"""


def watching(folder: Path) -> dict[str, str]:
    """Settings with which the bot notes on which thread it does what blocks."""
    (folder / "start").mkdir()
    program = WATCH.format(file=str(folder / "seen"))
    (folder / "start" / "sitecustomize.py").write_text(program, encoding="utf-8")
    return {"PYTHONPATH": os.pathsep.join([str(folder / "start"), str(ROOT)])}


def off_the_loop(folder: Path) -> set[str]:
    """What a watched bot did; fails where any of it was done on the event loop."""
    lines = set((folder / "seen").read_text(encoding="utf-8").splitlines())
    assert {line for line in lines if not line.endswith(" off")} == set()
    return {line.split()[0] for line in lines}
