"""The conversations that are under way, by place and person."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.answering.conversation import REMEMBERED, Conversation, Turn

KEPT = 5000


@dataclass(frozen=True, slots=True)
class _Remembered:
    """A conversation and who asked in it."""

    conversation: Conversation = field(default_factory=Conversation)
    askers: set[int] = field(default_factory=set)


class Conversations:
    """Remembers what each member said last in each channel, thread or direct message, and what
    each answer was about, so that a reply to it continues from there.

    Kept in memory only; what is longest unused is forgotten when there is too much.
    """

    def __init__(self, kept: int = KEPT) -> None:
        if kept < 1:
            raise ValueError(f"kept must be 1 or more: {kept}")
        self._kept = kept
        self._conversations: OrderedDict[tuple[int, int], _Remembered] = OrderedDict()
        self._answers: OrderedDict[int, tuple[int, tuple[Turn, ...]]] = OrderedDict()

    def turns(self, channel: int, member: int, now: datetime) -> tuple[Turn, ...]:
        """The turns that still count, oldest first."""
        remembered = self._conversations.get((channel, member))
        return remembered.conversation.turns(now) if remembered is not None else ()

    def add(self, channel: int, member: int, turn: Turn, asker: int | None = None) -> None:
        """Adds a turn to a conversation.

        Args:
            asker: who asked, where the conversation is not one member's.
        """
        key = (channel, member)
        remembered = self._conversations.setdefault(key, _Remembered())
        remembered.conversation.add(turn)
        remembered.askers.add(member if asker is None else asker)
        self._conversations.move_to_end(key)
        _shrink(self._conversations, self._kept)

    def forget(self, channel: int, member: int) -> None:
        """Begins anew with a member's next message."""
        self._conversations.pop((channel, member), None)

    def forget_member(self, member: int) -> None:
        """Forgets what a member said anywhere, and the answers that they were given.

        A conversation of several in which they took part is forgotten as a whole.
        """
        for key in [k for k, kept in self._conversations.items() if member in kept.askers]:
            del self._conversations[key]
        for message in [m for m, (asker, _) in self._answers.items() if asker == member]:
            del self._answers[message]

    def add_answer(self, message: int, asker: int, turns: tuple[Turn, ...]) -> None:
        """Remembers the turns that led to the answer in a message, its own the last."""
        self._answers[message] = (asker, turns[-REMEMBERED:])
        self._answers.move_to_end(message)
        _shrink(self._answers, self._kept)

    def turns_of_answer(self, message: int) -> tuple[Turn, ...]:
        """The turns that led to the answer in a message; nothing where it is no known answer.

        Whoever replies to an answer speaks of it, however long ago it was given.
        """
        _, turns = self._answers.get(message, (0, ()))
        return turns


def _shrink(remembered: OrderedDict[Any, Any], kept: int) -> None:
    while len(remembered) > kept:
        remembered.popitem(last=False)
