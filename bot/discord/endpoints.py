"""Which Discord to talk to: the real one, or a compatible server named in the settings."""

from __future__ import annotations

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route


def point_at(api_url: str) -> None:
    """Sends all REST calls of this process to `api_url`, which ends in the API version."""
    Route.BASE = api_url.rstrip("/")


async def use_its_gateway(client: discord.Client) -> None:
    """Has a logged-in client dial the gateway that `GET /gateway/bot` names."""
    _, address, _ = await client.http.get_bot_gateway()
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(address)
