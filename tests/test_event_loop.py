"""Answering never blocks Discord's event loop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.answering.answer import Answer, Outcome
from bot.answering.conversation import Turn
from bot.answering.engine import Reply
from bot.answering.service import AnswerService
from bot.discord.community.exchange import Ask
from bot.discord.community.exchanges import Exchanges
from bot.discord.community.place import Place
from bot.state.database import Database, open_database
from bot.state.gaps import SqliteGapLog
from bot.state.pseudonyms import open_pseudonyms
from bot.state.questions import Question, QuestionLog


def _now() -> datetime:
    return datetime(2026, 5, 4, tzinfo=UTC)


class _NotingService(AnswerService):
    """Notes the threads that it is asked on."""

    def __init__(self, threads: list[threading.Thread]) -> None:
        self._threads = threads

    def answer(self, *_: object, **__: object) -> Reply:
        self._threads.append(threading.current_thread())
        answer = Answer("q", Outcome.SMALL_TALK, "Hello")
        return Reply(answer, Turn("q", (), (), _now()))

    def known_as_of(self, community: int | None) -> tuple[str, int]:
        return "v1", 0


class _NotingLog(QuestionLog):
    """Notes the threads that it writes on."""

    def __init__(self, database: Database, folder: Path, threads: list[threading.Thread]) -> None:
        super().__init__(database, open_pseudonyms(folder))
        self._threads = threads

    def record(self, question: Question, member: int) -> int:
        self._threads.append(threading.current_thread())
        return super().record(question, member)


@contextmanager
def _exchanges(folder: Path, threads: list[threading.Thread]) -> Iterator[Exchanges]:
    database = open_database(folder)
    yield Exchanges(
        _NotingService(threads),
        _NotingLog(database, folder, threads),
        SqliteGapLog(database),
        open_pseudonyms(folder),
        _now,
    )
    database.close()


async def test_a_question_is_answered_and_logged_off_the_event_loop(tmp_path: Path) -> None:
    threads: list[threading.Thread] = []
    with _exchanges(tmp_path, threads) as exchanges:
        exchange = await exchanges.begin(Ask("q", 1, Place(2, 3)))
    assert exchange.number == 1
    assert len(threads) == 2
    assert threading.current_thread() not in threads


async def test_the_same_question_in_one_channel_is_computed_once(tmp_path: Path) -> None:
    threads: list[threading.Thread] = []
    with _exchanges(tmp_path, threads) as exchanges:
        first = await exchanges.begin(Ask("What is SQL?", 1, Place(2, 3)))
        second = await exchanges.begin(Ask(" what is sql ", 9, Place(2, 3)))
        third = await exchanges.begin(Ask("What is SQL?", 1, Place(4, 3)))
    assert [e.is_repeat for e in (first, second, third)] == [False, True, False]
    # Two were computed; each of the three was logged.
    assert len(threads) == 5
    assert [e.number for e in (first, second, third)] == [1, 2, 3]
