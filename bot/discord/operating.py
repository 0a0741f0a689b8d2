"""The running bot as those who operate it see it: its metrics, and whether it is ready."""

from __future__ import annotations

import asyncio
import math
import sqlite3
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from bot.discord.features import Parts
from bot.discord.lasting import LastingConnection
from bot.operation.endpoints import served
from bot.operation.metrics import IndexSeen, Metrics, ShardState
from bot.operation.threads import CountingThreads


@asynccontextmanager
async def operated(
    connection: LastingConnection, parts: Parts, metrics: Metrics
) -> AsyncIterator[None]:
    """Serves health and metrics of a connection while the block runs.

    Raises:
        UsageError: where nobody can listen at the host and port of the settings.
    """
    threads = CountingThreads(metrics)
    asyncio.get_running_loop().set_default_executor(threads)
    running = RunningBot(connection, parts, threads)
    metrics.watch(running, parts.now)
    settings = parts.settings
    async with served(settings.http_host, settings.http_port or 0, metrics, running.readiness):
        yield


class RunningBot:
    """See `bot.operation.metrics.Running`."""

    def __init__(
        self, connection: LastingConnection, parts: Parts, threads: CountingThreads
    ) -> None:
        self._connection = connection
        self._parts = parts
        self._threads = threads

    def shards(self) -> Sequence[ShardState]:
        client = self._connection.client
        return [
            ShardState(number, not shard.is_closed(), _finite(shard.latency))
            for number, shard in list(client.shards.items() if client else ())
        ]

    def servers(self) -> int:
        client = self._connection.client
        return len(client.guilds) if client else 0

    def index(self) -> IndexSeen:
        index = self._parts.service.engine.index
        manifest = index.manifest
        created = datetime.fromisoformat(manifest.created)
        return IndexSeen(
            manifest.version, manifest.model, created, index.fell_back_from is not None
        )

    def jobs(self) -> tuple[int, int]:
        return self._threads.jobs

    def readiness(self) -> Mapping[str, bool]:
        """Whether the gateway is connected and the database can be written; blocks.

        The index needs no question: without one the bot does not start.
        """
        client, shards = self._connection.client, self.shards()
        ready = client is not None and client.is_ready()
        connected = ready and all(shard.connected for shard in shards)
        return {"gateway": connected and bool(shards), "database": self._writes()}

    def _writes(self) -> bool:
        try:
            with self._parts.database.transaction() as database:
                database.execute("select 1").fetchall()
        except sqlite3.Error:
            return False
        return True


def _finite(latency: float) -> float:
    return latency if math.isfinite(latency) else math.nan
