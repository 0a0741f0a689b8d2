"""A full disk, a read-only data folder, a locked database, and several processes on one folder."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bot.state.database import DATABASE_FILE, open_database
from index.versions import Versions, index_folder

from . import Tally

ROOT = Path(__file__).resolve().parents[2]
REFUSED = "how do I bake sourdough bread at home"
TABLES = "knowledge/articles/databases/tables.md"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    error: str

    @property
    def is_clean(self) -> bool:
        """Whether it succeeded, or failed with one line and no traceback."""
        return self.status == 0 or (
            self.status in (1, 2)
            and self.error.splitlines()[-1].startswith("backroad: ")
            and "Traceback" not in self.error
        )


def backroad(
    folder: Path,
    *arguments: str,
    before: Callable[[], None] | None = None,
    within: Sequence[str] = (),
) -> Ended:
    """Runs a command on the small knowledge base: after `before`, and `within` another command."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("BACKROAD_", "DISCORD_"))},
        "BACKROAD_DATA_DIR": str(folder / "data"),
        "BACKROAD_KNOWLEDGE_DIR": str(folder / "knowledge"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [*within, sys.executable, "-m", "bot", *arguments],
        capture_output=True, text=True, env=environment, cwd=ROOT, check=False, preexec_fn=before,
    )  # fmt: skip
    return Ended(done.returncode, done.stdout, done.stderr)


def full_by_limit(folder: Path) -> Tally:
    """No file of a process may grow beyond 4 KB (RLIMIT_FSIZE), whatever it writes."""
    import resource

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))

    return _with_full_disk(Tally("disk full (every file limited to 4 KB)"), folder, limit, ())


def full_tmpfs(folder: Path) -> Tally | None:
    """A file system of a few megabytes with no room left; None where none can be mounted."""
    if not _can_mount():
        return None
    data, outside = folder / "data", folder / "outside"
    shutil.move(data / "encoders", outside)
    kept = folder / "kept"
    shutil.move(data, kept)
    data.mkdir()
    script = (
        'mount -t tmpfs -o size=8m none "$1" && cp -r "$2"/. "$1" && ln -s "$3" "$1/encoders"'
        ' && dd if=/dev/zero of="$1/ballast" bs=1k 2>/dev/null; shift 3; "$@"; status=$?;'
        " exit $status"
    )
    within = ("unshare", "-rm", "sh", "-c", script, "sh", str(data), str(kept), str(outside))
    return _with_full_disk(Tally("disk full (a tmpfs without room)"), folder, None, within)


def _with_full_disk(
    tally: Tally, folder: Path, before: Callable[[], None] | None, within: Sequence[str]
) -> Tally:
    """Answers go on; whatever must write says in one line that it cannot; nothing is lost."""
    _change(folder)
    source = folder / ("kept" if within else "data")
    versions = Versions(index_folder(source))
    before_all = set(versions.names())
    for arguments, must_succeed in (
        (("ask", "what is Tables"), True),
        (("ask", REFUSED), True),
        (("index", "build"), False),
        (("index", "rollback"), False),
        (("backup", str(folder / "b.zip")), False),
    ):
        if arguments[0] == "backup" and within:  # its target lies on a disk that has room
            continue
        ended = backroad(folder, *arguments, before=before, within=within)
        fine = ended.is_clean and (ended.status == 0 or not must_succeed)
        whole = versions.current() in before_all and bool(versions.verify(versions.current()))
        tally.count(fine and whole, lost=not whole, note=f"{arguments}: {ended}")
    tally.count(not (folder / "b.zip").exists(), note="half a backup")
    return tally


def read_only(folder: Path) -> Tally | None:
    """The data folder cannot be written; None where it cannot be made so."""
    tally, data = Tally("read-only data folder"), folder / "data"
    script = 'mount --bind "$1" "$1" && mount -o remount,ro,bind "$1"; shift; "$@"'
    within: tuple[str, ...] = ("unshare", "-rm", "sh", "-c", script, "sh", str(data))
    writable = [path for path in (data, *data.rglob("*")) if not path.is_symlink()]
    if not _can_mount():
        if os.name == "nt" or os.geteuid() == 0:
            return None
        within = ()
        for path in writable:
            path.chmod(path.stat().st_mode & ~0o222)
    try:
        for arguments, must_succeed in (
            (("ask", "what is Tables"), True),
            (("ask", REFUSED), True),
            (("roadmap", "small"), True),
            (("index", "status"), True),
            (("index", "verify"), True),
            (("index", "build"), False),
            (("index", "rollback"), False),
            (("backup", str(folder / "b.zip")), True),
        ):
            ended = backroad(folder, *arguments, within=within)
            fine = ended.is_clean and (ended.status == 0 or not must_succeed)
            tally.count(fine, note=f"{arguments}: {ended}")
    finally:
        for path in writable:
            path.chmod(path.stat().st_mode | 0o200)
    return tally


def several_processes(folder: Path, processes: int) -> Tally:
    """Commands that write and a build, all at once; every refused question must be kept."""
    tally = Tally("several processes on one data folder")
    before = _gaps(folder)
    _change(folder)
    ended: list[Ended] = []
    commands = [("ask", f"{REFUSED} {number}") for number in range(processes)]
    threads = [
        threading.Thread(target=lambda a=arguments: ended.append(backroad(folder, *a)))
        for arguments in (*commands, ("index", "build"), ("index", "build"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in ended:
        tally.count(one.is_clean, note=str(one))
    lost = processes - (_gaps(folder) - before)
    whole = Versions(index_folder(folder / "data"))
    tally.count(bool(whole.verify(whole.current())), lost=lost, note=f"{lost} gaps lost")
    return tally


def locked_database(folder: Path, seconds: float) -> Tally:
    """Another process holds the database; what is asked meanwhile is answered, and kept."""
    tally = Tally(f"database locked by another for {seconds:g} s")
    open_database(folder / "data").close()
    before, holding = _gaps(folder), threading.Event()

    def hold() -> None:
        database = sqlite3.connect(folder / "data" / DATABASE_FILE, isolation_level=None)
        with closing(database):
            database.execute("begin exclusive")
            holding.set()
            time.sleep(seconds)
            database.execute("commit")

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(30)
    ended = backroad(folder, "ask", REFUSED)
    holder.join()
    kept = _gaps(folder) - before
    tally.count(ended.status == 0 and kept == 1, lost=1 - kept, note=str(ended))
    return tally


def _change(folder: Path) -> None:
    path = folder / TABLES
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _gaps(folder: Path) -> int:
    with closing(open_database(folder / "data")) as database, database.transaction() as tables:
        return int(tables.table("gap").count)


def _can_mount() -> bool:
    """Whether this user may mount in a namespace of its own."""
    if shutil.which("unshare") is None:
        return False
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0
