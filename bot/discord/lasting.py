"""Staying connected: the client is made anew where the library gives it up.

Discord's library reconnects by itself after a lost connection. It ends where Discord cannot be
reached at the start, where an event cannot be read, and where the gateway closes for good.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable

import aiohttp
import discord

from bot.discord.client import BackroadClient
from bot.errors import UsageError

_log = logging.getLogger(__name__)

FIRST_WAIT = 1.0
LONGEST_WAIT = 120.0
"""Seconds before the next attempt, doubled each time; a day has 1,000 identifications at most."""

HEALTHY_AFTER = 300.0
"""Seconds after which a connection counts as good, and waiting begins anew."""

_PASSING = (aiohttp.ClientError, OSError, discord.HTTPException, discord.GatewayNotFound,
            discord.ConnectionClosed, TimeoutError)  # fmt: skip
_AUTHENTICATION_FAILED, _INTENTS_REFUSED = 4004, (4013, 4014)


class LastingConnection:
    """Keeps one client running until told to stop.

    Args:
        make: makes a client, which is used once.
    """

    def __init__(self, make: Callable[[], BackroadClient]) -> None:
        self._make = make
        self.client: BackroadClient | None = None
        self._was_ready = False

    async def run(self, token: str, stopping: asyncio.Event) -> None:
        """Connects, and connects again, until `stopping` is set.

        Raises:
            UsageError: where Discord refuses the token or the intents.
        """
        wait = FIRST_WAIT
        while not stopping.is_set():
            started = time.monotonic()
            self.client = self._make()
            try:
                await self._run_once(self.client, token, stopping)
            except Exception as error:
                _raise_if_refused(error)
                self._was_ready |= self.client.was_ready
                if not self._was_ready and not isinstance(error, _PASSING):
                    raise
                if time.monotonic() - started > HEALTHY_AFTER:
                    wait = FIRST_WAIT
                _log.error("the connection ended, the next in %.0f s", wait, exc_info=error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stopping.wait(), wait)
            wait = min(2 * wait, LONGEST_WAIT)

    async def _run_once(self, client: BackroadClient, token: str, stopping: asyncio.Event) -> None:
        async with client:
            running = asyncio.create_task(client.start(token))
            waiting = asyncio.create_task(stopping.wait())
            await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
            if stopping.is_set():
                _log.info("stopping")
                await client.close()
            await running


def _raise_if_refused(error: Exception) -> None:
    code = error.code if isinstance(error, discord.ConnectionClosed) else None
    if isinstance(error, discord.LoginFailure) or code == _AUTHENTICATION_FAILED:
        raise UsageError("Discord refused the token: copy it anew into DISCORD_TOKEN") from error
    if isinstance(error, discord.PrivilegedIntentsRequired) or code in _INTENTS_REFUSED:
        raise UsageError("Discord refused the intents: see the bot's page in its portal") from error
