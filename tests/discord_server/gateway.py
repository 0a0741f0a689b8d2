"""The gateway: WebSocket connections, their handshake and heartbeats, and who receives what.

Protocol: https://discord.com/developers/docs/events/gateway
"""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from aiohttp import WSMsgType, web

from .compression import UnsupportedCompression, encoder_for
from .connection import Close, Connection
from .events import Event, Intents
from .gateway_payloads import guild_create_json, member_chunks, ready_json
from .model import JSON
from .session import Session, encode
from .world import World

HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME, REQUEST_MEMBERS = 1, 2, 3, 4, 6, 8
SOUNDBOARD = 31
MAX_PAYLOAD_BYTES = 4096
MIN_PATIENCE = 1.0
"""Seconds without a heartbeat that a busy machine may cause when the interval is short."""


class Gateway:
    """All sessions and connections of the app.

    `heartbeat_interval` is announced to clients; one that is silent for `patience` seconds (by
    default two intervals) is dropped. A session without a connection lives `session_lifetime`.
    """

    def __init__(self, world: World, token: str, privileged: int) -> None:
        self.world = world
        self.token = token
        self.privileged = privileged
        self.url = ""
        self.shards = 1
        self.heartbeat_interval = 41.25
        self.patience: float | None = None
        self.session_lifetime = 180.0
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.presence: JSON | None = None
        self.identifies: list[JSON] = []
        self.resumes: list[JSON] = []
        self.close_codes: list[int] = []
        self.refusals_left = 0
        self.overlap_on_resume = 0
        self.starts_left = 1000
        world.on_event(self._on_event)

    def _on_event(self, event: Event) -> None:
        guild = self.world.guilds.get(event.guild_id or 0)
        if guild is not None and not self.world.app_in(guild):
            return
        for session in list(self.sessions.values()):
            if not session.receives(event):
                continue
            if event.name == "GUILD_CREATE" and guild is not None:
                session.dispatch(event.name, guild_create_json(session, guild))
            else:
                session.deliver(event)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serves one WebSocket from handshake to close."""
        if self.refusals_left:
            self.refusals_left -= 1
            return web.Response(status=503)
        try:
            encoder = encoder_for(request.query.get("compress"))
        except UnsupportedCompression as error:
            return web.Response(status=400, text=str(error))
        socket = web.WebSocketResponse(max_msg_size=2**20, autoping=True)
        await socket.prepare(request)
        connection = Connection(socket, encoder, request)
        self.connections.append(connection)
        watchdog: asyncio.Task[None] | None = None
        try:
            if request.query.get("v") not in {"9", "10"}:
                raise Close(4012, "Invalid API version.")
            if request.query.get("encoding", "json") != "json":
                raise Close(4002, "Error while decoding payload.")
            milliseconds = int(self.heartbeat_interval * 1000)
            connection.send(encode(10, {"heartbeat_interval": milliseconds, "_trace": ["local"]}))
            watchdog = asyncio.create_task(self._watch_heartbeats(connection))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._receive(connection, message.data)
                elif message.type is WSMsgType.BINARY:
                    raise Close(4002, "Error while decoding payload.")
        except (KeyError, TypeError, ValueError):
            self.close_codes.append(4002)
            await connection.close(4002, "Error while decoding payload.")
        except Close as close:
            self.close_codes.append(close.code)
            await connection.close(close.code, close.reason)
        except ConnectionError:
            pass
        finally:
            if watchdog is not None:
                watchdog.cancel()
                with suppress(asyncio.CancelledError):
                    await watchdog
            self._detach(connection)
            connection.stop()
        return socket

    def _detach(self, connection: Connection) -> None:
        """A client that leaves with 1000 or 1001 gives its session up; else it may resume."""
        self.connections.remove(connection)
        session = connection.session
        if session is not None and session.send == connection.send:
            session.send = None
            session.detached_at = self.world.clock.now()
            goodbye = not connection.closed_here and connection.socket.close_code in {1000, 1001}
            if goodbye:
                self.sessions.pop(session.id, None)
        self.world.changed.notify()

    async def _watch_heartbeats(self, connection: Connection) -> None:
        loop = asyncio.get_running_loop()
        connection.last_heartbeat = loop.time()
        while True:
            patience = self.patience or max(MIN_PATIENCE, self.heartbeat_interval * 2)
            await asyncio.sleep(connection.last_heartbeat + patience - loop.time())
            if loop.time() - connection.last_heartbeat >= patience:
                self.close_codes.append(4009)
                if connection.session is not None:
                    self.sessions.pop(connection.session.id, None)
                await connection.close(4009, "Session timed out.")
                return

    # -- what the client sends --------------------------------------------------------------

    def _receive(self, connection: Connection, text: str) -> None:
        try:
            payload = json.loads(text)
            op, data = payload["op"], payload.get("d")
        except (ValueError, TypeError, KeyError):
            raise Close(4002, "Error while decoding payload.") from None
        if len(text.encode()) > MAX_PAYLOAD_BYTES:
            raise Close(4002, "Error while decoding payload.")
        now = asyncio.get_running_loop().time()
        if op == HEARTBEAT:
            connection.last_heartbeat = now
            connection.heartbeats += 1
            if connection.acking:
                connection.send(encode(11))
            self.world.changed.notify()
            return
        connection.count(now)
        if op == IDENTIFY:
            self._identify(connection, _object(data))
        elif op == RESUME:
            self._resume(connection, _object(data))
        elif connection.session is None:
            raise Close(4003, "Not authenticated.")
        elif op == PRESENCE:
            self.presence = _presence(data)
            self.world.changed.notify()
        elif op == REQUEST_MEMBERS:
            self._members(connection.session, _object(data))
        elif op not in {VOICE_STATE, SOUNDBOARD}:
            raise Close(4001, "Unknown opcode.")

    def _identify(self, connection: Connection, data: JSON) -> None:
        if connection.session is not None:
            raise Close(4005, "Already authenticated.")
        if data.get("token") != self.token:
            raise Close(4004, "Authentication failed.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents < 0 or intents & ~Intents.ALL:
            raise Close(4013, "Invalid intent(s).")
        if intents & Intents.PRIVILEGED & ~self.privileged:
            raise Close(4014, "Disallowed intent(s).")
        if not isinstance(data.get("properties"), dict):
            raise Close(4002, "Error while decoding payload.")
        shard = data.get("shard", [0, 1])
        if not (len(shard) == 2 and 0 <= shard[0] < shard[1]):
            raise Close(4010, "Invalid shard.")
        if shard[1] < self.shards:
            raise Close(4011, "Sharding required.")
        if data.get("presence") is not None:
            self.presence = _presence(data["presence"])
        self.starts_left -= 1
        self.identifies.append(data)
        session = Session(self.world.bot, intents, (shard[0], shard[1]))
        self.sessions[session.id] = session
        self._attach(connection, session)
        self._ready(session)

    def _ready(self, session: Session) -> None:
        """READY, then one GUILD_CREATE a guild."""
        guilds = [g for g in self.world.guilds.values() if self.world.app_in(g)]
        mine = [g for g in guilds if session.intents & Intents.GUILDS and session.covers(g.id)]
        resume_url = f"{self.url}/resume"
        ready = ready_json(session, mine, resume_url, self.application_flags)
        session.dispatch("READY", ready)
        session.ready = True
        for guild in mine:
            session.dispatch("GUILD_CREATE", guild_create_json(session, guild))
        self.world.changed.notify()

    def _resume(self, connection: Connection, data: JSON) -> None:
        if connection.session is not None:
            raise Close(4005, "Already authenticated.")
        if data.get("token") != self.token:
            raise Close(4004, "Authentication failed.")
        self.resumes.append(data | {"path": connection.path})
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or self._expired(session):
            connection.send(encode(9, False))
            return
        seq = data.get("seq")
        if not isinstance(seq, int) or seq > session.seq:
            del self.sessions[session.id]
            raise Close(4007, "Invalid seq.")
        self._attach(connection, session)
        session.replay(max(0, seq - self.overlap_on_resume))
        session.dispatch("RESUMED", {"_trace": ["local"]})
        self.world.changed.notify()

    def _expired(self, session: Session) -> bool:
        if session.detached_at is None:
            return False
        return self.world.clock.now() - session.detached_at > self.session_lifetime

    def _attach(self, connection: Connection, session: Session) -> None:
        for other in self.connections:
            if other is not connection and other.session is session:
                other.session = None
        connection.session = session
        session.send = connection.send
        session.detached_at = None

    def _members(self, session: Session, data: JSON) -> None:
        """GUILD_MEMBERS_CHUNK; the whole list only with the members intent."""
        guild_id = int(data.get("guild_id") or 0)
        guild = self.world.guilds.get(guild_id)
        if guild is None or not self.world.app_in(guild):
            return
        everybody = data.get("query") == "" and not data.get("limit")
        if everybody and not session.intents & Intents.GUILD_MEMBERS:
            raise Close(4014, "Disallowed intent(s).")
        for chunk in member_chunks(guild, data):
            session.dispatch("GUILD_MEMBERS_CHUNK", chunk)

    @property
    def application_flags(self) -> int:
        """The portal's switches for privileged intents, as application flags."""
        flags = 1 << 13 if self.privileged & Intents.GUILD_PRESENCES else 0
        flags |= 1 << 15 if self.privileged & Intents.GUILD_MEMBERS else 0
        return flags | (1 << 19 if self.privileged & Intents.MESSAGE_CONTENT else 0)


def _object(data: object) -> JSON:
    if not isinstance(data, dict):
        raise Close(4002, "Error while decoding payload.")
    return data


def _presence(data: object) -> JSON:
    presence = _object(data)
    if presence.get("status") not in {"online", "dnd", "idle", "invisible", "offline", None}:
        raise Close(4002, "Error while decoding payload.")
    return presence
