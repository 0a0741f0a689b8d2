"""Many questions in, one JSON object a line out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from bot.answering.answer import Answer
from bot.answering.conversation import Conversation
from bot.answering.engine import Reply
from bot.answering.service import AnswerService
from bot.errors import UsageError


def read_batch(lines: Iterable[str]) -> Iterator[list[str]]:
    """The turns of each line: a question, or `{"turns": ["…", "…"]}` for a conversation.

    Empty lines are passed over. A line that begins like a JSON object must be one.

    Raises:
        UsageError: naming the line at fault.
    """
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if not line:
            continue
        if not line.startswith("{"):
            yield [line]
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise UsageError(f"line {number} is no JSON object: quote and close it") from error
        turns = value.get("turns")
        if not isinstance(turns, list) or not turns or not all(isinstance(t, str) for t in turns):
            raise UsageError(f'line {number}: give {{"turns": ["…"]}} with one text or more')
        yield turns


def answer_turns(service: AnswerService, turns: Iterable[str]) -> Answer:
    """The answer to the last of some turns, each asked in the light of those before it."""
    return reply_to_turns(service, turns).answer


def reply_to_turns(service: AnswerService, turns: Iterable[str]) -> Reply:
    """The same, with the turn to remember."""
    conversation = Conversation()
    reply: Reply | None = None
    for question in turns:
        now = datetime.now(UTC)
        reply = service.answer(question, conversation.turns(now))
        conversation.add(reply.turn)
    if reply is None:
        raise ValueError("a conversation needs one turn or more")
    return reply
