"""Messages as Discord's JSON."""

from __future__ import annotations

from typing import Any

from .clock import iso8601
from .model import JSON, Attachment, Message, MessageKind, User
from .render import channel_json, member_json, user_json
from .snowflake import created_at


def attachment_json(attachment: Attachment) -> JSON:
    """A file's description and where to download it."""
    data: JSON = {
        "id": str(attachment.id),
        "filename": attachment.filename,
        "size": attachment.size,
        "url": attachment.url,
        "proxy_url": attachment.url,
    }
    if attachment.content_type:
        data["content_type"] = attachment.content_type
    if attachment.description:
        data["description"] = attachment.description
    if attachment.ephemeral:
        data["ephemeral"] = True
    return data


def message_json(message: Message, *, viewer: User | None = None, nested: bool = False) -> JSON:
    """A message; `viewer` decides the `me` of reactions, `nested` leaves out what it replies to.

    A file that an embed shows through `attachment://` is not listed again as an attachment.
    """
    channel = message.channel
    shown = {
        (embed.get(part) or {}).get("url")
        for embed in message.embeds
        for part in ("image", "thumbnail")
    }
    data: JSON = {
        "id": str(message.id),
        "channel_id": str(channel.id),
        "type": int(message.kind),
        "author": user_json(message.author),
        "content": message.content,
        "timestamp": iso8601(created_at(message.id)),
        "edited_timestamp": iso8601(message.edited_at) if message.edited_at else None,
        "tts": message.tts,
        "mention_everyone": message.mention_everyone,
        "mentions": [user_json(user) for user in message.mentions],
        "mention_roles": [str(role.id) for role in message.role_mentions],
        "attachments": [attachment_json(a) for a in message.attachments if a.url not in shown],
        "embeds": message.embeds,
        "components": message.components,
        "pinned": False,
        "flags": message.flags,
    }
    if message.nonce is not None:
        data["nonce"] = message.nonce
    if message.reactions:
        data["reactions"] = [
            _reaction_json(emoji, users, viewer) for emoji, users in message.reactions.items()
        ]
    if message.application_id is not None:
        data["application_id"] = str(message.application_id)
    if message.interaction is not None:
        data["webhook_id"] = str(message.application_id)
        data |= message.interaction
    if message.reply_to_id is not None:
        data["message_reference"] = _reference_json(message)
        if not nested and message.kind is not MessageKind.THREAD_CREATED:
            original = message.reply_to
            alive = original is not None and not original.deleted
            data["referenced_message"] = (
                message_json(original, viewer=viewer, nested=True) if original and alive else None
            )
    if message.thread is not None:
        data["thread"] = channel_json(message.thread)
    return data


def _reference_json(message: Message) -> JSON:
    if message.kind is MessageKind.THREAD_CREATED:
        reference: JSON = {"type": 0, "channel_id": str(message.reply_to_id)}
    else:
        reference = {
            "type": 0,
            "message_id": str(message.reply_to_id),
            "channel_id": str((message.reply_to or message).channel.id),
        }
    if message.channel.guild is not None:
        reference["guild_id"] = str(message.channel.guild.id)
    return reference


def _reaction_json(emoji: str, users: list[User], viewer: User | None) -> JSON:
    return {
        "emoji": emoji_json(emoji),
        "count": len(users),
        "count_details": {"normal": len(users), "burst": 0},
        "me": viewer in users,
        "me_burst": False,
        "burst_colors": [],
    }


def emoji_json(emoji: str) -> JSON:
    """A Unicode emoji, or a custom one written `name:id`."""
    name, _, identifier = emoji.partition(":")
    return {"id": identifier or None, "name": name}


def gateway_message_json(message: Message, *, viewer: User | None = None) -> JSON:
    """A message as `MESSAGE_CREATE` carries it: with guild, member and the mentions' members."""
    data: dict[str, Any] = message_json(message, viewer=viewer)
    data["channel_type"] = int(message.channel.kind)
    guild = message.channel.guild
    if guild is None:
        return data
    data["guild_id"] = str(guild.id)
    if (member := guild.members.get(message.author.id)) is not None:
        data["member"] = member_json(member, with_user=False)
    for mention in data["mentions"]:
        if (mentioned := guild.members.get(int(mention["id"]))) is not None:
            mention["member"] = member_json(mentioned, with_user=False)
    return data


def without_content(data: JSON) -> JSON:
    """A message as an app without the message-content intent receives it."""
    hidden: JSON = {"content": "", "embeds": [], "attachments": [], "components": []}
    return {k: v for k, v in data.items() if k != "poll"} | hidden
