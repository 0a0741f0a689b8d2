"""Every set of named migrations, in the order in which they are applied.

A feature keeps its set in a file of its own in this package. A migration is one transaction, and
is never edited once it was released.
"""

from __future__ import annotations

from sqlite_utils.migrations import Migrations

from bot.state.schema.builds import migrations as builds
from bot.state.schema.core import migrations as core
from bot.state.schema.entries import migrations as entries
from bot.state.schema.gap_answers import migrations as gap_answers
from bot.state.schema.learners import migrations as learners
from bot.state.schema.participation import migrations as participation
from bot.state.schema.questions import migrations as questions
from bot.state.schema.quizzes import migrations as quizzes
from bot.state.schema.server_settings import migrations as server_settings

MIGRATIONS: tuple[Migrations, ...] = (
    core,
    builds,
    entries,
    gap_answers,
    learners,
    participation,
    questions,
    quizzes,
    server_settings,
)
