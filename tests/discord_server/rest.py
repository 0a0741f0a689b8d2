"""The REST pipeline: log, faults, token, rate limit, body, form, schema, and only then the route.

A body is judged completely before anything changes.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from .core import Core
from .draft import Upload
from .errors import DiscordError, method_not_allowed, not_found, unauthorized
from .faults import Fault
from .interactions import ATTACHMENT_LIMIT
from .log import Record
from .model import JSON
from .ratelimits import Refusal
from .validation.form import Form

VIA = {"Via": "1.1 google"}
"""Discord's edge adds it; discord.py takes a 429 without it for a ban by Cloudflare."""


@dataclass
class Call:
    """One request as its route sees it."""

    core: Core
    params: dict[str, str]
    query: dict[str, str]
    body: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict)

    def snowflake(self, name: str) -> int:
        """A path parameter that must be a snowflake."""
        value = self.params[name]
        if not value.isdigit():
            form = Form()
            form.add((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            form.refuse()
        return int(value)

    def flag(self, name: str) -> bool:
        """A query parameter that is true when it says so."""
        return self.query.get(name, "").lower() in {"1", "true"}

    def count(self, name: str, default: int, high: int) -> int:
        """A numeric query parameter from 1 to `high`."""
        raw = self.query.get(name)
        if raw is None:
            return default
        form = Form()
        form.number((name,), int(raw) if raw.lstrip("-").isdigit() else raw, 1, high)
        form.refuse()
        return int(raw)


Answer = tuple[int, Any]
Handler = Callable[[Call], Awaitable[Answer]]
Check = Callable[[Call], None]


@dataclass(frozen=True)
class Route:
    """A method and path with what serves it; `form` judges the body before the schema does."""

    method: str
    template: str
    handler: Handler
    form: Check | None
    public: bool

    @property
    def key(self) -> str:
        """The name of its rate-limit bucket."""
        return f"{self.method} {self.template}"


class Routes:
    """Collects the routes of a resource; `Routes()` is used as a decorator factory."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def add(
        self, method: str, template: str, *, form: Check | None = None, public: bool = False
    ) -> Callable[[Handler], Handler]:
        """Serves a path with the decorated function; `public` ones need no bot token."""

        def register(handler: Handler) -> Handler:
            self.all.append(Route(method, template, handler, form, public))
            return handler

        return register


class RestApi:
    """Serves all routes under `/api/v10`."""

    def __init__(self, core: Core, routes: list[Route]) -> None:
        self._core = core
        ordered = sorted(routes, key=_literal_first)
        self._routes = [(re.compile(_pattern(route.template)), route) for route in ordered]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serves one request and logs it."""
        core = self._core
        path = request.rel_url.raw_path.removeprefix("/api/v10")
        record = Record(request.method, path, "", dict(request.query), core.clock.now())
        core.requests.append(record)
        fault = core.faults.take(request.method, path)
        if fault is not None:
            record.fault = fault.kind
        if fault is not None and not fault.after_effect:
            if fault.kind == "hang":
                await asyncio.sleep(fault.seconds)
            else:
                return await self._disturb(request, record, fault)
        status, answer, headers = await self._serve(request, record)
        if fault is not None and fault.after_effect:
            if fault.kind != "hang":
                return await self._disturb(request, record, fault)
            await asyncio.sleep(fault.seconds)
        record.status, record.answer = status, answer
        core.schema.check_answer(request.method, record.route, status, answer)
        core.world.changed.notify()
        return _response(status, answer, headers)

    async def _serve(self, request: web.Request, record: Record) -> tuple[int, Any, dict[str, str]]:
        headers: dict[str, str] = {}
        try:
            route, params = self._resolve(request.method, record.path)
            record.route = route.template
            authorized = request.headers.get("Authorization") == f"Bot {self._core.token}"
            if not route.public and not authorized:
                raise unauthorized()
            if not route.template.startswith("/interactions/"):
                bucket, refusal = self._core.limits.take(route.key, _major(params))
                headers = self._core.limits.headers(bucket)
                if refusal is not None:
                    return 429, refusal.body, headers | refusal.headers
            call = Call(self._core, params, record.query)
            await self._read_body(request, call, record)
            if route.form is not None:
                route.form(call)
            if call.body is not None:
                self._core.schema.check_request(route.method, route.template, call.body)
            status, answer = await route.handler(call)
            return status, answer, headers
        except DiscordError as error:
            return error.status, error.body, headers
        except Exception as error:
            self._core.crashes.append(error)
            raise

    def _resolve(self, method: str, path: str) -> tuple[Route, dict[str, str]]:
        known = False
        for pattern, route in self._routes:
            if (match := pattern.fullmatch(path)) is None:
                continue
            known = True
            if route.method == method:
                return route, {k: unquote(v) for k, v in match.groupdict().items()}
        raise method_not_allowed() if known else not_found()

    async def _read_body(self, request: web.Request, call: Call, record: Record) -> None:
        if not request.can_read_body:
            return
        kind = request.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            await self._read_parts(request, call)
        elif kind == "application/json":
            call.body = _parse(await request.text())
        elif await request.read():
            form = Form()
            message = "Expected \"Content-Type\" header to be one of {'application/json'}."
            form.add((), "CONTENT_TYPE_INVALID", message)
            form.refuse()
        record.body = call.body
        record.files = [upload.filename for upload in call.uploads.values()]

    async def _read_parts(self, request: web.Request, call: Call) -> None:
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            name = part.name or ""
            data = bytes(await part.read())
            if name == "payload_json":
                call.body = _parse(data.decode())
            elif (match := re.fullmatch(r"files\[(\d)\]", name)) is not None:
                if len(data) > ATTACHMENT_LIMIT:
                    raise DiscordError(413, 40005, "Request entity too large")
                filename = part.filename or "unknown"
                call.uploads[int(match[1])] = Upload(
                    filename, data, part.headers.get("Content-Type")
                )
        if call.body is None:
            call.body = {}

    async def _disturb(
        self, request: web.Request, record: Record, fault: Fault
    ) -> web.StreamResponse:
        """Answers as a fault orders."""
        record.status = 0
        if fault.kind == "rate_limit":
            refusal = Refusal(fault.seconds, "global" if fault.is_global else "user")
            record.status = 429
            return _response(429, refusal.body, refusal.headers)
        if fault.kind == "malformed":
            record.status = 200
            return _raw(200, '{"id": "1", "content": ', {})
        if fault.kind == "cut":
            if request.transport is not None:
                request.transport.abort()
            return web.Response(status=500)
        record.status = fault.status
        return _response(fault.status, {"message": f"{fault.status}: Server Error", "code": 0}, {})


def _literal_first(route: Route) -> list[bool]:
    """Has `/users/@me` tried before `/users/{user_id}`."""
    return [part.startswith("{") for part in route.template.split("/")]


def _pattern(template: str) -> str:
    return re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", template)


def _major(params: dict[str, str]) -> str:
    """The parameters that have a bucket each: channel, guild, webhook with token."""
    names = ("channel_id", "guild_id", "application_id", "token")
    return "/".join(params[name] for name in names if name in params)


def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise DiscordError(400, 50109, "The request body contains invalid JSON.") from None


def _response(status: int, body: JSON | list[Any] | None, headers: dict[str, str]) -> web.Response:
    if status == 204 or body is None:
        return web.Response(status=status, headers=VIA | headers)
    return _raw(status, json.dumps(body, separators=(",", ":")), headers)


def _raw(status: int, text: str, headers: dict[str, str]) -> web.Response:
    """The content type goes out without a charset: discord.py compares it as it is."""
    content = {"Content-Type": "application/json"}
    return web.Response(status=status, body=text.encode(), headers=VIA | headers | content)
