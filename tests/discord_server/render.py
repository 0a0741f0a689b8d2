"""State as Discord's JSON: snowflakes are strings, permissions are strings, times are ISO 8601."""

from __future__ import annotations

from collections.abc import Iterable

from . import permissions
from .clock import iso8601
from .model import (
    JSON,
    Channel,
    ChannelKind,
    Guild,
    Membership,
    Role,
    User,
)
from .snowflake import created_at


def user_json(user: User) -> JSON:
    """A user as others see it."""
    data: JSON = {
        "id": str(user.id),
        "username": user.username,
        "discriminator": "0",
        "global_name": user.global_name,
        "avatar": None,
        "banner": None,
        "accent_color": None,
        "avatar_decoration_data": None,
        "collectibles": None,
        "primary_guild": None,
        "public_flags": 0,
        "flags": 0,
    }
    if user.bot:
        data["bot"] = True
    return data


def member_json(member: Membership, *, with_user: bool = True) -> JSON:
    """A guild member; inside a message the user stands beside it, so it is left out."""
    data: JSON = {
        "roles": [str(role.id) for role in member.roles],
        "nick": member.nick,
        "avatar": None,
        "banner": None,
        "joined_at": iso8601(member.joined_at),
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "deaf": False,
        "mute": False,
        "flags": 0,
    }
    if with_user:
        data["user"] = user_json(member.user)
    return data


def role_json(role: Role) -> JSON:
    """A role."""
    data: JSON = {
        "id": str(role.id),
        "name": role.name,
        "description": None,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "icon": None,
        "unicode_emoji": None,
        "position": role.position,
        "permissions": str(role.permissions),
        "managed": role.bot_id is not None,
        "mentionable": False,
        "flags": 0,
    }
    if role.bot_id is not None:
        data["tags"] = {"bot_id": str(role.bot_id)}
    return data


def channel_json(channel: Channel) -> JSON:
    """A guild channel, thread, direct message or group; of those the other side, not the app."""
    last = channel.last_message
    data: JSON = {
        "id": str(channel.id),
        "type": int(channel.kind),
        "flags": 0,
        "last_message_id": str(last.id) if last else None,
    }
    if channel.guild is None:
        data["recipients"] = [user_json(user) for user in channel.recipients if not user.bot]
        if channel.kind is ChannelKind.GROUP_DM:
            data |= {"name": channel.name, "icon": None, "owner_id": str(channel.recipients[0].id)}
        return data
    data |= {
        "guild_id": str(channel.guild.id),
        "name": channel.name,
        "parent_id": str(channel.parent.id) if channel.parent else None,
        "rate_limit_per_user": 0,
    }
    if channel.thread is not None:
        return data | _thread_part(channel)
    data |= {
        "topic": channel.topic,
        "nsfw": False,
        "position": channel.position,
        "permission_overwrites": [
            {"id": str(o.id), "type": o.kind, "allow": str(o.allow), "deny": str(o.deny)}
            for o in channel.overwrites.values()
        ],
    }
    if channel.kind is ChannelKind.VOICE:
        data |= {"bitrate": 64000, "user_limit": 0, "rtc_region": None}
    if channel.kind is ChannelKind.FORUM:
        data["available_tags"] = [
            {"id": str(i), "name": name, "moderated": False, "emoji_id": None, "emoji_name": None}
            for i, name in channel.tags.items()
        ]
        data |= {"default_reaction_emoji": None, "default_sort_order": None}
        data["default_forum_layout"] = 0
    return data


def _thread_part(channel: Channel) -> JSON:
    thread = channel.thread
    assert thread is not None
    sent = sum(not m.ephemeral for m in channel.messages.values())
    return {
        "owner_id": str(thread.owner_id),
        "message_count": sent,
        "total_message_sent": sent,
        "member_count": len(thread.members),
        "applied_tags": [str(tag) for tag in thread.applied_tags],
        "thread_metadata": {
            "archived": thread.archived,
            "archive_timestamp": iso8601(thread.archived_at or thread.created_at),
            "auto_archive_duration": thread.auto_archive_minutes,
            "locked": thread.locked,
            "create_timestamp": iso8601(thread.created_at),
        },
    }


def thread_member_json(channel: Channel, user_id: int) -> JSON:
    """A user's membership of a thread."""
    assert channel.thread is not None
    return {
        "id": str(channel.id),
        "user_id": str(user_id),
        "join_timestamp": iso8601(channel.thread.members[user_id]),
        "flags": 1,
    }


def guild_json(guild: Guild) -> JSON:
    """A guild as REST gives it, without its channels and members."""
    return {
        "id": str(guild.id),
        "name": guild.name,
        "icon": None,
        "description": None,
        "home_header": None,
        "splash": None,
        "discovery_splash": None,
        "features": [],
        "banner": None,
        "owner_id": str(guild.owner_id),
        "application_id": None,
        "region": "us-east",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "widget_enabled": False,
        "widget_channel_id": None,
        "verification_level": 0,
        "roles": [role_json(role) for role in guild.roles.values()],
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 0,
        "max_presences": None,
        "max_members": 500_000,
        "max_stage_video_channel_users": 50,
        "max_video_channel_users": 25,
        "vanity_url_code": None,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": guild.locale,
        "rules_channel_id": None,
        "safety_alerts_channel_id": None,
        "public_updates_channel_id": None,
        "premium_progress_bar_enabled": False,
        "nsfw": False,
        "nsfw_level": 0,
        "incidents_data": None,
        "emojis": [],
        "stickers": [],
    }


def guild_create_json(guild: Guild, members: Iterable[Membership]) -> JSON:
    """A guild as the gateway gives it in `GUILD_CREATE`, with the members an app may know."""
    joined = min((m.joined_at for m in guild.members.values()), default=created_at(guild.id))
    return guild_json(guild) | {
        "joined_at": iso8601(joined),
        "large": len(guild.members) > 250,
        "unavailable": False,
        "member_count": len(guild.members),
        "members": [member_json(member) for member in members],
        "channels": [channel_json(channel) for channel in guild.channels.values()],
        "threads": [
            channel_json(thread)
            for thread in guild.threads.values()
            if thread.thread and not thread.thread.archived
        ],
        "presences": [],
        "voice_states": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


def partial_channel_json(channel: Channel, bits: int) -> JSON:
    """A channel as an interaction carries it: with the invoking user's permissions."""
    return channel_json(channel) | {"permissions": str(bits)}


def interaction_member_json(member: Membership, channel: Channel) -> JSON:
    """A member as an interaction carries it: with permissions in that channel."""
    bits = permissions.in_channel(member, channel)
    return member_json(member) | {"permissions": str(bits)}
