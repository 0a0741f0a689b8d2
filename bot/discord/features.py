"""Every feature on Discord, made from its parts and added to the client in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from discord.ext import commands

from bot.answering.service import AnswerService
from bot.communities.knowledge import ServerKnowledge
from bot.discord.asking import answer_privately
from bot.discord.community.assembly import add_community
from bot.discord.community.texts import read_texts
from bot.discord.learning.feature import add_learning
from bot.discord.moderation.entry_commands import add_entry_features
from bot.discord.moderation.gap_features import add_gap_features, build_gap_parts
from bot.discord.moderation.group import KnowledgeGroup
from bot.discord.moderation.index_features import add_index_features
from bot.discord.moderation.permission import Permission
from bot.discord.privacy import Privacy, PrivacyControl
from bot.discord.quizzes.assembly import add_quizzes
from bot.learning.companion import Companion
from bot.privacy.records import MemberRecords
from bot.privacy.registered import personal_data
from bot.settings import Settings
from bot.state.database import Database
from bot.state.learners import SqliteLearners
from bot.state.pseudonyms import Pseudonyms
from bot.state.reminders import SqliteReminders
from bot.state.review_cards import SqliteReviewCards
from bot.state.server_settings import ServerSettingsStore
from bot.wording.reading import Wording


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Parts:
    """What the features are made of, built once when the bot starts.

    Attributes:
        own: what servers know by themselves; the service answers from it too.
        wording: the model that words answers; None where answers are extracts.
        now: the clock, in UTC.
    """

    service: AnswerService
    own: ServerKnowledge
    database: Database
    pseudonyms: Pseudonyms
    settings: Settings
    wording: Wording | None = None
    now: Callable[[], datetime] = _now


async def add_features(client: commands.AutoShardedBot, parts: Parts) -> None:
    """Adds every cog, menu command and persistent control."""
    await add_community(client, parts)
    learners = SqliteLearners(parts.database)
    reminders = SqliteReminders(parts.database, SqliteReviewCards(parts.database))
    companion = Companion(lambda: parts.service.engine.index, learners, parts.now, reminders)
    quizzes = await add_quizzes(
        client, lambda: parts.service.engine.index, parts.database, learners, companion,
        reminders, parts.now,
    )  # fmt: skip
    await add_learning(client, companion, ask=answer_privately, quiz=quizzes.begin_topic)
    records = MemberRecords(parts.database, personal_data(parts.database, parts.pseudonyms))
    await client.add_cog(Privacy(records, parts.now))
    client.add_dynamic_items(PrivacyControl)
    permission = Permission(ServerSettingsStore(parts.database))
    knowledge = KnowledgeGroup(permission)
    gaps = build_gap_parts(
        client, parts.service, parts.database, parts.pseudonyms, read_texts(), parts.now
    )
    entries = await add_entry_features(
        client, knowledge, permission, parts.service, parts.own, parts.database, parts.now,
        gaps.wishes.entry_published,
    )  # fmt: skip
    await add_gap_features(client, knowledge, permission, gaps, drafting=entries)
    await add_index_features(
        client, knowledge, permission, parts.service, parts.database, parts.settings, gaps,
        parts.now,
    )  # fmt: skip
    client.tree.add_command(knowledge)
