"""Answering never blocks Discord's event loop."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime

import discord

from bot.answering.answer import Answer, Outcome
from bot.answering.conversation import Turn
from bot.answering.engine import Reply
from bot.answering.service import AnswerService
from bot.discord.asking import Asking


class _NotingService(AnswerService):
    """Notes the thread that it is asked on."""

    def __init__(self) -> None:
        self.thread: threading.Thread | None = None

    def answer(self, *_: object, **__: object) -> Reply:
        self.thread = threading.current_thread()
        answer = Answer("q", Outcome.SMALL_TALK, "Hello")
        return Reply(answer, Turn("q", (), (), datetime.now(UTC)))


async def test_a_question_is_answered_off_the_event_loop() -> None:
    service = _NotingService()
    cog = Asking(discord.Client(intents=discord.Intents.none()), service)
    with contextlib.suppress(AttributeError):  # the service has no engine to word answers with
        await anext(cog._answers("q", 1, 2))
    assert service.thread is not None
    assert service.thread is not threading.current_thread()
