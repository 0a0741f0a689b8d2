"""Full disks, locked databases and killed bots lose nothing; more tries in scripts/faults.py."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from fault_trials.crashes import kill_during_votes
from fault_trials.storage import full_by_limit, locked_database, several_processes

from index.build import build_index


@pytest.mark.skipif(os.name == "nt", reason="Windows has no limit of file sizes")
def test_a_full_disk_stops_no_answer_and_loses_nothing(small: Path) -> None:
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    build_index(small / "knowledge", small / "data")
    tally = full_by_limit(small)
    assert tally.is_clean, tally


def test_processes_on_one_folder_get_in_nobodys_way(small: Path) -> None:
    tally = several_processes(small, 2)
    assert tally.is_clean, tally


def test_a_locked_database_is_waited_for(small: Path) -> None:
    tally = locked_database(small, 2)
    assert tally.is_clean, tally


async def test_a_killed_bot_has_kept_what_it_confirmed(small: Path) -> None:
    tally = await kill_during_votes(small / "data", 1, random.Random(5))
    assert tally.is_clean, tally
