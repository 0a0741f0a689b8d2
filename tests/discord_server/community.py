"""A guild as the people who run it see it: they make channels and roles, and let members in."""

from __future__ import annotations

from .core import Core
from .member import Member
from .model import Channel, ChannelKind, Guild, Role, User
from .permissions import EVERYONE, NONE, USE_APPLICATION_COMMANDS

DEFAULT_BOT_PERMISSIONS = EVERYONE
"""What the app is usually invited with."""


class Community:
    """The test's handle on a guild."""

    def __init__(self, core: Core, guild: Guild) -> None:
        self._core = core
        self._world = core.world
        self.guild = guild

    def __repr__(self) -> str:
        return f"<Community {self.guild.name}>"

    @property
    def id(self) -> int:
        """The guild's id."""
        return self.guild.id

    # -- members ----------------------------------------------------------------------------

    def add_member(
        self,
        who: str | Member,
        *,
        permissions: int = NONE,
        roles: tuple[Role, ...] = (),
        locale: str = "en-US",
    ) -> Member:
        """Lets somebody in; `permissions` come to them through a role of their own."""
        member = who if isinstance(who, Member) else None
        if member is None:
            member = Member(self._core, self._world.add_user(str(who), locale=locale))
        held = list(roles)
        if permissions:
            held.append(self.add_role(f"{member.user.username}'s role", permissions))
        self._world.join(self.guild, member.user, held)
        return member

    def remove_member(self, member: Member) -> None:
        """Shows somebody out."""
        self._world.leave(self.guild, member.user)

    def add_role(self, name: str, permissions: int = NONE) -> Role:
        """Makes a role."""
        return self._world.add_role(self.guild, name, permissions)

    def give(self, member: Member, role: Role) -> None:
        """Gives a member a role."""
        membership = self.guild.members[member.id]
        self._world.set_roles(membership, [*membership.roles, role])

    def take(self, member: Member, role: Role) -> None:
        """Takes a role from a member."""
        membership = self.guild.members[member.id]
        self._world.set_roles(membership, [r for r in membership.roles if r is not role])

    def invite_bot(self, permissions: int = DEFAULT_BOT_PERMISSIONS) -> None:
        """Installs the app, with a role that has these permissions."""
        bot = self._world.bot
        role = self._world.add_role(self.guild, bot.username, permissions, bot)
        self._world.join(self.guild, bot, [role])

    def remove_bot(self) -> None:
        """Removes the app."""
        self._world.leave(self.guild, self._world.bot)

    # -- channels ---------------------------------------------------------------------------

    def add_category(self, name: str) -> Channel:
        """Makes a category."""
        return self._world.add_channel(self.guild, ChannelKind.CATEGORY, name)

    def add_text_channel(
        self, name: str, *, topic: str | None = None, category: Channel | None = None
    ) -> Channel:
        """Makes a text channel."""
        kind = ChannelKind.TEXT
        return self._world.add_channel(self.guild, kind, name, parent=category, topic=topic)

    def add_voice_channel(self, name: str) -> Channel:
        """Makes a voice channel, which has a text side."""
        return self._world.add_channel(self.guild, ChannelKind.VOICE, name)

    def add_forum(self, name: str, *, tags: tuple[str, ...] = ()) -> Channel:
        """Makes a forum, whose posts are threads."""
        return self._world.add_channel(self.guild, ChannelKind.FORUM, name, tags=tags)

    def remove_channel(self, channel: Channel) -> None:
        """Deletes a channel or thread."""
        self._world.remove_channel(channel)

    def allow(self, channel: Channel, who: Member | User | Role, permissions: int) -> None:
        """Gives permissions in one channel."""
        self._overwrite(channel, who, allow=permissions, deny=0)

    def deny(self, channel: Channel, who: Member | User | Role, permissions: int) -> None:
        """Takes permissions in one channel; `guild.everyone` stands for all."""
        self._overwrite(channel, who, allow=0, deny=permissions)

    def deny_commands(self, channel: Channel) -> None:
        """Keeps everybody but administrators from using apps in a channel."""
        self.deny(channel, self.everyone, USE_APPLICATION_COMMANDS)

    @property
    def everyone(self) -> Role:
        """The role that every member has."""
        return self.guild.everyone

    def _overwrite(
        self, channel: Channel, who: Member | User | Role, *, allow: int, deny: int
    ) -> None:
        target = who.user if isinstance(who, Member) else who
        before = channel.overwrites.get(target.id)
        if before is not None:
            allow, deny = before.allow & ~deny | allow, before.deny & ~allow | deny
        self._world.overwrite(channel, target, allow=allow, deny=deny)
