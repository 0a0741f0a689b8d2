"""`DiscordServer`: everything put together, listening on loopback."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from .clock import Clock
from .commands import CommandBook
from .community import DEFAULT_BOT_PERMISSIONS, Community
from .conversation import Conversation
from .core import Core
from .events import PRIVILEGED_INTENTS
from .faults import Faults
from .gateway import Gateway
from .interactions import InteractionBook
from .log import Record, RequestLog
from .member import Member
from .model import Channel, Message, User
from .ratelimits import RateLimits
from .rest import RestApi
from .routes import ALL
from .schema import OPENAPI, Schema
from .waiting import Timeout
from .world import World

T = TypeVar("T")
MAX_BODY = 32 * 2**20


class DiscordServer:
    """A Discord of one's own; `async with DiscordServer() as server` starts and stops it.

    `privileged` are the intents switched on for the app: any of `members`, `presences`,
    `message_content`. `shards` is the recommended number, below which IDENTIFY is refused.
    Bodies are compared with `openapi`, Discord's description, where that file is there.
    """

    def __init__(
        self,
        *,
        privileged: Iterable[str] = (),
        shards: int = 1,
        heartbeat_interval: float = 41.25,
        openapi: Path = OPENAPI,
    ) -> None:
        bits = 0
        for name in privileged:
            bits |= PRIVILEGED_INTENTS[name]
        self.clock = Clock()
        world = World(self.clock)
        token = _token(world.bot.id)
        gateway = Gateway(world, token, bits)
        gateway.shards = shards
        gateway.heartbeat_interval = heartbeat_interval
        self.core = Core(
            token=token,
            clock=self.clock,
            world=world,
            conversation=Conversation(world),
            commands=CommandBook(world.bot.id, world.snowflakes),
            interactions=InteractionBook(world),
            gateway=gateway,
            faults=Faults(gateway),
            limits=RateLimits(self.clock),
            schema=Schema(openapi),
            requests=RequestLog(),
        )
        self._runner: web.AppRunner | None = None
        self._origin = ""
        self.port = 0

    # -- life -------------------------------------------------------------------------------

    async def __aenter__(self) -> DiscordServer:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        await self.stop()
        if kind is None and self.core.crashes:
            raise ExceptionGroup("the Discord server itself failed", self.core.crashes)

    async def start(self, port: int = 0) -> None:
        """Listens on 127.0.0.1; on any free port unless told which."""
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_get("/", self.gateway.handle)
        app.router.add_get("/resume", self.gateway.handle)
        for folder in ("attachments", "ephemeral-attachments"):
            app.router.add_get(f"/{folder}/{{channel}}/{{file}}/{{name}}", self._download)
        app.router.add_route("*", "/api/v10/{path:.*}", RestApi(self.core, ALL).handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        host, self.port = self._runner.addresses[0][:2]
        self._origin = f"{host}:{self.port}"
        self.gateway.url = f"ws://{self._origin}"
        self.core.world.cdn_url = f"http://{self._origin}"

    async def stop(self) -> None:
        """Breaks all connections and stops listening; `start(server.port)` comes back as it was."""
        for connection in list(self.gateway.connections):
            connection.cut()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _download(self, request: web.Request) -> web.Response:
        name = request.match_info["file"]
        found = self.core.world.attachments.get(int(name) if name.isdigit() else 0)
        if found is None or found.filename != request.match_info["name"]:
            return web.Response(status=404)
        kind = found.content_type or "application/octet-stream"
        return web.Response(body=found.data, content_type=kind)

    # -- what the app needs -----------------------------------------------------------------

    @property
    def token(self) -> str:
        """The app's bot token."""
        return self.core.token

    @property
    def api_url(self) -> str:
        """The base of the REST API, with its version."""
        return f"http://{self._origin}/api/v10"

    def environment(self) -> dict[str, str]:
        """The variables that make a Backroad process use this server."""
        return {"DISCORD_TOKEN": self.token, "BACKROAD_DISCORD_API_URL": self.api_url}

    # -- what stands in it ------------------------------------------------------------------

    @property
    def bot(self) -> User:
        """The app's user."""
        return self.core.world.bot

    @property
    def gateway(self) -> Gateway:
        """Sessions, connections, presence, and what was identified and resumed with."""
        return self.core.gateway

    @property
    def faults(self) -> Faults:
        """Faults to order; those of the gateway are `faults.gateway`."""
        return self.core.faults

    @property
    def requests(self) -> RequestLog:
        """Every REST request received."""
        return self.core.requests

    @property
    def schema(self) -> Schema:
        """The check against Discord's OpenAPI description, with its counts."""
        return self.core.schema

    @property
    def rate_limits(self) -> RateLimits:
        """Limits to set; generous unless a test wants them tight."""
        return self.core.limits

    @property
    def typing(self) -> list[tuple[Channel, User, float]]:
        """Who showed to be typing where, and when."""
        return self.core.conversation.typing

    @property
    def owner(self) -> Member:
        """The person the app belongs to."""
        return Member(self.core, self.core.world.app_owner)

    def add_guild(
        self,
        name: str,
        *,
        bot: bool = True,
        bot_permissions: int = DEFAULT_BOT_PERMISSIONS,
        locale: str = "en-US",
    ) -> Community:
        """A guild with an owner of its own and, unless told otherwise, the app in it."""
        guild = self.core.world.add_guild(name, self.core.world.add_user("owner"), locale=locale)
        community = Community(self.core, guild)
        if bot:
            community.invite_bot(bot_permissions)
        return community

    def add_user(self, name: str, *, locale: str = "en-US") -> Member:
        """Somebody who is in no guild."""
        return Member(self.core, self.core.world.add_user(name, locale=locale))

    def add_group(self, name: str, *members: Member) -> Channel:
        """A group conversation without the app."""
        return self.core.world.private_channel(*(m.user for m in members), name=name)

    # -- waiting ----------------------------------------------------------------------------

    async def wait_until(
        self, condition: Callable[[], T], within: float = 10.0, what: str = "a condition"
    ) -> T:
        """The first truthy value of a condition that is looked at after every change."""
        return await self.core.world.changed.wait_until(condition, within, what)

    async def wait_ready(self, within: float = 30.0, *, commands: Iterable[str] = ()) -> None:
        """Waits until every shard has its session and these commands are registered."""

        def ready() -> bool:
            sessions = [s for s in self.gateway.sessions.values() if s.ready and s.send]
            covered = bool(sessions) and len({s.shard[0] for s in sessions}) == sessions[0].shard[1]
            return covered and set(commands) <= self.command_names()

        await self.wait_until(ready, within, f"the app to be ready with {sorted(commands)}")

    def command_names(self) -> set[str]:
        """The names of all registered commands, global and of guilds."""
        scopes = self.core.commands.scopes
        return {command.name for scope in scopes.values() for command in scope.values()}

    async def wait_for_message(
        self,
        channel: Channel,
        *,
        reply_to: Message | None = None,
        after: Message | None = None,
        containing: str = "",
        author: User | Member | None = None,
        within: float = 10.0,
    ) -> Message:
        """The first message in a channel, by the app unless told, that fits all that is given."""
        wanted = author.user if isinstance(author, Member) else author or self.bot

        def found() -> Message | None:
            for message in channel.messages.values():
                fits = message.author is wanted and not message.loading
                fits = fits and (reply_to is None or message.reply_to is reply_to)
                fits = fits and (after is None or message.id > after.id)
                if fits and containing in message.all_text():
                    return message
            return None

        what = f"a message by {wanted.username} in {channel.name or 'the direct messages'}"
        try:
            message = await self.wait_until(found, within, what)
        except Timeout as timeout:
            there = list(channel.messages.values())
            raise Timeout(f"{what}; there are {there}", timeout.seconds) from None
        assert message is not None
        return message

    async def wait_for_request(
        self, pattern: str, *, count: int = 1, within: float = 10.0
    ) -> list[Record]:
        """The answered requests that fit a pattern, as soon as there are `count` of them."""

        def found() -> list[Record]:
            records = [record for record in self.requests.matching(pattern) if record.status]
            return records if len(records) >= count else []

        return await self.wait_until(found, within, f"{count} × {pattern}")


def _token(bot_id: int) -> str:
    """A token of the usual form: the id, a time, a signature."""
    first = base64.urlsafe_b64encode(str(bot_id).encode()).decode().rstrip("=")
    return f"{first}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
