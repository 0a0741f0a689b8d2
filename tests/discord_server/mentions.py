"""Who a message notifies: https://discord.com/developers/docs/resources/message#allowed-mentions"""

from __future__ import annotations

import re

from . import permissions
from .model import JSON, Message, MessageKind, Role, User
from .world import World


def notify(world: World, message: Message, allowed: JSON | None) -> None:
    """Sets whom a message mentions, as its text, `allowed_mentions` and permissions have it.

    Without `allowed_mentions` everything in the text notifies, and so does a reply.
    """
    parse = {"users", "roles", "everyone"} if allowed is None else set(allowed.get("parse") or [])
    listed = allowed or {}
    message.mentions = _users(world, message, "users" in parse, listed.get("users"))
    message.role_mentions = _roles(message, "roles" in parse, listed.get("roles"))
    original = message.reply_to
    if original is not None and message.kind is MessageKind.REPLY:
        replied = allowed is None or bool(allowed.get("replied_user"))
        if replied and original.author not in message.mentions:
            message.mentions.append(original.author)
    bits = world.permissions(message.author, message.channel)
    addressed = re.search(r"@(everyone|here)\b", message.content) is not None
    message.mention_everyone = (
        addressed and "everyone" in parse and bool(bits & permissions.MENTION_EVERYONE)
    )


def _users(world: World, message: Message, parsed: bool, listed: list[str] | None) -> list[User]:
    chosen = {int(user_id) for user_id in listed or []}
    found = dict.fromkeys(int(i) for i in re.findall(r"<@!?(\d+)>", message.content))
    return [world.users[i] for i in found if i in world.users and (parsed or i in chosen)]


def _roles(message: Message, parsed: bool, listed: list[str] | None) -> list[Role]:
    guild = message.channel.guild
    if guild is None:
        return []
    chosen = {int(role_id) for role_id in listed or []}
    found = dict.fromkeys(int(i) for i in re.findall(r"<@&(\d+)>", message.content))
    return [guild.roles[i] for i in found if i in guild.roles and (parsed or i in chosen)]
