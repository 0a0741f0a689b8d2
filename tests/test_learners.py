"""SQLite as a `LearnerStore`: the inherited suite, and what survives a killed process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from learner_store_suite import LearnerStoreSuite

from bot.state.database import Database, open_database
from bot.state.learners import LearnerStore, SqliteLearners

ROOT = Path(__file__).resolve().parent.parent

WRITER = """
import itertools, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.state.database import open_database
from bot.state.learners import Mark, SqliteLearners

learners = SqliteLearners(open_database(Path(sys.argv[1])))
for number in itertools.count():
    learners.mark(1, [f"topic-{number}"], Mark.LEARNED, datetime.now(UTC))
    print(f"topic-{number}", flush=True)
"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(tmp_path)
    yield database
    database.close()


class TestSqlite(LearnerStoreSuite):
    @pytest.fixture
    def learners(self, database: Database) -> LearnerStore:
        return SqliteLearners(database)


def test_what_was_confirmed_survives_a_killed_process(tmp_path: Path) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    with writer:
        assert writer.stdout is not None
        confirmed = [writer.stdout.readline().strip() for _ in range(25)]
        writer.kill()
        confirmed += writer.stdout.read().split()
    if os.name == "posix":
        assert writer.returncode == -signal.SIGKILL
    database = open_database(tmp_path)
    try:
        assert set(confirmed) <= SqliteLearners(database).learned(1)
        with database.transaction() as tables:
            assert list(tables.query("pragma integrity_check")) == [{"integrity_check": "ok"}]
            assert list(tables.query("pragma synchronous")) == [{"synchronous": 2}]
    finally:
        database.close()
