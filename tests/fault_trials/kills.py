"""`kill -9` at random moments of a build, a switch and a rollback."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

from bot.answering.engine import Engine
from index.errors import IndexingError
from index.opened import open_index
from index.versions import Versions, index_folder

from . import Tally

_BUILD = """
import sys
from pathlib import Path
from index.build import build_index
folder = Path(sys.argv[1])
print("started", flush=True)
build_index(folder / "knowledge", folder / "data")
"""

_SWITCH = """
import sys
from pathlib import Path
from index.versions import Versions, index_folder
versions = Versions(index_folder(Path(sys.argv[1]) / "data"))
one, other = versions.names()[:2]
print("started", flush=True)
while True:
    versions.switch(one)
    versions.switch(other)
"""

_ROLLBACK = """
import sys
from pathlib import Path
from index.versions import Versions, index_folder
versions = Versions(index_folder(Path(sys.argv[1]) / "data"))
newest = versions.names()[0]
versions.switch(newest)
print("started", flush=True)
while True:
    versions.rollback()
    versions.switch(newest)
"""

TABLES = "knowledge/articles/databases/tables.md"


def kill_builds(folder: Path, times: int, chance: random.Random) -> Tally:
    """Each build has something to build, and is killed somewhere between start and end."""
    tally = Tally("kill -9 during a build")
    _change(folder)
    started = time.monotonic()
    child = _start(_BUILD, folder)
    whole_build = time.monotonic()
    child.wait()
    seconds = time.monotonic() - whole_build
    del started
    for _ in range(times):
        _change(folder)
        before = _versions(folder).current()
        _kill(_start(_BUILD, folder), chance.uniform(0, 1.1 * seconds))
        _look(folder, tally, {before, _versions(folder).current()})
    return tally


def kill_switches(folder: Path, times: int, chance: random.Random) -> Tally:
    """A process switches to and fro between two versions until it is killed."""
    return _kill_moves(Tally("kill -9 during a switch"), _SWITCH, folder, times, chance)


def kill_rollbacks(folder: Path, times: int, chance: random.Random) -> Tally:
    """A process rolls back and forth between two versions until it is killed."""
    return _kill_moves(Tally("kill -9 during a rollback"), _ROLLBACK, folder, times, chance)


def _kill_moves(
    tally: Tally, program: str, folder: Path, times: int, chance: random.Random
) -> Tally:
    for _ in range(times):
        _kill(_start(program, folder), chance.uniform(0, 0.2))
        _look(folder, tally, set(_versions(folder).names()[:2]))
    return tally


def _look(folder: Path, tally: Tally, allowed: set[str]) -> None:
    """A whole version opens, is one of those, and answers."""
    try:
        index = open_index(folder / "data")
        reply = Engine(index).answer("what is Tables")
    except IndexingError as error:
        tally.count(False, lost=1, note=str(error))
        return
    whole = index.fell_back_from is None and index.version in allowed
    tally.count(whole and reply.answer.topics[:1] == ("tables",), note=index.version)


def _change(folder: Path) -> None:
    path = folder / TABLES
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def _versions(folder: Path) -> Versions:
    return Versions(index_folder(folder / "data"))


def _start(program: str, folder: Path) -> subprocess.Popen[str]:
    """Starts a program and waits until it is past its imports."""
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "started\n"
    child.stdout.close()
    return child


def _kill(child: subprocess.Popen[str], after: float) -> None:
    time.sleep(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
