"""What a build tells, how it is shown, and what it never shows."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from small_knowledge import SmallArticle

from bot.answering.service import AnswerService
from bot.discord.limits import EMBED_TOTAL, length
from bot.discord.moderation.build_embed import ended_embed, running_embed
from bot.moderation.build_events import (
    Built,
    Ending,
    Event,
    Failed,
    Faulty,
    FileFault,
    Progress,
    Reason,
    failed,
    faulty,
    read_line,
    to_line,
)
from bot.moderation.build_process import build_environment
from bot.moderation.build_texts import progress_bar, share_done
from bot.moderation.rebuilds import CHECKING, Cancelled, Rebuilds, RunningBuild
from bot.settings import Settings
from bot.state.builds import Outcome, SqliteBuildLog
from bot.state.database import open_database
from bot.state.gap_answers import RegressionRun
from index.build import build_index
from index.errors import BuildUnderWayError, ModelError
from index.opened import OpenIndex, open_index
from index.versions import Versions, index_folder
from knowledge.faults import Fault

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
COUNTS = {"articles": 356, "sections": 2905}
EVENTS = [
    Progress("Embedding", 3, 10),
    Built("v1", False, 3.5, COUNTS, 4, 5, ("a",), ("b", "c"), ()),
    Faulty(60, (FileFault("articles/a.md", 3, "title is missing"),)),
    Failed(Reason.DISK),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: type(event).__name__)
def test_an_event_survives_its_line(event: Progress | Ending) -> None:
    line = to_line(event)
    assert "\n" not in line
    assert read_line(line) == event


@pytest.mark.parametrize(
    "line",
    ["", "{", "[]", "7", "Traceback (most recent call last):", '{"event": "unheard"}',
     '{"event": "failed", "reason": "?"}', '{"event": "progress", "more": 1}',
     '{"event": "faulty", "count": 1, "faults": [1]}'],
)  # fmt: skip
def test_what_is_no_event_is_passed_over(line: str) -> None:
    assert read_line(line) is None


def test_no_path_outside_the_knowledge_folder_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    faults = [
        Fault(folder / "articles" / "a.md", 3, f"cannot read {folder}/articles/a.md"),
        Fault(tmp_path / "elsewhere.md", 1, "odd"),
    ] + [Fault(folder / f"{n}.md", n, "odd") for n in range(100)]
    told = faulty(faults, folder)
    assert told.count == 102
    assert [str(fault) for fault in told.faults[:2]] == [
        "articles/a.md:3: cannot read /articles/a.md",
        "elsewhere.md:1: odd",
    ]
    assert str(tmp_path) not in to_line(told)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BuildUnderWayError(Path("/secret")), Reason.UNDER_WAY),
        (ModelError("/secret/model", "broken"), Reason.MODEL),
        (OSError(28, "No space left on device", "/secret/file"), Reason.DISK),
        (ValueError("/secret"), Reason.UNFORESEEN),
    ],
)
def test_a_failure_is_told_without_its_text(error: Exception, reason: Reason) -> None:
    assert failed(error) == Failed(reason)
    assert "secret" not in str(ended_embed(running(), failed(error)))


def test_a_build_gets_the_folders_and_no_secret(tmp_path: Path) -> None:
    settings = Settings(
        DISCORD_TOKEN=SecretStr("token"), data_dir=tmp_path / "data", knowledge_dir=tmp_path / "k",
        model="some-model",
    )  # type: ignore[call-arg]  # fmt: skip
    environment = {"DISCORD_TOKEN": "token", "BACKROAD_LLM_API_KEY": "key", "PATH": "/bin"}
    assert build_environment(settings, environment) == {
        "PATH": "/bin",
        "BACKROAD_DATA_DIR": str(tmp_path / "data"),
        "BACKROAD_KNOWLEDGE_DIR": str(tmp_path / "k"),
        "BACKROAD_MODEL": "some-model",
        "PYTHONUTF8": "1",
    }


def running(progress: Progress | None = None) -> RunningBuild:
    loop = asyncio.new_event_loop()
    try:
        return RunningBuild(1, 2, 3, NOW, loop.create_future(), progress or Progress())
    finally:
        loop.close()


def test_progress_only_grows() -> None:
    steps = [
        Progress("Starting"),
        Progress("Reading the articles"),
        Progress("Preparing the model"),
    ]
    steps += [Progress("Embedding", done, 100) for done in range(0, 101, 10)]
    steps += [Progress(step) for step in ("Writing the index", "Verifying", CHECKING)]
    shares = [share_done(step) for step in steps]
    assert shares == sorted(shares)
    assert shares[0] >= 0
    assert shares[-1] < 1
    assert {len(progress_bar(share).split(" ")[0]) for share in shares} == {20}


def test_every_state_of_a_build_fits_discord() -> None:
    many = tuple(f"a-rather-long-topic-name-{n}" for n in range(400))
    run = RegressionRun("v1", 9, ("why " * 100,) * 9, NOW)
    fault = FileFault("articles/apis/a-file.md", 12, "```an odd title``` " * 20)
    endings = [
        Built("v1", False, 226.6, COUNTS, 10, 20, many, many, many),
        Built("v1", True, 1.0, COUNTS),
        Faulty(90, (fault,) * 50),
        Cancelled(7),
        Cancelled(None),
        *(Failed(reason) for reason in Reason),
    ]
    embeds = [ended_embed(running(), ending, run) for ending in endings]
    embeds.append(running_embed(running(Progress("Embedding", 1, 99_999)), lasts=False))
    for embed in embeds:
        texts = [embed["title"], embed["description"]]
        texts += [field["name"] + field["value"] for field in embed.get("fields", [])]
        assert sum(map(length, texts)) <= EMBED_TOTAL
        assert length(embed["description"]) <= 4096
        assert all(0 < length(field["value"]) <= 1024 for field in embed.get("fields", []))
    assert embeds[2]["description"].count("```") == 2


def test_a_question_is_answered_while_a_new_version_is_being_opened(small: Path) -> None:
    opened: list[str] = []
    may_open = threading.Event()

    def opening(folder: Path) -> OpenIndex:
        if opened:
            assert may_open.wait(60)
        index = open_index(folder)
        opened.append(index.version)
        return index

    time = iter(range(0, 1000, 2))
    service = AnswerService(small / "data", clock=lambda: next(time), opening=opening)
    SmallArticle("extra", "Extra", requires=["tables"]).write(small / "knowledge")
    later = build_index(small / "knowledge", small / "data").manifest.version
    while_opening = {service.answer("what is Tables").answer.index_version for _ in range(5)}
    assert while_opening == {opened[0]}
    may_open.set()
    service.follow()
    assert service.answer("what is Extra").answer.index_version == later
    assert opened == [opened[0], later]


class Unreadable:
    """A build whose words cannot be read."""

    stopped = False

    async def events(self) -> AsyncIterator[Event]:
        yield Progress("Embedding", 3, 10)
        raise ValueError("a line of two megabytes")

    async def stop(self) -> None:
        self.stopped = True


async def test_a_build_that_cannot_be_followed_is_stopped_and_told_as_failed(
    tmp_path: Path,
) -> None:
    database = open_database(tmp_path)
    log, build = SqliteBuildLog(database), Unreadable()

    async def launch() -> Unreadable:
        return build

    versions = Versions(index_folder(tmp_path))
    rebuilds = Rebuilds(log, versions, launch, lambda: None, lambda _: None, lambda: NOW)
    for _ in range(2):
        running = await rebuilds.start(1, 2)
        assert await running.ended == Failed(Reason.UNFORESEEN)
        assert log.newest(1)[0].outcome is Outcome.FAILED
        assert build.stopped
    await rebuilds.close()
    database.close()
