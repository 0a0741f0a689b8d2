"""One WebSocket of the gateway: an ordered outbox, a compression stream, a count of commands."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress

from aiohttp import web

from .compression import Encoder
from .session import Session

COMMANDS_PER_MINUTE = 120


class Close(Exception):  # noqa: N818 - a protocol event
    """Ends a connection with a gateway close code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Connection:
    """One WebSocket: an ordered outbox, a compression stream, and at most one session."""

    def __init__(
        self, socket: web.WebSocketResponse, encoder: Encoder, request: web.Request
    ) -> None:
        self.socket = socket
        self.path = request.path
        self.session: Session | None = None
        self.closed_here = False
        self.acking = True
        self.heartbeats = 0
        self.last_heartbeat = 0.0
        self._commands: deque[float] = deque()
        self._encoder = encoder
        self._transport = request.transport
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def count(self, now: float) -> None:
        """Counts a command of the client; one too many a minute ends the connection."""
        self._commands.append(now)
        while self._commands[0] <= now - 60:
            self._commands.popleft()
        if len(self._commands) > COMMANDS_PER_MINUTE:
            raise Close(4008, "Rate limited.")

    def send(self, payload: str) -> None:
        """Queues a payload; it leaves in order."""
        self._outbox.put_nowait(payload)

    async def flush(self) -> None:
        """Waits until everything queued has left."""
        await self._outbox.join()

    async def close(self, code: int, reason: str = "") -> None:
        """Closes with a code; the client sees it as from Discord."""
        self.closed_here = True
        with suppress(TimeoutError):
            await asyncio.wait_for(self.flush(), timeout=1.0)
        await self.socket.close(code=code, message=reason.encode())
        self.stop()

    def cut(self) -> None:
        """Breaks the TCP connection without a goodbye."""
        self.stop()
        if self._transport is not None:
            self._transport.abort()

    def stop(self) -> None:
        """Ends the writer; nothing leaves any more."""
        self._writer.cancel()

    async def _write(self) -> None:
        while True:
            message = self._encoder(await self._outbox.get())
            try:
                if isinstance(message, str):
                    await self.socket.send_str(message)
                else:
                    await self.socket.send_bytes(message)
            except (ConnectionError, RuntimeError):
                pass
            finally:
                self._outbox.task_done()
