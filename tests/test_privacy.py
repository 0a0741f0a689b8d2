"""What is stored about members: every table with a member is covered, exported and wiped."""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlite_utils

from bot.answering.conversation import Turn
from bot.discord.community.desk import EVERYBODY
from bot.discord.conversations import Conversations
from bot.discord.limits import EMBED_TOTAL, length
from bot.discord.privacy_embed import overview_embed
from bot.privacy.member_tables import MemberTables
from bot.privacy.personal_data import count_entries
from bot.privacy.records import MemberRecords, Stored
from bot.privacy.registered import personal_data
from bot.state.database import DATABASE_FILE, Database, open_database
from bot.state.pseudonyms import open_pseudonyms

ANA, BEN = 501_111_111_111_111_111, 502_222_222_222_222_222
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

MEMBER_COLUMN = re.compile(
    r"^(?!.*_(?:role|limit)$).*(?:member|user|author|asker|voter|moderator|owner|(?:^|_)by$)"
)
"""The names of columns that hold who somebody is; not their role, nor how often they may ask."""


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = open_database(folder)
    try:
        yield database
    finally:
        database.close()


PSEUDONYM_COLUMN = re.compile(r"asker|voter")
"""The names of those that hold a pseudonym instead of an id."""


def fill_every_table(path: Path, *members: int) -> list[str]:
    """Writes a row of each member into every table that has a column for one; tells which."""
    filled = []
    numbers = itertools.count(1)
    database = sqlite_utils.Database(sqlite3.connect(path))
    database.execute("pragma ignore_check_constraints = on")
    for table in database.tables:
        if table.virtual_table_using is not None or not any(
            MEMBER_COLUMN.search(column.name) for column in table.columns
        ):
            continue
        filled.append(table.name)
        for member in members:
            row = {}
            for column in table.columns:
                if PSEUDONYM_COLUMN.search(column.name):
                    row[column.name] = open_pseudonyms(path.parent).of(member)
                elif MEMBER_COLUMN.search(column.name):
                    row[column.name] = str(member)
                elif column.type.upper() in ("TEXT", ""):
                    row[column.name] = f"2026-01-01T00:00:{next(numbers) % 60:02}+00:00"
                else:
                    row[column.name] = next(numbers)
            table.insert(row)
    database.close()
    return filled


def tables_with(path: Path, member: int) -> list[str]:
    """Every table in which a member's id or pseudonym stands anywhere."""
    names = (str(member), open_pseudonyms(path.parent).of(member))
    database = sqlite_utils.Database(sqlite3.connect(path))
    found = [
        table.name
        for table in database.tables
        if any(name in str(value) for row in table.rows for value in row.values() for name in names)
    ]
    database.close()
    return found


def test_every_table_with_a_member_is_wiped(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        filled = fill_every_table(tmp_path / DATABASE_FILE, ANA, BEN)
        MemberRecords(database, personal_data(database, open_pseudonyms(tmp_path))).forget(ANA)
        assert tables_with(tmp_path / DATABASE_FILE, ANA) == []
        assert set(filled) <= set(tables_with(tmp_path / DATABASE_FILE, BEN))


def test_a_table_that_nobody_covers_is_noticed(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.transaction() as db:
            db.table("diary").create({"id": int, "author": int, "text": str}, pk="id")
        assert "diary" in fill_every_table(tmp_path / DATABASE_FILE, ANA)
        MemberRecords(database, personal_data(database, open_pseudonyms(tmp_path))).forget(ANA)
        assert tables_with(tmp_path / DATABASE_FILE, ANA) == ["diary"]


def test_nothing_deleted_is_left_in_the_files(tmp_path: Path) -> None:
    secret = "a very private sentence"
    with opened(tmp_path) as database:
        with database.transaction() as db:
            db.table("diary").insert_all({"member": str(ANA), "text": secret} for _ in range(200))
        assert any(secret.encode() in p.read_bytes() for p in tmp_path.iterdir())
        diary = MemberTables("Diary", "Texts.", "for good", database, {"diary": "member"})
        MemberRecords(database, [diary]).forget(ANA)
        for path in tmp_path.iterdir():
            assert secret.encode() not in path.read_bytes(), path.name


def test_a_reader_beside_it_holds_no_deletion_up(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.transaction() as db:
            db.table("diary").insert({"member": str(ANA), "text": "one"})
        reader = sqlite3.connect(tmp_path / DATABASE_FILE, isolation_level=None)
        reader.execute("begin")
        assert reader.execute("select count(*) from diary").fetchone() == (1,)
        diary = MemberTables("Diary", "Texts.", "for good", database, {"diary": "member"})
        MemberRecords(database, [diary]).forget(ANA)
        assert count_entries(diary.export(ANA)) == 0
        assert reader.execute("select count(*) from diary").fetchone() == (1,)
        reader.close()


class Failing(MemberTables):
    """Data that cannot be deleted."""

    def forget(self, member: int) -> None:
        raise OSError(member)


def test_all_is_deleted_or_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.transaction() as db:
            db.table("diary").insert({"member": str(ANA), "text": "one"})
        diary = MemberTables("Diary", "Texts.", "for good", database, {"diary": "member"})
        broken = Failing("Broken", "Never deleted.", "for good", database, {})
        with pytest.raises(OSError, match=str(ANA)):
            MemberRecords(database, [diary, broken]).forget(ANA)
        assert count_entries(diary.export(ANA)) == 1


def test_an_export_holds_the_members_own_rows_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        with database.transaction() as db:
            db.table("diary").insert_all(
                [
                    {"writer": ANA, "text": "mine", "topics": '["sql"]'},
                    {"writer": BEN, "text": "his", "topics": "[]"},
                ]
            )
        diary = MemberTables("Diary", "Texts.", "for good", database, {"diary": "writer"})
        records = MemberRecords(database, [diary])
        file = json.loads(records.export(ANA, NOW))
        assert file["member"] == str(ANA)
        assert file["exported_at"] == "2026-03-01T12:00:00+00:00"
        assert file["stored"]["Diary"]["kept"] == "for good"
        assert file["stored"]["Diary"]["data"] == {"diary": [{"text": "mine", "topics": ["sql"]}]}
        assert records.overview(ANA) == (Stored("Diary", "Texts.", "for good", 1),)


def test_what_is_only_remembered_is_forgotten_too() -> None:
    conversations = Conversations()
    turn = Turn("What is SQL?", ("sql",), (), NOW)
    for member in (ANA, BEN):
        conversations.add(1, member, turn)
        conversations.add_answer(10 + (member == BEN), member, (turn,))
        conversations.add(2, EVERYBODY, turn, asker=member)
    conversations.add(3, EVERYBODY, turn, asker=BEN)
    conversations.forget_member(ANA)
    assert conversations.turns(1, ANA, NOW) == ()
    assert conversations.turns(2, EVERYBODY, NOW) == ()
    assert conversations.turns(3, EVERYBODY, NOW) == (turn,)
    assert conversations.turns_of_answer(10) == ()
    assert conversations.turns(1, BEN, NOW) == conversations.turns_of_answer(11) == (turn,)


def test_features_of_one_name_are_refused(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        diary = MemberTables("Diary", "Texts.", "for good", database, {})
        with pytest.raises(ValueError, match=r"\['Diary'\]"):
            MemberRecords(database, [diary, diary])


def test_what_is_stored_is_told_within_the_limits_of_discord() -> None:
    stored = [Stored(f"Feature {n}", "What is stored. " * 60, "until then", n) for n in range(25)]
    embed = overview_embed(stored)
    texts = [embed["title"], embed["description"]]
    texts += [field["name"] + field["value"] for field in embed["fields"]]
    assert sum(map(length, texts)) <= EMBED_TOTAL
    assert [field["value"].splitlines()[-1] for field in embed["fields"][:3]] == [
        "Stored now: **nothing**",
        "Stored now: **1 entry**",
        "Stored now: **2 entries**",
    ]
