"""How a member takes quizzes in tests, and what the bot's database holds of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from pathlib import Path

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
