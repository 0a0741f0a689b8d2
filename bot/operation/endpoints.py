"""`/healthz`, `/readyz` and `/metrics` over HTTP, for whoever operates the bot.

`/healthz` answers 200 as long as the event loop turns. `/readyz` answers 200 where questions can be
answered, else 503 and what is missing. Neither says anything that is not fit for strangers.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import UsageError
from bot.operation.metrics import CONTENT_TYPE, Metrics

Readiness = Callable[[], Mapping[str, bool]]
"""Each thing that answering needs, and whether it is there. Called in a thread."""


@asynccontextmanager
async def served(
    host: str, port: int, metrics: Metrics, readiness: Readiness
) -> AsyncIterator[int]:
    """Serves the three addresses while the block runs; gives the port.

    Raises:
        UsageError: where nobody can listen there.
    """

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        found = await asyncio.to_thread(readiness)
        ready = all(found.values())
        body = {"status": "ok" if ready else "not ready", **found}
        return web.json_response(body, status=200 if ready else 503)

    async def metrics_text(_: web.Request) -> web.Response:
        text = await asyncio.to_thread(metrics.render)
        return web.Response(body=text, headers={"Content-Type": CONTENT_TYPE})

    app = web.Application(client_max_size=1024)
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)
    app.router.add_get("/metrics", metrics_text)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except (OSError, OverflowError) as error:
            raise UsageError(
                f"setting BACKROAD_HTTP_PORT: nobody can listen on {host}:{port}; choose another "
                "port, or a host of this machine for BACKROAD_HTTP_HOST"
            ) from error
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
