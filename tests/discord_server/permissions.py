"""Permission bits and how guild, role and channel settings add up to what someone may do.

Bits: https://discord.com/developers/docs/topics/permissions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import Channel, Membership

CREATE_INSTANT_INVITE = 1 << 0
KICK_MEMBERS = 1 << 1
BAN_MEMBERS = 1 << 2
ADMINISTRATOR = 1 << 3
MANAGE_CHANNELS = 1 << 4
MANAGE_GUILD = 1 << 5
ADD_REACTIONS = 1 << 6
VIEW_CHANNEL = 1 << 10
SEND_MESSAGES = 1 << 11
MANAGE_MESSAGES = 1 << 13
EMBED_LINKS = 1 << 14
ATTACH_FILES = 1 << 15
READ_MESSAGE_HISTORY = 1 << 16
MENTION_EVERYONE = 1 << 17
USE_EXTERNAL_EMOJIS = 1 << 18
CHANGE_NICKNAME = 1 << 26
MANAGE_NICKNAMES = 1 << 27
MANAGE_ROLES = 1 << 28
MANAGE_WEBHOOKS = 1 << 29
USE_APPLICATION_COMMANDS = 1 << 31
MANAGE_THREADS = 1 << 34
CREATE_PUBLIC_THREADS = 1 << 35
CREATE_PRIVATE_THREADS = 1 << 36
SEND_MESSAGES_IN_THREADS = 1 << 38
USE_EXTERNAL_APPS = 1 << 50

ALL = (1 << 53) - 1
NONE = 0

EVERYONE = (
    CREATE_INSTANT_INVITE
    | ADD_REACTIONS
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_EXTERNAL_EMOJIS
    | CHANGE_NICKNAME
    | USE_APPLICATION_COMMANDS
    | CREATE_PUBLIC_THREADS
    | SEND_MESSAGES_IN_THREADS
    | USE_EXTERNAL_APPS
)
"""What a new guild's @everyone role grants (the part of it that matters to text)."""

DIRECT_MESSAGE = (
    VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_EXTERNAL_EMOJIS
    | MENTION_EVERYONE
)
"""What both sides of a direct message may do."""


def in_guild(member: Membership) -> int:
    """The bits a member's roles grant in the whole guild; the owner has them all."""
    if member.guild.owner_id == member.user.id:
        return ALL
    bits = member.guild.everyone.permissions
    for role in member.roles:
        bits |= role.permissions
    return ALL if bits & ADMINISTRATOR else bits


def in_channel(member: Membership, channel: Channel) -> int:
    """The bits a member has in a channel, after overwrites and implicit denials.

    A thread takes its parent's. Who cannot view a channel can do nothing there.
    """
    bits = in_guild(member)
    if bits == ALL:
        return ALL
    overwrites = (channel.parent if channel.is_thread and channel.parent else channel).overwrites
    if (everyone := overwrites.get(member.guild.id)) is not None:
        bits = bits & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role in member.roles:
        if (overwrite := overwrites.get(role.id)) is not None:
            allow |= overwrite.allow
            deny |= overwrite.deny
    bits = bits & ~deny | allow
    if (own := overwrites.get(member.user.id)) is not None:
        bits = bits & ~own.deny | own.allow
    if not bits & VIEW_CHANNEL:
        return 0
    if not bits & (SEND_MESSAGES_IN_THREADS if channel.is_thread else SEND_MESSAGES):
        bits &= ~(EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE)
    return bits
