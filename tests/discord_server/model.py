"""What exists in this Discord: users, guilds, channels, messages; plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from .text import read_message

JSON = dict[str, Any]


class ChannelKind(IntEnum):
    """Channel types that carry text, and the category."""

    TEXT = 0
    DM = 1
    VOICE = 2
    GROUP_DM = 3
    CATEGORY = 4
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


class MessageKind(IntEnum):
    """Message types the server makes."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_MENU_COMMAND = 23


class Flags:
    """Message flag bits."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


@dataclass(eq=False, repr=False)
class User:
    """An account."""

    id: int
    username: str
    global_name: str | None = None
    bot: bool = False
    locale: str = "en-US"
    accepts_dms: bool = True
    installed_app: bool = False

    def __repr__(self) -> str:
        return f"<User {self.username}>"

    @property
    def mention(self) -> str:
        """The text that mentions this user."""
        return f"<@{self.id}>"


@dataclass(eq=False, repr=False)
class Role:
    """A role; the one whose id is the guild's is @everyone."""

    id: int
    name: str
    permissions: int
    position: int
    bot_id: int | None = None

    def __repr__(self) -> str:
        return f"<Role {self.name}>"

    @property
    def mention(self) -> str:
        """The text that mentions this role."""
        return f"<@&{self.id}>"


@dataclass(eq=False, repr=False)
class Membership:
    """A user's place in a guild."""

    user: User
    guild: Guild
    joined_at: float
    roles: list[Role] = field(default_factory=list)
    nick: str | None = None


@dataclass(eq=False, repr=False)
class Guild:
    """A guild with everything in it."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Membership] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    threads: dict[int, Channel] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Guild {self.name}>"

    @property
    def everyone(self) -> Role:
        """The role every member has."""
        return self.roles[self.id]


@dataclass(eq=False, repr=False)
class Overwrite:
    """Permissions given to or taken from a role (kind 0) or member (kind 1) in one channel."""

    id: int
    kind: int
    allow: int = 0
    deny: int = 0


@dataclass(eq=False, repr=False)
class ThreadState:
    """What only threads have."""

    owner_id: int
    created_at: float
    auto_archive_minutes: int = 1440
    archived: bool = False
    locked: bool = False
    archived_at: float = 0.0
    applied_tags: list[int] = field(default_factory=list)
    members: dict[int, float] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Channel:
    """A place for messages: guild channel, thread, direct message, group."""

    id: int
    kind: ChannelKind
    name: str | None = None
    guild: Guild | None = None
    parent: Channel | None = None
    topic: str | None = None
    position: int = 0
    recipients: list[User] = field(default_factory=list)
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    tags: dict[int, str] = field(default_factory=dict)
    thread: ThreadState | None = None
    messages: dict[int, Message] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Channel {self.kind.name} {self.name or self.recipients}>"

    @property
    def is_thread(self) -> bool:
        """Whether it hangs under another channel."""
        return self.thread is not None

    @property
    def is_private(self) -> bool:
        """Whether it belongs to no guild."""
        return self.guild is None

    @property
    def mention(self) -> str:
        """The text that links to this channel."""
        return f"<#{self.id}>"

    @property
    def last_message(self) -> Message | None:
        """The newest message that everybody in the channel can see."""
        return next((m for m in reversed(self.messages.values()) if not m.ephemeral), None)


@dataclass(eq=False, repr=False)
class Attachment:
    """A file kept by the server."""

    id: int
    filename: str
    data: bytes
    url: str
    content_type: str | None = None
    description: str | None = None
    ephemeral: bool = False

    def __repr__(self) -> str:
        return f"<Attachment {self.filename} {self.size} bytes>"

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(eq=False, repr=False)
class Message:
    """A message as it stands now; an edit changes it in place.

    `mentions`, `role_mentions` and `mention_everyone` hold who was notified, that is, after
    `allowed_mentions`. `audience` is the one user who sees an ephemeral message.
    """

    id: int
    channel: Channel
    author: User
    content: str = ""
    kind: MessageKind = MessageKind.DEFAULT
    flags: int = 0
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    mentions: list[User] = field(default_factory=list)
    role_mentions: list[Role] = field(default_factory=list)
    mention_everyone: bool = False
    reply_to: Message | None = None
    reply_to_id: int | None = None
    reactions: dict[str, list[User]] = field(default_factory=dict)
    audience: User | None = None
    application_id: int | None = None
    interaction: JSON | None = None
    nonce: str | int | None = None
    tts: bool = False
    edited_at: float | None = None
    edits: int = 0
    thread: Channel | None = None
    deleted: bool = False

    def __repr__(self) -> str:
        return f"<Message by {self.author.username}: {self.all_text()!r}>"

    @property
    def ephemeral(self) -> bool:
        """Whether only its `audience` sees it."""
        return self.audience is not None

    @property
    def loading(self) -> bool:
        """Whether it is the "… is thinking" of a deferred response."""
        return bool(self.flags & Flags.LOADING)

    def visible_to(self, user: User) -> bool:
        """Whether a user who may read the channel sees this message."""
        return not self.deleted and (self.audience is None or self.audience is user)

    def all_text(self) -> str:
        """Everything a person can read in it, line by line; see `text.read_message`."""
        return read_message(self)
