"""Reactions to messages."""

from __future__ import annotations

from .. import render
from ..errors import unknown
from ..model import Message
from ..permissions import ADD_REACTIONS, MANAGE_MESSAGES, READ_MESSAGE_HISTORY
from ..rest import Answer, Call, Routes
from . import access

routes = Routes()
_ALL = "/channels/{channel_id}/messages/{message_id}/reactions"


def _message(call: Call) -> Message:
    return access.message(call, access.text_channel(call))


def _emoji(call: Call) -> str:
    """A Unicode emoji; there are no custom ones here, and words are none."""
    emoji = call.params["emoji"]
    if emoji.isascii():
        raise unknown("Emoji")
    return emoji


@routes.add("PUT", _ALL + "/{emoji}/@me")
async def react(call: Call) -> Answer:
    """Adds the app's reaction; joining one that is there needs no permission to add."""
    message, emoji = _message(call), _emoji(call)
    needed = READ_MESSAGE_HISTORY
    if emoji not in message.reactions:
        needed |= ADD_REACTIONS
    access.require(call, message.channel, needed)
    call.core.conversation.react(message, call.core.world.bot, emoji)
    return 204, None


@routes.add("DELETE", _ALL + "/{emoji}/@me")
async def unreact(call: Call) -> Answer:
    """Takes the app's reaction back."""
    call.core.conversation.unreact(_message(call), call.core.world.bot, _emoji(call))
    return 204, None


@routes.add("DELETE", _ALL + "/{emoji}/{user_id}")
async def remove_reaction(call: Call) -> Answer:
    """Takes somebody's reaction away."""
    message = _message(call)
    access.require(call, message.channel, MANAGE_MESSAGES)
    call.core.conversation.unreact(message, access.user(call), _emoji(call))
    return 204, None


@routes.add("GET", _ALL + "/{emoji}")
async def who_reacted(call: Call) -> Answer:
    """The users who reacted with an emoji."""
    users = _message(call).reactions.get(_emoji(call), [])
    return 200, [render.user_json(user) for user in users[: call.count("limit", 25, 100)]]


@routes.add("DELETE", _ALL)
@routes.add("DELETE", _ALL + "/{emoji}")
async def clear(call: Call) -> Answer:
    """Removes all reactions, or all of one emoji."""
    message = _message(call)
    access.require(call, message.channel, MANAGE_MESSAGES)
    chosen = [_emoji(call)] if "emoji" in call.params else list(message.reactions)
    for emoji in chosen:
        for user in list(message.reactions.get(emoji, [])):
            call.core.conversation.unreact(message, user, emoji)
    return 204, None
