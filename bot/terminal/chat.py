"""A conversation on the terminal."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.console import Console

from bot.answering.conversation import Conversation
from bot.answering.service import AnswerService
from bot.terminal.wording import Finisher, show_reply

_LEAVE = frozenset({"exit", "quit", "bye", ":q", "/quit", "/exit"})

GREETING = (
    "Ask about back-end development, as a craft or a career. Follow-ups are understood; "
    "an empty line or 'quit' ends the conversation."
)


def chat(service: AnswerService, console: Console, finisher: Finisher) -> None:
    """Reads questions line by line and answers each, until an empty line, 'quit' or the end."""
    conversation = Conversation()
    if console.is_terminal:
        console.print(GREETING, style="dim")
    while True:
        try:
            question = console.input("\n› " if console.is_terminal else "").strip()
        except (EOFError, KeyboardInterrupt):
            return
        if not question or question.lower() in _LEAVE:
            return
        reply = service.answer(question, conversation.turns(datetime.now(UTC)))
        conversation.add(reply.turn)
        show_reply(console, reply, finisher)
