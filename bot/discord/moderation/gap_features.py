"""Gaps and what becomes of them, feedback and figures, made from their parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from discord import app_commands
from discord.ext import commands

from bot.answering.service import AnswerService
from bot.discord.community.texts import Texts
from bot.discord.moderation.gap_desk import EntryDrafting, GapControl, GapDesk, add_gap_commands
from bot.discord.moderation.permission import Permission
from bot.discord.moderation.report_commands import ReportDesk, add_report_commands
from bot.discord.moderation.wishes import WishControl, Wishes
from bot.moderation.gaps import Gaps
from bot.moderation.live_topics import LiveTopics
from bot.moderation.reports import Reports
from bot.moderation.settling import Settling
from bot.state.database import Database
from bot.state.entries import SqliteEntries
from bot.state.feedback import FeedbackStore
from bot.state.gap_answers import GapAnswers
from bot.state.pseudonyms import Pseudonyms
from bot.state.questions import QuestionLog


@dataclass(frozen=True, slots=True)
class GapParts:
    """What is built once, for the commands here and for other features."""

    gaps: Gaps
    answers: GapAnswers
    settling: Settling
    wishes: Wishes
    reports: Reports


def build_gap_parts(
    client: commands.AutoShardedBot,
    service: AnswerService,
    database: Database,
    pseudonyms: Pseudonyms,
    texts: Texts,
    now: Callable[[], datetime],
) -> GapParts:
    answers, entries = GapAnswers(database), SqliteEntries(database)
    questions, votes = QuestionLog(database, pseudonyms), FeedbackStore(database, pseudonyms)
    live = LiveTopics(entries, lambda: service.engine.index.store).is_live
    gaps = Gaps(questions, votes, answers, lambda: service.engine.index.encoder, live, now)
    settling = Settling(service, gaps, answers, live, now)
    wishes = Wishes(client, answers, settling, texts, now)
    reports = Reports(questions, votes, gaps, entries, lambda: service.engine.index.store, now)
    return GapParts(gaps, answers, settling, wishes, reports)


async def add_gap_features(
    client: commands.AutoShardedBot,
    group: app_commands.Group,
    permission: Permission,
    parts: GapParts,
    drafting: EntryDrafting,
) -> None:
    """Adds looking at gaps, feedback and figures, and telling members of answers."""
    desk = GapDesk(parts.gaps, permission, drafting)
    await client.add_cog(parts.wishes)
    await client.add_cog(desk)
    client.add_dynamic_items(GapControl, WishControl)
    add_gap_commands(group, desk)
    add_report_commands(group, ReportDesk(parts.reports))
