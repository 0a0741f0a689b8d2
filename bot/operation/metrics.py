"""Metrics in Prometheus' text format, in a registry of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)
"""Buckets: 1.5 s is when an interaction is deferred, 3 s is when Discord gives it up."""


@dataclass(frozen=True, slots=True)
class ShardState:
    """One connection to Discord's gateway; `latency` in seconds, NaN before the first heartbeat."""

    number: int
    connected: bool
    latency: float


@dataclass(frozen=True, slots=True)
class IndexSeen:
    """The index version that answers; `fell_back` where the serving one is damaged."""

    version: str
    model: str
    created: datetime
    fell_back: bool


class Running(Protocol):
    """The state of the running bot, read with every scrape."""

    def shards(self) -> Sequence[ShardState]:
        """Every connection to the gateway."""

    def servers(self) -> int:
        """How many servers the bot is in."""

    def index(self) -> IndexSeen:
        """The index that answers."""

    def jobs(self) -> tuple[int, int]:
        """How many jobs wait for a thread, and how many run."""


class Metrics:
    """Counts and times what it is told as an `Observer`; gauges are read from the running bot.

    No label holds a member, a server, a channel or a word of what was asked.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self._registry)
        self._questions = self._counter("questions", "Questions by outcome.", "outcome")
        self._answering = self._histogram("question_seconds", "From question to answer.", "outcome")
        self._stages = self._histogram(
            "stage_seconds",
            "Stages of the work: waiting for a thread, encoding, each search, wording.",
            "stage",
        )
        self._interactions = self._counter(
            "interactions", "Interactions by kind, command and result.", "kind", "command", "result"
        )
        self._acknowledged = self._histogram(
            "acknowledged_seconds", "From an interaction to the first response.", "kind"
        )
        self._requests = self._counter(
            "discord_requests", "Requests to Discord's REST API.", "method", "status"
        )
        self._request_seconds = self._histogram(
            "discord_request_seconds", "Duration of requests to Discord's REST API.", "method"
        )
        self._gateway = self._counter("gateway_events", "Changes of the gateway.", "event")

    def watch(self, running: Running, now: Callable[[], datetime]) -> None:
        """Reads the gauges from the running bot from now on.

        Args:
            now: the clock by which the index ages, in UTC.
        """
        self._registry.register(_RunningCollector(running, now))

    def question(self, outcome: str, seconds: float) -> None:
        self._questions.labels(outcome).inc()
        self._answering.labels(outcome).observe(seconds)

    def stage(self, name: str, seconds: float) -> None:
        self._stages.labels(name).observe(seconds)

    def interaction(self, kind: str, command: str, result: str) -> None:
        self._interactions.labels(kind, command, result).inc()

    def acknowledged(self, kind: str, seconds: float) -> None:
        self._acknowledged.labels(kind).observe(seconds)

    def request(self, method: str, status: str, seconds: float) -> None:
        self._requests.labels(method, status).inc()
        self._request_seconds.labels(method).observe(seconds)

    def gateway_event(self, name: str) -> None:
        self._gateway.labels(name).inc()

    def render(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self._registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"backroad_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(
            f"backroad_{name}", text, labels, registry=self._registry, buckets=_SECONDS
        )


class _RunningCollector(Collector):
    def __init__(self, running: Running, now: Callable[[], datetime]) -> None:
        self._running = running
        self._now = now

    def describe(self) -> Iterable[Metric]:
        return ()

    def collect(self) -> Iterable[Metric]:
        index = self._running.index()
        info = InfoMetricFamily("backroad_index", "The index version that answers.")
        info.add_metric((), {"version": index.version, "model": index.model})
        yield info
        age = max(0.0, (self._now() - index.created).total_seconds())
        yield _gauge("index_age_seconds", "Since the index that answers was built.", age)
        fell_back = float(index.fell_back)
        yield _gauge("index_fell_back", "1 where the serving version is damaged.", fell_back)
        waiting, active = self._running.jobs()
        yield _gauge("jobs_waiting", "The queue: jobs that wait for a thread.", waiting)
        yield _gauge("jobs_running", "Jobs that run in a thread.", active)
        yield _gauge("servers", "Servers that the bot is in.", self._running.servers())
        connected = GaugeMetricFamily(
            "backroad_gateway_connected", "1 where a shard is connected.", labels=["shard"]
        )
        latency = GaugeMetricFamily(
            "backroad_gateway_latency_seconds", "Of a shard's last heartbeat.", labels=["shard"]
        )
        for shard in self._running.shards():
            connected.add_metric((str(shard.number),), float(shard.connected))
            latency.add_metric((str(shard.number),), shard.latency)
        yield connected
        yield latency


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"backroad_{name}", text, value=value)
