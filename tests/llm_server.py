"""An OpenAI-compatible server on loopback: `POST /v1/chat/completions`, streamed as SSE."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Self

from aiohttp import web

Behaviour = Callable[[web.Request], Awaitable[web.StreamResponse]]


class LlmServer:
    """Behaves as told by `behaviour`, which may be replaced at any time; keeps what it was sent."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.port = 0
        self._held: set[asyncio.Task[Any]] = set()

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", self._complete)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._held:
            task.cancel()
        await self._runner.cleanup()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    @property
    def settings(self) -> dict[str, str]:
        """The environment that points Backroad here."""
        return {
            "BACKROAD_LLM_BASE_URL": self.url,
            "BACKROAD_LLM_MODEL": "test-model",
            "BACKROAD_LLM_API_KEY": "secret-key-value",
        }

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        self.bodies.append(await request.json())
        self.keys.append(request.headers.get("Authorization", ""))
        task = asyncio.current_task()
        assert task is not None
        self._held.add(task)
        try:
            return await self.behaviour(request)
        except ConnectionError:  # the client has had enough
            return web.Response()
        finally:
            self._held.discard(task)


def chunk(text: str | None, finish: str | None = None, **extra: Any) -> bytes:
    """One server-sent event of a streamed completion."""
    value = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "test-model",
        "choices": [{"index": 0, "delta": {"content": text, **extra}, "finish_reason": finish}],
    }
    return f"data: {json.dumps(value)}\n\n".encode()


async def opened(request: web.Request) -> web.StreamResponse:
    """A stream that was begun, with the role's empty first chunk."""
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    await response.write(chunk("", role="assistant"))
    return response


def says(text: str, size: int = 7, pause: float = 0.0, before: float = 0.0) -> Behaviour:
    """Says a text in pieces of some characters, with pauses in seconds."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await opened(request)
        await asyncio.sleep(before)
        for start in range(0, len(text), size):
            await response.write(chunk(text[start : start + size]))
            await asyncio.sleep(pause)
        await response.write(chunk(None, "stop"))
        await response.write(b"data: [DONE]\n\n")
        return response

    return behave


def fails(status: int) -> Behaviour:
    """Answers with an error, as a real endpoint words it; the text must never come out."""

    async def behave(request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": {"message": "secret-error-text"}}, status=status)

    return behave


def sends(*events: bytes, content_type: str = "text/event-stream") -> Behaviour:
    """Sends bytes as they are, and ends the response."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": content_type})
        await response.prepare(request)
        for event in events:
            await response.write(event)
        return response

    return behave


def breaks_off(text: str) -> Behaviour:
    """Says a text, then drops the connection in the middle of the stream."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await opened(request)
        await response.write(chunk(text))
        assert request.transport is not None
        request.transport.abort()
        return response

    return behave


async def hangs(request: web.Request) -> web.StreamResponse:
    """Takes the request and never answers."""
    await asyncio.sleep(60)
    return web.Response()


def falls_silent(text: str) -> Behaviour:
    """Says a text and then nothing more, with the stream left open."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await opened(request)
        await response.write(chunk(text))
        await asyncio.sleep(60)
        return response

    return behave


def never_ends(event: bytes) -> Behaviour:
    """Sends the same bytes again and again."""

    async def behave(request: web.Request) -> web.StreamResponse:
        response = await opened(request)
        while True:
            await response.write(event)

    return behave
