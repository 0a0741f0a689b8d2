"""An index survives being killed and damaged; many more tries are in scripts/faults.py."""

from __future__ import annotations

import logging
import os
import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from bot_process import bot_on
from discord_server import DiscordServer
from discord_server.permissions import MANAGE_GUILD
from fault_trials.damage import damage_files
from fault_trials.kills import kill_builds, kill_rollbacks, kill_switches
from test_operation import Operator, free_port

from bot.answering.service import AnswerService
from bot.terminal.reports import encoder_report
from index.build import build_index
from index.encoder import CARD_FILE, MODEL_FILE, EncoderCard, OnnxEncoder
from index.export import ensure_encoder
from index.opened import open_index
from index.versions import Versions, index_folder

NO_KILL = pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")


@pytest.fixture
def two_versions(small: Path) -> Path:
    """The small index in two versions."""
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    build_index(small / "knowledge", small / "data")
    return small


@NO_KILL
def test_a_kill_leaves_a_whole_version_that_answers(two_versions: Path) -> None:
    chance = random.Random(1)
    for tally in (
        kill_builds(two_versions, 3, chance),
        kill_switches(two_versions, 3, chance),
        kill_rollbacks(two_versions, 3, chance),
    ):
        assert tally.is_clean, tally
    build_index(two_versions / "knowledge", two_versions / "data")
    folder = index_folder(two_versions / "data")
    assert not [p for p in folder.rglob("*") if p.name.startswith((".staging", ".pruned"))]
    assert not list(folder.glob("current.*"))


def test_damage_anywhere_is_noticed_and_the_newest_whole_version_serves(
    two_versions: Path,
) -> None:
    for tally in damage_files(two_versions / "data", 3, random.Random(2)):
        assert tally.is_clean, tally


def test_the_log_names_the_damaged_version(
    two_versions: Path, caplog: pytest.LogCaptureFixture
) -> None:
    versions = Versions(index_folder(two_versions / "data"))
    damaged = versions.current()
    (versions.path(damaged) / "vectors.faiss").write_bytes(b"x")
    with caplog.at_level(logging.ERROR):
        index = open_index(two_versions / "data")
    assert damaged in caplog.text
    assert index.fell_back_from is not None
    assert index.fell_back_from.problem == "vectors.faiss is not what was built"


def test_a_service_goes_on_where_no_new_version_can_be_opened(two_versions: Path) -> None:
    time = 0.0
    service = AnswerService(two_versions / "data", clock=lambda: time)
    before = service.engine.index.version
    folder = index_folder(two_versions / "data")
    for path in (folder / "versions").iterdir():
        shutil.rmtree(path)
    for content in (b"nothing\n", b"\xff", b""):
        (folder / "current").write_bytes(content)
        time += 60
        assert service.answer("what is Tables").answer.topics[0] == "tables"
    assert service.engine.index.version == before


def test_a_damaged_encoder_is_exported_anew_by_a_build(
    small: Path, encoder: OnnxEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small / "data" / "encoders" / encoder.fingerprint
    kept = small / "kept"
    shutil.copytree(folder, kept)

    def export(source: str, adapter: Path, name: str, fingerprint: str, target: Path) -> None:
        shutil.copytree(kept, target, dirs_exist_ok=True)

    monkeypatch.setattr("index.export._export", export)
    EncoderCard.read(kept).with_files(kept).write(kept)
    shutil.copy(kept / CARD_FILE, folder)
    for damage in (b"no model", bytes([*(kept / MODEL_FILE).read_bytes(), 0])):
        (folder / MODEL_FILE).write_bytes(damage)
        assert encoder_report(small / "data")[1] == 1
        encoder = ensure_encoder(None, small / "data" / "encoders")
        assert encoder.encode(["text"]).shape == (1, 384)
        assert encoder_report(small / "data")[1] == 0


def test_a_clock_that_jumps_back_keeps_the_order_of_versions(small: Path) -> None:
    versions = Versions(index_folder(small / "data"))
    names = [versions.current()]
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    for years in (-20, 5, -3):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        moment = datetime.now(UTC) + timedelta(days=365 * years)
        build_index(small / "knowledge", small / "data", now=lambda at=moment: at)
        names.append(versions.current())
    assert names == sorted(names)
    assert [versions.rollback() for _ in range(3)] == names[-2::-1]


async def test_a_damaged_index_is_told_to_moderators_and_operators(
    two_versions: Path, tmp_path: Path
) -> None:
    versions = Versions(index_folder(two_versions / "data"))
    damaged, port, log = versions.current(), free_port(), tmp_path / "log"
    (versions.path(damaged) / "embeddings.npy").write_bytes(b"x")
    async with DiscordServer() as server, aiohttp.ClientSession() as session:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        moderator = guild.add_member("mod", permissions=MANAGE_GUILD)
        settings = {"BACKROAD_HTTP_PORT": str(port)}
        async with bot_on(server, two_versions / "data", log, **settings):
            reply = await moderator.slash(channel, "ask", question="what is Tables")
            assert "[1]" in reply.embeds[0]["description"]
            status = await moderator.slash(channel, "knowledge status")
            assert f"`{damaged}` should serve but is damaged" in status.all_text()
            seen = await Operator(session, port).metrics()
            assert seen["backroad_index_fell_back", ""] == 1
    assert f"index version {damaged} is damaged" in log.read_text("utf-8")
