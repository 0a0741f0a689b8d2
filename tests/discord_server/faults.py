"""Faults a test can order: on REST routes here, on the gateway through `GatewayFaults`."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from .connection import Connection
from .gateway import Gateway
from .session import encode


@dataclass
class Fault:
    """What happens to the next matching requests instead of, or after, their effect.

    `kind` is `rate_limit`, `status`, `hang`, `malformed` or `cut`. With `after_effect` the request
    is carried out and only its answer is lost or replaced.
    """

    pattern: str
    kind: str
    times: int
    skip: int = 0
    status: int = 500
    seconds: float = 0.0
    is_global: bool = False
    after_effect: bool = False
    hits: int = 0

    def matches(self, method: str, path: str) -> bool:
        """Whether the pattern (`"POST /channels/*/messages"`, `*` for any text) fits."""
        return fnmatchcase(f"{method} {path}", self.pattern)


class Faults:
    """The REST faults that are due; the first that matches a request is used up by it."""

    def __init__(self, gateway: Gateway) -> None:
        self.due: list[Fault] = []
        self.gateway = GatewayFaults(gateway)

    def rate_limit(
        self, pattern: str, retry_after: float, *, times: int = 1, is_global: bool = False
    ) -> Fault:
        """Answers 429 with `Retry-After`."""
        return self._add(
            Fault(pattern, "rate_limit", times, seconds=retry_after, is_global=is_global)
        )

    def fail(
        self,
        pattern: str,
        status: int = 500,
        *,
        times: int = 1,
        skip: int = 0,
        after_effect: bool = False,
    ) -> Fault:
        """Answers with a 5xx."""
        return self._add(
            Fault(pattern, "status", times, skip, status=status, after_effect=after_effect)
        )

    def hang(
        self, pattern: str, seconds: float, *, times: int = 1, after_effect: bool = False
    ) -> Fault:
        """Answers only after that many real seconds."""
        return self._add(Fault(pattern, "hang", times, seconds=seconds, after_effect=after_effect))

    def malformed(self, pattern: str, *, times: int = 1, after_effect: bool = False) -> Fault:
        """Answers 200 with broken JSON."""
        return self._add(Fault(pattern, "malformed", times, after_effect=after_effect))

    def cut(self, pattern: str, *, times: int = 1, after_effect: bool = False) -> Fault:
        """Breaks the connection without an answer."""
        return self._add(Fault(pattern, "cut", times, after_effect=after_effect))

    def clear(self) -> None:
        """Ends all faults."""
        self.due.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for a request, counted as used."""
        for fault in self.due:
            if not fault.matches(method, path):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.hits += 1
            fault.times -= 1
            if fault.times <= 0:
                self.due.remove(fault)
            return fault
        return None

    def _add(self, fault: Fault) -> Fault:
        if fault.times < 1:
            raise ValueError(f"a fault happens at least once, not {fault.times} times")
        self.due.append(fault)
        return fault


class GatewayFaults:
    """Disturbances of the gateway; each acts on all connections that are open now."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def _open(self) -> list[Connection]:
        return list(self._gateway.connections)

    def drop(self) -> None:
        """Breaks the TCP connections without a close frame."""
        for connection in self._open():
            connection.cut()

    async def close(self, code: int = 4000, reason: str = "") -> None:
        """Closes with a gateway close code."""
        for connection in self._open():
            await connection.close(code, reason)

    def stop_acking(self) -> None:
        """Leaves heartbeats unanswered, on the connections open now and no later ones."""
        for connection in self._open():
            connection.acking = False

    def invalidate(self, *, resumable: bool) -> None:
        """INVALID_SESSION; a session that is not resumable is forgotten."""
        for connection in self._open():
            if not resumable and connection.session is not None:
                self._gateway.sessions.pop(connection.session.id, None)
            connection.send(encode(9, resumable))

    def reconnect(self) -> None:
        """RECONNECT: the client is to come back and resume."""
        for connection in self._open():
            connection.send(encode(7))

    def request_heartbeat(self) -> None:
        """Asks for a heartbeat at once."""
        for connection in self._open():
            connection.send(encode(1))

    def refuse(self, times: int) -> None:
        """Answers the next connection attempts with 503."""
        self._gateway.refusals_left = times

    def forget_sessions(self) -> None:
        """Loses all sessions, so that the next RESUME is refused."""
        self._gateway.sessions.clear()

    def overlap(self, dispatches: int) -> None:
        """Has each RESUME replay that many dispatches the client already has."""
        self._gateway.overlap_on_resume = dispatches

    def send_raw(self, payload: str) -> None:
        """Sends any text as a payload."""
        for connection in self._open():
            connection.send(payload)
