"""The conversations that are under way, by place and person."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from bot.answering.conversation import Conversation, Turn

KEPT = 5000


class Conversations:
    """Remembers what each member said last in each channel, thread or direct message.

    Kept in memory only; the conversation longest unused is forgotten when there are too many.
    """

    def __init__(self, kept: int = KEPT) -> None:
        if kept < 1:
            raise ValueError(f"kept must be 1 or more: {kept}")
        self._kept = kept
        self._conversations: OrderedDict[tuple[int, int], Conversation] = OrderedDict()

    def turns(self, channel: int, member: int, now: datetime) -> tuple[Turn, ...]:
        """The turns that still count, oldest first."""
        conversation = self._conversations.get((channel, member))
        return conversation.turns(now) if conversation is not None else ()

    def add(self, channel: int, member: int, turn: Turn) -> None:
        key = (channel, member)
        self._conversations.setdefault(key, Conversation()).add(turn)
        self._conversations.move_to_end(key)
        while len(self._conversations) > self._kept:
            self._conversations.popitem(last=False)
