"""The registry of everything that exists, and the changes to guilds, channels and members.

Whoever changes it, the app over REST or a member in a test, comes through here, so each change
publishes its gateway event exactly once.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from . import permissions, render
from .clock import Clock
from .events import Event, Intents
from .model import (
    Attachment,
    Channel,
    ChannelKind,
    Guild,
    Membership,
    Message,
    Overwrite,
    Role,
    ThreadState,
    User,
)
from .snowflake import Snowflakes
from .waiting import Signal


class World:
    """Users, guilds, channels and files; `bot` is the app under test."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.snowflakes = Snowflakes(clock)
        self.changed = Signal()
        clock.on_advance(self.changed.notify)
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.attachments: dict[int, Attachment] = {}
        self.cdn_url = ""
        self._listeners: list[Callable[[Event], None]] = []
        self.bot = self.add_user("backroad", bot=True)
        self.app_owner = self.add_user("operator")

    # -- events -----------------------------------------------------------------------------

    def on_event(self, listener: Callable[[Event], None]) -> None:
        """Calls `listener` with each event, in order."""
        self._listeners.append(listener)

    def publish(self, event: Event) -> None:
        """Hands an event to the listeners and wakes those who wait."""
        for listener in self._listeners:
            listener(event)
        self.changed.notify()

    # -- users and guilds -------------------------------------------------------------------

    def add_user(self, name: str, *, bot: bool = False, locale: str = "en-US") -> User:
        """A new account, some days old."""
        user = User(
            self.snowflakes.next(age=90 * 86_400),
            username=re.sub(r"[^a-z0-9_.]", "_", name.lower()),
            global_name=None if bot else name,
            bot=bot,
            locale=locale,
        )
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User, *, locale: str = "en-US") -> Guild:
        """A new guild without the app; see `join`."""
        guild = Guild(self.snowflakes.next(), name, owner.id, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.EVERYONE, position=0)
        self.guilds[guild.id] = guild
        self.join(guild, owner)
        return guild

    def add_role(self, guild: Guild, name: str, bits: int, bot: User | None = None) -> Role:
        """A new role at the top."""
        role = Role(self.snowflakes.next(), name, bits, len(guild.roles), bot.id if bot else None)
        guild.roles[role.id] = role
        data = {"guild_id": str(guild.id), "role": render.role_json(role)}
        self.publish(Event("GUILD_ROLE_CREATE", data, guild.id, Intents.GUILDS))
        return role

    def join(self, guild: Guild, user: User, roles: list[Role] | None = None) -> Membership:
        """A user enters a guild; for the app itself the whole guild becomes available."""
        member = Membership(user, guild, self.clock.now(), list(roles or []))
        guild.members[user.id] = member
        if user is self.bot:
            data = render.guild_create_json(guild, [member])
            self.publish(Event("GUILD_CREATE", data, guild.id, Intents.GUILDS))
        else:
            data = render.member_json(member) | {"guild_id": str(guild.id)}
            self.publish(Event("GUILD_MEMBER_ADD", data, guild.id, Intents.GUILD_MEMBERS))
        return member

    def leave(self, guild: Guild, user: User) -> None:
        """A user leaves, or is removed from, a guild."""
        if user is self.bot:
            self.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id, Intents.GUILDS))
            del guild.members[user.id]
            return
        del guild.members[user.id]
        data = {"guild_id": str(guild.id), "user": render.user_json(user)}
        self.publish(Event("GUILD_MEMBER_REMOVE", data, guild.id, Intents.GUILD_MEMBERS))

    def set_roles(self, member: Membership, roles: list[Role]) -> None:
        """Replaces a member's roles."""
        member.roles = roles
        self.member_updated(member)

    def member_updated(self, member: Membership) -> None:
        """Tells the app of a changed member; of itself it always learns."""
        data = render.member_json(member) | {"guild_id": str(member.guild.id)}
        intents = 0 if member.user is self.bot else Intents.GUILD_MEMBERS
        self.publish(Event("GUILD_MEMBER_UPDATE", data, member.guild.id, intents))

    # -- channels ---------------------------------------------------------------------------

    def add_channel(
        self,
        guild: Guild,
        kind: ChannelKind,
        name: str,
        *,
        parent: Channel | None = None,
        topic: str | None = None,
        tags: tuple[str, ...] = (),
    ) -> Channel:
        """A new guild channel."""
        channel = Channel(self.snowflakes.next(), kind, name, guild, parent, topic)
        channel.position = len(guild.channels)
        channel.tags = {self.snowflakes.next(): tag for tag in tags}
        guild.channels[channel.id] = self.channels[channel.id] = channel
        self.channel_event("CHANNEL_CREATE", channel)
        return channel

    def add_thread(
        self, parent: Channel, kind: ChannelKind, name: str, owner: User, *, source: Message | None
    ) -> Channel:
        """A new thread; made from a message it takes that message's id."""
        assert parent.guild is not None
        thread = Channel(
            source.id if source else self.snowflakes.next(), kind, name, parent.guild, parent
        )
        now = self.clock.now()
        thread.thread = ThreadState(owner.id, now, members={owner.id: now})
        parent.guild.threads[thread.id] = self.channels[thread.id] = thread
        return thread

    def private_channel(self, *recipients: User, name: str | None = None) -> Channel:
        """The direct message between two users, or a new group."""
        group = len(recipients) > 2 or name is not None
        for channel in self.channels.values():
            same = channel.kind is ChannelKind.DM and set(channel.recipients) == set(recipients)
            if same and not group:
                return channel
        kind = ChannelKind.GROUP_DM if group else ChannelKind.DM
        channel = Channel(self.snowflakes.next(), kind, name, recipients=list(recipients))
        self.channels[channel.id] = channel
        return channel

    def remove_channel(self, channel: Channel) -> None:
        """Deletes a guild channel with its threads, or one thread."""
        guild = channel.guild
        assert guild is not None
        for thread in [t for t in guild.threads.values() if t.parent is channel]:
            self.remove_channel(thread)
        self.channel_event("THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE", channel)
        (guild.threads if channel.is_thread else guild.channels).pop(channel.id)
        del self.channels[channel.id]

    def overwrite(self, channel: Channel, target: Role | User, *, allow: int, deny: int) -> None:
        """Sets the permissions of a role or member in a channel."""
        kind = 0 if isinstance(target, Role) else 1
        channel.overwrites[target.id] = Overwrite(target.id, kind, allow, deny)
        self.channel_event("CHANNEL_UPDATE", channel)

    def channel_event(self, name: str, channel: Channel, **extra: object) -> None:
        """Publishes a `CHANNEL_…` or `THREAD_…` event with the channel as it is."""
        assert channel.guild is not None
        if channel.is_thread and not self.can_view(self.bot, channel):
            self.changed.notify()
            return
        data = render.channel_json(channel) | extra
        if channel.thread and self.bot.id in channel.thread.members:
            data["member"] = render.thread_member_json(channel, self.bot.id)
        self.publish(Event(name, data, channel.guild.id, Intents.GUILDS))

    # -- what someone may do ----------------------------------------------------------------

    def permissions(self, user: User, channel: Channel) -> int:
        """The permission bits of a user in a channel; none where the user does not belong."""
        if channel.guild is None:
            return permissions.DIRECT_MESSAGE if user in channel.recipients else 0
        member = channel.guild.members.get(user.id)
        if member is None:
            return 0
        bits = permissions.in_channel(member, channel)
        if channel.kind is not ChannelKind.PRIVATE_THREAD or channel.thread is None:
            return bits
        inside = user.id in channel.thread.members or bits & permissions.MANAGE_THREADS
        return bits if inside else 0

    def can_view(self, user: User, channel: Channel) -> bool:
        """Whether a user sees that the channel exists."""
        return bool(self.permissions(user, channel) & permissions.VIEW_CHANNEL)

    def acquainted(self, user: User) -> bool:
        """Whether a user and the app may write to each other: a shared guild, or it installed."""
        shared = any(user.id in g.members and self.app_in(g) for g in self.guilds.values())
        return shared or user.installed_app

    def app_in(self, guild: Guild | None) -> bool:
        """Whether the app is a member of a guild."""
        return guild is not None and self.bot.id in guild.members
