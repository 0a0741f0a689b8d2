"""A message and its files before they are posted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from .model import JSON, Message, MessageKind, User


def file_name(sent: str) -> str:
    """A file's name as it is kept: what is no letter, digit, dot or hyphen becomes `_`."""
    return re.sub(r"[^\w.\-]", "_", sent)


@dataclass(frozen=True)
class Upload:
    """A file as it is sent."""

    filename: str
    data: bytes
    content_type: str | None = None
    description: str | None = None


@dataclass
class Draft:
    """A message before it has an id. `allowed_mentions` as in the API; None allows all."""

    content: str = ""
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    uploads: list[Upload] = field(default_factory=list)
    allowed_mentions: JSON | None = None
    reply_to: Message | None = None
    reply_to_id: int | None = None
    flags: int = 0
    kind: MessageKind = MessageKind.DEFAULT
    audience: User | None = None
    interaction: JSON | None = None
    nonce: str | int | None = None
    tts: bool = False
