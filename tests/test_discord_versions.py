"""`/knowledge status`, `history` and `rollback` on a Discord-compatible server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from bot_process import bot_on
from discord_server import DiscordServer, InteractionKind
from discord_server.permissions import MANAGE_GUILD
from filelock import FileLock
from small_knowledge import SmallArticle

from bot.state.builds import Change, Kind, Outcome, SqliteBuildLog
from bot.state.database import open_database
from bot.state.server_settings import ServerSettingsStore
from index.build import build_index
from index.errors import BuildUnderWayError, DamagedIndexError, OvertakenError
from index.versions import VECTORS_FILE, Versions, index_folder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def versions(small: Path) -> Versions:
    """Two versions: the later one has an article more."""
    SmallArticle("extra", "Extra", requires=["tables"]).write(small / "knowledge")
    build_index(small / "knowledge", small / "data")
    return Versions(index_folder(small / "data"))


async def test_moderators_go_back_and_forward(
    small: Path, versions: Versions, tmp_path: Path
) -> None:
    later, earlier = versions.names()
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        helpers = guild.add_role("Helpers")
        ana = guild.add_member("ana")
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        rob = guild.add_member("rob", roles=(helpers,))
        database = open_database(small / "data")
        ServerSettingsStore(database).change(guild.id, mia.id, NOW, moderator_role=helpers.id)
        database.close()
        async with bot_on(server, small / "data", tmp_path / "log"):
            status = await rob.forge_slash(channel, "knowledge status")
            assert later in status.all_text()
            assert "5 articles" in status.all_text()

            choices = await mia.autocomplete(channel, "knowledge rollback", "version", "4 art")
            assert [choice.value for choice in choices] == [earlier]

            asked = await mia.slash(channel, "knowledge rollback")
            assert asked.ephemeral
            assert earlier in asked.all_text()
            assert "**Go**: `extra`" in asked.all_text()
            assert versions.current() == later

            forged = await ana.forge(
                channel,
                InteractionKind.COMPONENT,
                {"custom_id": f"step:{later}:{earlier}", "component_type": 2, "id": 1},
                message=asked.message,
            )
            assert "moderators of this server" in forged.last.content
            assert versions.current() == later

            with FileLock(versions.folder / "build.lock"):
                busy = await mia.click(asked, "Go back")
                assert "A build is under way" in busy.last.content
            await mia.click(asked, "Go back")
            told = await server.wait_for_message(channel, containing="went back to")
            assert f"<@{mia.id}> went back to `{earlier}`" in told.all_text()
            assert not told.ephemeral
            assert versions.current() == earlier
            answer = await ana.slash(channel, "ask", question="what is Extra")
            assert "Extra – What Extra is" not in answer.all_text()

            stale = await mia.slash(channel, "knowledge rollback")
            assert stale.content == "There is no other whole version to go back to."
            forward = await mia.slash(channel, "knowledge rollback", version=later)
            outdated = await mia.slash(channel, "knowledge rollback", version=later)
            await mia.click(forward, "Go back")
            assert versions.current() == later
            again = await mia.click(outdated, "Go back")
            assert "Another version answers by now" in again.last.content

            history = await mia.slash(channel, "knowledge history")
            assert history.ephemeral
            assert f"`{later}` **answers**" in history.all_text()
            assert history.all_text().count("went back to") == 2

            (versions.path(earlier) / VECTORS_FILE).write_bytes(b"broken")
            status = await mia.slash(channel, "knowledge status")
            assert f"`{earlier}` is damaged" in status.all_text()
            assert status.all_text().count("went back to") == 2
            missing = await mia.slash(channel, "knowledge rollback", version=earlier)
            assert "no whole version of that name" in missing.content
        assert "incident" not in (tmp_path / "log").read_text(encoding="utf-8")
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        assert server.schema.faults == []


async def test_a_damaged_version_that_should_serve_is_told(
    small: Path, versions: Versions, tmp_path: Path
) -> None:
    later, earlier = versions.names()
    (versions.path(later) / VECTORS_FILE).write_bytes(b"broken")
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        async with bot_on(server, small / "data", tmp_path / "log"):
            status = await mia.slash(channel, "knowledge status")
            (versions.folder / "current").unlink()
            lost = await mia.slash(channel, "knowledge status")
            nowhere = await mia.slash(channel, "knowledge rollback")
    assert "It is lost which version should serve" in lost.all_text()
    assert "It is lost which version should serve" in nowhere.content
    assert f"`{later}` should serve but is damaged, so `{earlier}` answers" in status.all_text()


def test_a_version_is_chosen_whole_alone_and_knowingly(versions: Versions) -> None:
    later, earlier = versions.names()
    with FileLock(versions.folder / "build.lock"), pytest.raises(BuildUnderWayError):
        versions.choose(earlier, instead_of=later)
    with pytest.raises(OvertakenError):
        versions.choose(later, instead_of=earlier)
    (versions.path(earlier) / VECTORS_FILE).write_bytes(b"broken")
    with pytest.raises(DamagedIndexError):
        versions.choose(earlier, instead_of=later)
    assert versions.current() == later


def test_the_log_of_builds_keeps_what_happened(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    log = SqliteBuildLog(database)
    first = log.begin(Kind.BUILD, 1, 7, NOW)
    log.end(first, Outcome.DONE, NOW, "v1", Change(added=("dns",)))
    second = log.begin(Kind.BUILD, 1, 7, NOW)
    log.shown_in(second, 11, 12)
    assert [build.id for build in log.newest()] == [second, first]
    assert log.changes_by_version() == {"v1": Change(added=("dns",))}
    assert [(b.channel, b.message) for b in log.interrupt_running(NOW)] == [(11, 12)]
    assert log.interrupt_running(NOW) == []
    assert log.newest()[0].outcome is Outcome.INTERRUPTED
    assert len(log.asked_for_by(7)) == 2
    log.forget(7)
    assert log.asked_for_by(7) == []
    assert [build.member for build in log.newest()] == [None, None]
    database.close()
