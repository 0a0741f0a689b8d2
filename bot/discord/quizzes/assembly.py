"""Quizzes, reviews and reminders, made from their parts and added to the client."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands

from bot.discord.quizzes.controls import QuizControl
from bot.discord.quizzes.desk import Quizzes
from bot.discord.quizzes.pages import Pages
from bot.discord.quizzes.reminding import Reminding, StopControl
from bot.learning.companion import Companion
from bot.quizzes.examiner import Examiner
from bot.quizzes.judging import Judge
from bot.state.database import Database
from bot.state.learners import LearnerStore
from bot.state.reminders import SqliteReminders
from bot.state.sittings import SqliteSittings
from index.opened import OpenIndex


def _new_id() -> str:
    return secrets.token_hex(6)


async def add_quizzes(
    client: commands.AutoShardedBot,
    index: Callable[[], OpenIndex],
    database: Database,
    learners: LearnerStore,
    companion: Companion,
    reminders: SqliteReminders,
    now: Callable[[], datetime],
) -> Quizzes:
    """Adds `/quiz` and `/reminders` with their buttons; gives the cog that begins quizzes.

    Args:
        index: gives the serving index, whichever it is at the moment.
        now: the clock, in UTC.
    """
    examiner = Examiner(index, database, learners, reminders, now, _new_id)
    judge = Judge(index, examiner, learners, companion)

    def is_reminded(member: int) -> bool:
        return reminders.get(member) is not None

    quizzes = Quizzes(examiner, judge, Pages(examiner, judge, is_reminded, companion.title))
    await client.add_cog(quizzes)
    await client.add_cog(Reminding(client, reminders, SqliteSittings(database), now))
    client.add_dynamic_items(QuizControl, StopControl)
    return quizzes
