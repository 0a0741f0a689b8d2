"""A gateway session: what one shard of the app may receive, and what it has been sent.

It outlives its connection, so that RESUME can replay what was missed.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from .events import Event, Intents
from .model import JSON, Message, User
from .render_messages import without_content

Send = Callable[[str], None]


def encode(op: int, data: object = None, seq: int | None = None, name: str | None = None) -> str:
    """A gateway payload as JSON."""
    return json.dumps({"op": op, "d": data, "s": seq, "t": name}, separators=(",", ":"))


@dataclass(eq=False)
class Session:
    """Dispatches are numbered and kept; `send` is the live connection's, if there is one."""

    bot: User
    intents: int
    shard: tuple[int, int]
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    seq: int = 0
    sent: list[tuple[int, str, str]] = field(default_factory=list)
    send: Send | None = None
    detached_at: float | None = None
    ready: bool = False

    def receives(self, event: Event) -> bool:
        """Whether the event is for this shard, under these intents, now."""
        if not self.ready or (event.intents and not event.intents & self.intents):
            return False
        if event.guild_id is not None:
            return self.covers(event.guild_id)
        return self.shard[0] == 0

    def covers(self, guild_id: int) -> bool:
        """Whether a guild belongs to this session's shard."""
        number, count = self.shard
        return (guild_id >> 22) % count == number

    def deliver(self, event: Event) -> None:
        """Dispatches an event, without the content it may not show."""
        self.dispatch(event.name, self.redact(event.data, event.message))

    def dispatch(self, name: str, data: JSON) -> None:
        """Numbers, keeps and, while connected, sends a dispatch."""
        self.seq += 1
        payload = encode(0, data, self.seq, name)
        self.sent.append((self.seq, name, payload))
        if self.send is not None:
            self.send(payload)

    def replay(self, after: int) -> None:
        """Sends every dispatch again that came after a sequence number."""
        assert self.send is not None
        for seq, _, payload in self.sent:
            if seq > after:
                self.send(payload)

    def redact(self, data: JSON, message: Message | None) -> JSON:
        """A message's data without its content, unless the app is entitled to it."""
        if message is None or self.intents & Intents.MESSAGE_CONTENT:
            return data
        return redact_message(data, message, self.bot)


def redact_message(data: JSON, message: Message, bot: User) -> JSON:
    """Content goes out without the intent only in DMs, mentions of the app, and its own messages.

    The message it replies to is judged on its own.
    """
    exempt = message.channel.is_private or message.author is bot or bot in message.mentions
    shown = data if exempt else without_content(data)
    original = message.reply_to
    if original is not None and data.get("referenced_message"):
        inner = redact_message(data["referenced_message"], original, bot)
        shown = shown | {"referenced_message": inner}
    return shown
