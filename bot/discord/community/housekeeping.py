"""The job that deletes questions past their time."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime

from discord.ext import commands, tasks

from bot.state.questions import Retention

_log = logging.getLogger(__name__)

EVERY_MINUTES = 15


class Housekeeping(commands.Cog):
    """Deletes what is past the time that its server keeps questions, at the start and regularly.

    Args:
        now: the clock, in UTC.
    """

    def __init__(self, retention: Retention, now: Callable[[], datetime]) -> None:
        self._retention = retention
        self._now = now

    async def cog_load(self) -> None:
        self._delete_past.start()

    async def cog_unload(self) -> None:
        self._delete_past.cancel()

    @tasks.loop(minutes=EVERY_MINUTES)
    async def _delete_past(self) -> None:
        try:
            deleted = await asyncio.to_thread(self._retention.delete_past, self._now())
        except sqlite3.Error as error:
            _log.error("old questions could not be deleted: %s", type(error).__name__)
            return
        if deleted:
            _log.info("deleted %d questions, gaps and reasons past their time", deleted)
