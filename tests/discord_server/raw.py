"""Raw REST calls and gateway connections, to send what discord.py would not."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from .interactions import Interaction
from .server import DiscordServer


class Api:
    """Raw calls with the bot's token, to send what discord.py would not."""

    def __init__(self, server: DiscordServer, session: aiohttp.ClientSession) -> None:
        self._server = server
        self._session = session
        self.token = server.token
        self.headers: dict[str, str] = {}

    async def __call__(
        self, method: str, path: str, body: Any = None, **options: Any
    ) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.token}"} | options.pop("headers", {})
        if body is not None:
            headers.setdefault("Content-Type", "application/json")
            options["data"] = json.dumps(body) if not isinstance(body, str) else body
        url = f"{self._server.api_url}{path}"
        async with self._session.request(method, url, headers=headers, **options) as response:
            self.headers = dict(response.headers)
            text = await response.text()
            return response.status, json.loads(text) if text else None


def faults_in(answer: Any, *path: str | int) -> list[str]:
    """The codes at a path of a 50035's nested errors."""
    assert answer["code"] == 50035, answer
    node = answer["errors"]
    for part in path:
        node = node[str(part)]
    return [error["code"] for error in node["_errors"]]


ASK = {
    "name": "ask",
    "description": "Asks",
    "options": [{"type": 3, "name": "question", "description": "What", "autocomplete": True}],
}


async def registered(api: Api, server: DiscordServer) -> None:
    """One command, without a bot."""
    status, _ = await api("PUT", f"/applications/{server.bot.id}/commands", [ASK])
    assert status == 200


def callback(interaction: Interaction) -> str:
    return f"/interactions/{interaction.id}/{interaction.token}/callback"


def hook(server: DiscordServer, interaction: Interaction) -> str:
    return f"/webhooks/{server.bot.id}/{interaction.token}"


class Shard:
    """A gateway client that shows every payload; it inflates what is compressed."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, server: DiscordServer) -> None:
        self.socket = socket
        self.server = server
        self._stream = zlib.decompressobj()

    async def send(self, op: int, data: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "d": data}))

    async def receive(self) -> dict[str, Any]:
        message = await self.socket.receive(timeout=2)
        assert message.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY), message
        text = message.data
        if message.type is aiohttp.WSMsgType.BINARY:
            assert text.endswith(b"\x00\x00\xff\xff")
            text = self._stream.decompress(text)
        payload: dict[str, Any] = json.loads(text)
        return payload

    async def closed(self) -> int | None:
        while not (await self.socket.receive(timeout=2)).type.name.startswith("CLOS"):
            pass
        return self.socket.close_code

    async def identify(self, **changes: Any) -> None:
        data = {"token": self.server.token, "intents": 1 << 0 | 1 << 9, "properties": {}} | changes
        await self.send(2, data)


@asynccontextmanager
async def shard(server: DiscordServer, query: str = "v=10&encoding=json") -> AsyncIterator[Shard]:
    """A raw connection."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{server.gateway.url}/?{query}") as socket,
    ):
        yield Shard(socket, server)
