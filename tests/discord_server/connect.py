"""How a discord.py client is pointed to another Discord: two class attributes, nothing patched."""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import yarl

with warnings.catch_warnings():
    # discord.py imports a module for voice that Python 3.13 drops; nobody speaks here.
    warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
    import discord
    from discord.gateway import DiscordWebSocket
    from discord.http import Route


@contextmanager
def pointed_at(api_url: str) -> Iterator[None]:
    """Sends all REST calls of this process to `api_url` (with its version), and undoes it."""
    base, default = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = api_url
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, default


async def use_its_gateway(client: discord.Client) -> None:
    """Has a logged-in client dial the gateway that `GET /gateway/bot` names.

    A plain `Client` dials `DEFAULT_GATEWAY` and comes back to it after an invalid session.
    """
    _, url, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(url)


@asynccontextmanager
async def connected(client: discord.Client, api_url: str, token: str) -> AsyncIterator[None]:
    """Runs a client against a server for as long as the block lasts.

    An error that ends the client's connection for good comes out of the block's end.
    """
    with pointed_at(api_url):
        await client.login(token)
        await use_its_gateway(client)
        running = asyncio.create_task(client.connect())
        try:
            yield
        finally:
            await client.close()
            await running
