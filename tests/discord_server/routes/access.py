"""Finding what a route names, refused when unknown or out of the app's reach."""

from __future__ import annotations

from .. import permissions
from ..errors import (
    DiscordError,
    missing_access,
    missing_permissions,
    unknown,
)
from ..model import Channel, ChannelKind, Guild, Message, User
from ..rest import Call

_TEXT = {ChannelKind.TEXT, ChannelKind.DM, ChannelKind.VOICE, ChannelKind.GROUP_DM}


def channel(call: Call) -> Channel:
    """The path's channel, if the app sees it."""
    found = call.core.world.channels.get(call.snowflake("channel_id"))
    if found is None:
        raise unknown("Channel")
    if not call.core.world.can_view(call.core.world.bot, found):
        raise missing_access()
    return found


def text_channel(call: Call) -> Channel:
    """The path's channel, if messages can stand in it."""
    found = channel(call)
    if found.kind not in _TEXT and not found.is_thread:
        raise DiscordError(400, 50008, "Cannot send messages in a non-text channel")
    return found


def message(call: Call, within: Channel) -> Message:
    """The path's message; ephemeral ones cannot be reached through their channel."""
    found = within.messages.get(call.snowflake("message_id"))
    if found is None or found.ephemeral:
        raise unknown("Message")
    return found


def guild(call: Call) -> Guild:
    """The path's guild, if the app is in it."""
    found = call.core.world.guilds.get(call.snowflake("guild_id"))
    if found is None:
        raise unknown("Guild")
    if not call.core.world.app_in(found):
        raise missing_access()
    return found


def user(call: Call, name: str = "user_id") -> User:
    """The path's user."""
    found = call.core.world.users.get(call.snowflake(name))
    if found is None:
        raise unknown("User")
    return found


def require(call: Call, where: Channel, bits: int) -> None:
    """Refuses (50013) unless the app has all the permission bits in a channel."""
    if call.core.world.permissions(call.core.world.bot, where) & bits != bits:
        raise missing_permissions()


def require_in_guild(call: Call, where: Guild, bits: int) -> None:
    """Refuses (50013) unless the app has all the permission bits in the guild."""
    own = permissions.in_guild(where.members[call.core.world.bot.id])
    if own & bits != bits:
        raise missing_permissions()
