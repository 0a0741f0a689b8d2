"""Backups: made while somebody writes, verified, and restored without losing anything."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from test_command_line import backroad

from bot.answering.service import AnswerService
from bot.backup.archive import MANIFEST_NAME, is_safe, opened_archive, verify_archive
from bot.backup.errors import ArchiveError
from bot.backup.restoring import restore_backup
from bot.backup.saving import KEPT_ASIDE, save_backup
from bot.errors import UsageError
from bot.state.database import open_database
from bot.state.gaps import SqliteGapLog
from bot.state.occupancy import occupied
from index.build import build_index
from index.versions import Versions, index_folder


def gaps(data: Path) -> list[str]:
    with closing(open_database(data)) as database:
        return [gap.question for gap in SqliteGapLog(database).newest(10_000)]


@pytest.fixture(scope="module")
def saved(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the small index with one gap in its database, and no encoder: a small file."""
    folder = tmp_path_factory.mktemp("saved")
    shutil.copytree(built_small / "data" / "index", folder / "data" / "index")
    with closing(open_database(folder / "data")) as database:
        SqliteGapLog(database).record("kept question", [], 0.1)
    save_backup(folder / "data", folder / "backup.zip")
    return folder / "backup.zip"


def test_a_backup_comes_back_whole_on_the_command_line(small: Path, tmp_path: Path) -> None:
    backroad(small, "ask", "how do I bake sourdough bread at home")
    status, out, error = backroad(small, "backup", str(tmp_path / "b.zip"))
    assert (status, error) == (0, "")
    assert "read back and verified" in out
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    status, out, _ = backroad(elsewhere, "restore", str(tmp_path / "b.zip"))
    assert status == 0
    assert "serves." in out
    assert gaps(elsewhere / "data") == ["how do I bake sourdough bread at home"]
    reply = AnswerService(elsewhere / "data").answer("what is Tables")
    assert reply.answer.topics[0] == "tables"


def test_a_backup_during_writes_is_of_one_moment(small: Path, tmp_path: Path) -> None:
    data = small / "data"
    stop = threading.Event()

    def write() -> None:
        with closing(open_database(data)) as database:
            log, number = SqliteGapLog(database), 0
            while not stop.is_set() and number < 5000:  # fewer than the log keeps
                log.record(str(number), [], 0.0)
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            save_backup(data, tmp_path / "b.zip")
    finally:
        stop.set()
        writer.join()
    restore_backup(tmp_path / "b.zip", tmp_path / "restored")
    found = gaps(tmp_path / "restored")
    assert found == [str(number) for number in reversed(range(len(found)))]


def test_only_whole_versions_are_saved(small: Path, tmp_path: Path) -> None:
    for number in range(4):
        path = small / "knowledge" / "articles" / "databases" / "tables.md"
        path.write_text(path.read_text(encoding="utf-8") + "\n" * (number + 1), encoding="utf-8")
        build_index(small / "knowledge", small / "data")
        if number == 2:
            damaged = Versions(index_folder(small / "data")).current()
            file = index_folder(small / "data") / "versions" / damaged / "vectors.faiss"
            file.write_bytes(file.read_bytes()[:-1])
    saved = save_backup(small / "data", tmp_path / "b.zip")
    assert saved.left_out == (damaged,)
    restore_backup(tmp_path / "b.zip", tmp_path / "restored")
    versions = Versions(index_folder(tmp_path / "restored"))
    assert versions.current() == saved.manifest.index_version
    assert damaged not in versions.names()
    assert all(versions.verify(name) for name in versions.names())


def test_where_the_serving_version_is_damaged_the_newest_whole_one_is_restored(
    small: Path, tmp_path: Path
) -> None:
    first = Versions(index_folder(small / "data")).current()
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    build_index(small / "knowledge", small / "data")
    second = Versions(index_folder(small / "data")).current()
    (index_folder(small / "data") / "versions" / second / "knowledge.db").write_bytes(b"x")
    assert save_backup(small / "data", tmp_path / "b.zip").left_out == (second,)
    restore_backup(tmp_path / "b.zip", tmp_path / "restored")
    assert Versions(index_folder(tmp_path / "restored")).current() == first


@pytest.mark.parametrize("at", [0.0, 0.1, 0.35, 0.6, 0.85, 0.999])
def test_a_damaged_archive_changes_nothing(saved: Path, tmp_path: Path, at: float) -> None:
    data = bytearray(saved.read_bytes())
    data[int(at * len(data))] ^= 0xFF
    broken = tmp_path / "broken.zip"
    broken.write_bytes(data)
    target = tmp_path / "data"
    (target / "index").mkdir(parents=True)
    (target / "index" / "mine").write_text("kept")
    try:
        restore_backup(broken, target, replace=True)
    except ArchiveError:
        assert (target / "index" / "mine").read_text() == "kept"
        assert {path.name for path in target.iterdir()} <= {"index", "bot.lock"}
    else:  # a byte that means nothing, such as a member's time
        assert verify_archive(broken)
        assert list(target.glob(f"{KEPT_ASIDE}*/index/mine"))


def test_an_archive_cut_short_is_refused(saved: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut.zip"
    cut.write_bytes(saved.read_bytes()[:-1000])
    with pytest.raises(ArchiveError, match="cut short"):
        restore_backup(cut, tmp_path / "data")


@pytest.mark.parametrize(
    "name",
    ["../out", "/etc/out", "a/../../out", "C:out", "a\\..\\out", "a//b", "./a", "a/ ", "tab\t"],
)
def test_names_that_lead_out_are_refused(saved: Path, tmp_path: Path, name: str) -> None:
    assert not is_safe(name)
    foreign = tmp_path / "foreign.zip"
    with zipfile.ZipFile(foreign, "w") as archive, zipfile.ZipFile(saved) as whole:
        archive.writestr(MANIFEST_NAME, whole.read(MANIFEST_NAME))
        info = zipfile.ZipInfo("placeholder")
        info.filename = name
        archive.writestr(info, b"x")
    with pytest.raises(ArchiveError):
        restore_backup(foreign, tmp_path / "data")
    assert not (tmp_path / "out").exists()


def test_a_link_a_surplus_member_and_a_foreign_file_are_refused(
    saved: Path, tmp_path: Path
) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    for member in (link, zipfile.ZipInfo("surplus")):
        archive_path = tmp_path / f"{member.filename}.zip"
        shutil.copy(saved, archive_path)
        with zipfile.ZipFile(archive_path, "a") as archive:
            archive.writestr(member, b"/etc/passwd")
        with pytest.raises(ArchiveError):
            restore_backup(archive_path, tmp_path / "data")
    for name, content in (("text.zip", b"hello"), ("empty.zip", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ArchiveError, match="no backup"):
            restore_backup(tmp_path / name, tmp_path / "data")


def test_a_backup_of_a_newer_program_is_refused(small: Path, tmp_path: Path) -> None:
    with closing(open_database(small / "data")) as database, database.transaction() as tables:
        tables.table("_sqlite_migrations").insert(
            {"migration_set": "backroad", "name": "999_future", "applied_at": "2099"}
        )
    save_backup(small / "data", tmp_path / "b.zip")
    with pytest.raises(ArchiveError, match="newer Backroad"):
        restore_backup(tmp_path / "b.zip", tmp_path / "data")
    with zipfile.ZipFile(tmp_path / "format.zip", "w") as archive:
        manifest = {"created": "", "program": "", "index_version": None, "files": {}, "format": 9}
        archive.writestr(MANIFEST_NAME, json.dumps({"backroad": manifest}))
    with pytest.raises(ArchiveError, match="format 9"), opened_archive(tmp_path / "format.zip"):
        pass


def test_restore_says_what_to_do_where_data_is_there_and_keeps_it_aside(
    small: Path, saved: Path
) -> None:
    backroad(small, "ask", "how do I bake sourdough bread at home")
    before = Versions(index_folder(small / "data")).current()
    status, _, error = backroad(small, "restore", str(saved))
    assert (status, "use --replace" in error, error.count("\n")) == (2, True, 1)
    status, out, _ = backroad(small, "restore", "--replace", str(saved))
    assert status == 0
    kept = next((small / "data").glob(f"{KEPT_ASIDE}*"))
    assert str(kept) in out
    assert gaps(small / "data") == ["kept question"]
    assert gaps(kept) == ["how do I bake sourdough bread at home"]
    assert Versions(index_folder(kept)).verify(before)
    if os.name != "nt":
        assert (small / "data" / "backroad.db").stat().st_mode & 0o077 == 0
    second = save_backup(small / "data", small / "second.zip")
    assert not any(name.startswith(KEPT_ASIDE) for name in second.manifest.files)


def test_a_running_bots_folder_is_left_alone(small: Path, saved: Path) -> None:
    with occupied(small / "data"):
        status, _, error = backroad(small, "restore", "--replace", str(saved))
    assert (status, "stop it first" in error) == (2, True)
    with Versions(index_folder(small / "data")).building():
        status, _, error = backroad(small, "restore", "--replace", str(saved))
    assert (status, "a build is under way" in error) == (2, True)
    assert not list((small / "data").glob(f"{KEPT_ASIDE}*"))


def test_a_backup_never_overwrites_anything_else(small: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    for target, message in (
        (tmp_path / "letter.txt", "no backup"),
        (tmp_path / "missing" / "b.zip", "no folder"),
        (small / "data" / "b.zip", "inside the data folder"),
    ):
        with pytest.raises(UsageError, match=message):
            save_backup(small / "data", target)
    assert (tmp_path / "letter.txt").read_text() == "dear"
    with pytest.raises(UsageError, match="no data folder"):
        save_backup(tmp_path / "nowhere", tmp_path / "b.zip")


def test_a_damaged_database_is_not_saved_as_if_it_were_whole(small: Path, tmp_path: Path) -> None:
    with closing(open_database(small / "data")) as database:
        for number in range(200):
            SqliteGapLog(database).record(f"question {number} " * 20, [], 0.0)
    path = small / "data" / "backroad.db"
    data = bytearray(path.read_bytes())
    data[8192:20000] = b"\xff" * (20000 - 8192)
    path.write_bytes(data)
    status, _, error = backroad(small, "backup", str(tmp_path / "b.zip"))
    assert (status, error.startswith("backroad: the database"), error.count("\n")) == (1, True, 1)
    assert not (tmp_path / "b.zip").exists()
    with pytest.raises(sqlite3.Error):
        save_backup(small / "data", tmp_path / "b.zip")
