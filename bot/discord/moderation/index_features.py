"""What moderators do with the index, made from its parts and added to `/knowledge`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from discord import app_commands
from discord.ext import commands

from bot.answering.service import AnswerService
from bot.discord.moderation.gap_features import GapParts
from bot.discord.moderation.index_commands import IndexDesk, add_index_commands
from bot.discord.moderation.permission import Permission
from bot.discord.moderation.rebuilding import BuildControl, Rebuilding, add_rebuilding_commands
from bot.discord.moderation.stepping_back import (
    StepControl,
    SteppingBack,
    add_stepping_commands,
)
from bot.moderation.build_process import start_build
from bot.moderation.rebuilds import Rebuilds
from bot.moderation.regression import check_all
from bot.moderation.stepping import Stepping
from bot.settings import Settings
from bot.state.builds import SqliteBuildLog
from bot.state.database import Database
from index.versions import Versions, index_folder


async def add_index_features(
    client: commands.AutoShardedBot,
    group: app_commands.Group,
    permission: Permission,
    service: AnswerService,
    database: Database,
    settings: Settings,
    gaps: GapParts,
    now: Callable[[], datetime],
) -> None:
    """Adds looking at the index, rebuilding it and going back."""
    versions = Versions(index_folder(settings.data_dir))
    builds = SqliteBuildLog(database)
    check = partial(check_all, gaps.settling, gaps.answers)
    launch = partial(start_build, settings)
    rebuilds = Rebuilds(builds, versions, launch, service.follow, check, now)
    rebuilding = Rebuilding(client, rebuilds, builds, gaps.answers, gaps.wishes, permission, now)
    await client.add_cog(rebuilding)
    client.add_dynamic_items(BuildControl)
    add_index_commands(group, IndexDesk(service, versions, builds, gaps.answers, now))
    add_rebuilding_commands(group, rebuilding)
    stepping = Stepping(builds, versions, service.follow, now)
    stepping_back = SteppingBack(service, versions, builds, stepping, permission)
    await client.add_cog(stepping_back)
    client.add_dynamic_items(StepControl)
    add_stepping_commands(group, stepping_back)
