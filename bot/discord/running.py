"""Running the bot as a process: built once here, stopped cleanly by SIGTERM and Ctrl-C."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
from typing import TYPE_CHECKING

from bot.answering.pace import SWITCH_INTERVAL
from bot.answering.service import AnswerService
from bot.communities.knowledge import ServerKnowledge
from bot.discord.client import BackroadClient
from bot.discord.endpoints import point_at
from bot.discord.features import Parts
from bot.discord.lasting import LastingConnection
from bot.errors import UsageError
from bot.logs import configure_logging
from bot.operation.observing import Observer, Unobserved
from bot.operation.timing import open_timed
from bot.settings import Settings, secrets_of
from bot.state.database import open_database
from bot.state.entries import SqliteEntries
from bot.state.occupancy import occupied
from bot.state.pseudonyms import open_pseudonyms
from bot.wording.endpoint import open_wording

if TYPE_CHECKING:
    from bot.operation.metrics import Metrics

_log = logging.getLogger(__name__)


def run_bot(settings: Settings) -> None:
    """Runs the bot until it is told to stop.

    Raises:
        UsageError: where there is no token, or Discord refuses it.
        FolderInUseError: where another bot runs on the data folder.
    """
    token = settings.discord_token.get_secret_value().strip() if settings.discord_token else ""
    if not token:
        raise UsageError(
            "DISCORD_TOKEN is not set: put the bot's token from Discord's developer portal into "
            "the environment or .env, or try 'backroad chat' without one"
        )
    configure_logging(settings.log_level, settings.log_format, secrets_of(settings))
    if settings.discord_api_url:
        point_at(settings.discord_api_url)
    with occupied(settings.data_dir):
        _run_alone(settings, token)


def _run_alone(settings: Settings, token: str) -> None:
    database = open_database(settings.data_dir)
    metrics = _metrics(settings)
    observer: Observer = metrics or Unobserved()
    own = ServerKnowledge(SqliteEntries(database))
    service = AnswerService(
        settings.data_dir,
        observer=observer,
        opening=lambda folder: open_timed(folder, observer),
        communities=own,
    )
    pseudonyms = open_pseudonyms(settings.data_dir)
    sys.setswitchinterval(SWITCH_INTERVAL)
    parts = Parts(service, own, database, pseudonyms, settings, open_wording(settings))
    try:
        asyncio.run(_serve(parts, token, metrics))
    finally:
        own.close()
        database.close()


def _metrics(settings: Settings) -> Metrics | None:
    """Counts and times for the operator; None where no port is set to read them at."""
    if settings.http_port is None:
        return None
    from bot.operation.metrics import Metrics

    return Metrics()


async def _serve(parts: Parts, token: str, metrics: Metrics | None) -> None:
    elsewhere = parts.settings.discord_api_url is not None
    observer: Observer = metrics or Unobserved()
    connection = LastingConnection(lambda: BackroadClient(parts, elsewhere, observer))
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises instead
            loop.add_signal_handler(name, stopping.set)
    async with contextlib.AsyncExitStack() as stack:
        if metrics is not None:
            from bot.discord.operating import operated

            await stack.enter_async_context(operated(connection, parts, metrics))
        await connection.run(token, stopping)
    if parts.wording is not None:
        await parts.wording.close()
    _log.info("stopped")
