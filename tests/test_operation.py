"""What operators see of the running bot: health, readiness, metrics, and the log."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import socket
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from bot_process import bot_on
from discord_server import DiscordServer
from prometheus_client.parser import text_string_to_metric_families
from test_command_line import backroad

import bot.__main__
from bot.operation.metrics import Metrics
from bot.operation.threads import CountingThreads


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Operator:
    """Reads the bot's HTTP addresses."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._address = f"http://127.0.0.1:{port}"

    async def get(self, path: str) -> tuple[int, str]:
        async with self._session.get(self._address + path) as response:
            return response.status, await response.text()

    async def becomes_ready(self, ready: bool) -> dict[str, Any]:
        """What `/readyz` says once it says that the bot is ready, or that it is not."""
        for _ in range(100):
            status, text = await self.get("/readyz")
            if status == (200 if ready else 503):
                return dict(json.loads(text))
            await asyncio.sleep(0.1)
        raise AssertionError(text)

    async def metrics(self) -> dict[tuple[str, str], float]:
        """Every sample by its name and its labels, as `name value` pairs joined by commas."""
        _, text = await self.get("/metrics")
        return {
            (
                sample.name,
                ",".join(f"{k} {v}" for k, v in sorted(sample.labels.items())),
            ): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }


async def test_health_metrics_and_logs_tell_what_happened_and_nothing_said(
    small: Path, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    async with DiscordServer(shards=2) as server, aiohttp.ClientSession() as session:
        guilds = [server.add_guild(f"Learners {number}") for number in range(3)]
        channels = [guild.add_text_channel("help") for guild in guilds]
        members = [guild.add_member(f"ana{number}") for number, guild in enumerate(guilds)]
        operator = Operator(session, port)
        settings = {"BACKROAD_HTTP_PORT": str(port), "BACKROAD_LOG_FORMAT": "json"}
        async with bot_on(server, small / "data", log, **settings):
            for member, channel in zip(members, channels, strict=True):
                await member.slash(channel, "ask", question="what is Tables")
            stranger = guilds[0].add_member("ben")
            await stranger.slash(channels[0], "ask", question="how do I bake zwieback")
            asked = await members[1].say(channels[1], f"{server.bot.mention} what is Queries")
            await server.wait_for_message(channels[1], reply_to=asked)
            await members[0].autocomplete(channels[0], "roadmap", "track", "sm")
            await members[0].slash(channels[0], "privacy")

            assert await operator.get("/healthz") == (200, '{"status": "ok"}')
            assert await operator.becomes_ready(True) == {
                "status": "ok",
                "gateway": True,
                "database": True,
            }
            seen = await operator.metrics()
            assert seen["backroad_questions_total", "outcome answered"] == 4
            assert seen["backroad_questions_total", "outcome not_covered"] == 1
            assert seen["backroad_question_seconds_count", "outcome answered"] == 4
            for stage in ("encode", "search", "queue"):
                assert seen["backroad_stage_seconds_count", f"stage {stage}"] >= 5
            done = "command ask,kind command,result done"
            assert seen["backroad_interactions_total", done] == 4
            assert seen["backroad_acknowledged_seconds_count", "kind command"] == 5
            suggested = "command roadmap,kind autocomplete,result done"
            assert seen["backroad_interactions_total", suggested] == 1
            assert seen["backroad_discord_requests_total", "method POST,status 200"] >= 1
            assert seen["backroad_servers", ""] == 3
            for shard in ("0", "1"):
                assert seen["backroad_gateway_connected", f"shard {shard}"] == 1
                assert ("backroad_gateway_latency_seconds", f"shard {shard}") in seen
            assert seen["backroad_gateway_events_total", "event connected"] >= 2
            assert seen["backroad_index_age_seconds", ""] >= 0
            assert seen["backroad_index_fell_back", ""] == 0
            assert seen["backroad_jobs_waiting", ""] == 0
            assert seen["process_resident_memory_bytes", ""] > 0
            assert any(name == "backroad_index_info" for name, _ in seen)

            server.faults.gateway.refuse(1000)
            server.faults.gateway.drop()
            await server.wait_until(lambda: not server.gateway.connections, 10)
            assert (await operator.becomes_ready(False))["gateway"] is False
            assert (await operator.get("/healthz"))[0] == 200
            server.faults.gateway.refuse(0)
        assert sorted(tuple(i["shard"]) for i in server.gateway.identifies[:2]) == [(0, 2), (1, 2)]
    lines: list[dict[str, Any]] = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    questions = [line["question"] for line in lines if line["event"].startswith("question ")]
    assert len(questions) == len(set(questions)) == 5
    assert all(re.fullmatch("[0-9a-f]{8}", number) for number in questions)
    assert not re.search("zwieback|Tables|Queries", log.read_text("utf-8"))


def test_a_port_that_is_taken_is_one_clear_line(small: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        status, _, error = backroad(
            small, "run", DISCORD_TOKEN="MTIz.token.value-not-real", BACKROAD_HTTP_PORT=port
        )
    assert (status, "nobody can listen" in error.splitlines()[-1]) == (2, True)
    assert "Traceback" not in error


def test_the_queue_is_counted_and_its_jobs_are_timed() -> None:
    import threading

    metrics, blocked = Metrics(), threading.Event()
    threads = CountingThreads(metrics, workers=1)
    started = threading.Event()

    def block() -> str:
        started.set()
        blocked.wait(30)
        return "first"

    first, second, third = threads.submit(block), threads.submit(str, 2), threads.submit(str, 3)
    started.wait(30)
    assert threads.jobs == (2, 1)
    assert third.cancel()
    blocked.set()
    assert (first.result(30), second.result(30)) == ("first", "2")
    threads.shutdown()
    assert threads.jobs == (0, 0)
    assert b'backroad_stage_seconds_count{stage="queue"} 2.0' in metrics.render()


def test_a_second_bot_on_a_data_folder_is_refused(small: Path) -> None:
    from bot.state.occupancy import occupied

    with occupied(small / "data"):
        status, _, error = backroad(small, "run", DISCORD_TOKEN="MTIz.token.value-not-real")
    assert (status, "a bot runs on the data folder" in error.splitlines()[-1]) == (2, True)


def test_an_unforeseen_error_is_one_line_without_its_text(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**_: object) -> None:
        raise ZeroDivisionError("text with a value that nobody may see")

    monkeypatch.setattr(bot.__main__.backroad, "main", fail)
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    with pytest.raises(SystemExit) as left:
        bot.__main__.main()
    error = capsys.readouterr().err
    assert (left.value.code, error.count("\n")) == (1, 1)
    assert "ZeroDivisionError" in error
    assert "nobody may see" not in error
