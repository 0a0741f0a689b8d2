"""Messages in channels."""

from __future__ import annotations

from ..errors import DiscordError
from ..events import Intents
from ..model import JSON, Channel, Message, MessageKind
from ..permissions import MANAGE_MESSAGES, READ_MESSAGE_HISTORY
from ..render_messages import message_json
from ..rest import Answer, Call, Routes
from ..session import redact_message
from ..snowflake import created_at
from ..validation.form import Form
from ..validation.messages import message_form
from . import access, drafts

routes = Routes()
_ALL = "/channels/{channel_id}/messages"
_ONE = "/channels/{channel_id}/messages/{message_id}"
_BULK_AGE = 14 * 86_400


def _create_form(call: Call) -> None:
    message_form(call.body if call.body is not None else {})


def _edit_form(call: Call) -> None:
    message_form(call.body, layout=drafts.is_layout(_own_message(call)))


def shown(call: Call, message: Message) -> JSON:
    """A message as the app may read it: without content where it lacks that intent."""
    bot = call.core.world.bot
    data = message_json(message, viewer=bot)
    if call.core.gateway.privileged & Intents.MESSAGE_CONTENT:
        return data
    return redact_message(data, message, bot)


@routes.add("POST", _ALL, form=_create_form)
async def create_message(call: Call) -> Answer:
    """Sends a message, possibly as a reply."""
    channel, body = access.text_channel(call), call.body or {}
    _refuse_closed(call, channel)
    access.require(call, channel, drafts.bits_needed(body, channel, files=len(call.uploads)))
    draft = drafts.draft(call, body)
    reference = body.get("message_reference")
    if reference:
        draft.reply_to = _referenced(call, channel, reference)
        draft.kind = MessageKind.REPLY if draft.reply_to else MessageKind.DEFAULT
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        for earlier in channel.messages.values():
            if earlier.author is call.core.world.bot and earlier.nonce == body["nonce"]:
                return 200, shown(call, earlier)
    message = call.core.conversation.post(channel, call.core.world.bot, draft)
    return 200, shown(call, message)


@routes.add("GET", _ALL)
async def list_messages(call: Call) -> Answer:
    """Newest first; nothing without the permission to read history."""
    channel, limit = access.text_channel(call), call.count("limit", 50, 100)
    if not call.core.world.permissions(call.core.world.bot, channel) & READ_MESSAGE_HISTORY:
        return 200, []
    found = [m for m in channel.messages.values() if not m.ephemeral]
    if "after" in call.query:
        found = [m for m in found if m.id > int(call.query["after"])][:limit]
    elif "around" in call.query:
        centre = int(call.query["around"])
        older = [m for m in found if m.id < centre][-(limit // 2) :]
        found = (older + [m for m in found if m.id >= centre])[:limit]
    elif "before" in call.query:
        found = [m for m in found if m.id < int(call.query["before"])]
    return 200, [shown(call, message) for message in reversed(found[-limit:])]


@routes.add("GET", _ONE)
async def get_message(call: Call) -> Answer:
    """One message."""
    channel = access.text_channel(call)
    access.require(call, channel, READ_MESSAGE_HISTORY)
    return 200, shown(call, access.message(call, channel))


@routes.add("PATCH", _ONE, form=_edit_form)
async def edit_message(call: Call) -> Answer:
    """Changes a message of the app's own."""
    channel = access.text_channel(call)
    message = access.message(call, channel)
    if message.author is not call.core.world.bot:
        raise DiscordError(403, 50005, "Cannot edit a message authored by another user")
    if channel.thread is not None and channel.thread.archived:
        raise DiscordError(400, 50083, "Thread is archived")
    drafts.edit(call, call.body, message)
    return 200, shown(call, message)


@routes.add("DELETE", _ONE)
async def delete_message(call: Call) -> Answer:
    """Deletes a message; of others only with the permission, in a direct message never."""
    channel = access.text_channel(call)
    message = access.message(call, channel)
    if message.author is not call.core.world.bot:
        if channel.is_private:
            raise DiscordError(403, 50003, "Cannot execute action on a DM channel")
        access.require(call, channel, MANAGE_MESSAGES)
    call.core.conversation.delete(message)
    return 204, None


@routes.add("POST", _ALL + "/bulk-delete")
async def bulk_delete(call: Call) -> Answer:
    """Deletes 2 to 100 messages younger than two weeks."""
    channel = access.text_channel(call)
    access.require(call, channel, MANAGE_MESSAGES)
    form = Form()
    ids = form.items(("messages",), (call.body or {}).get("messages"), 2, 100)
    form.refuse()
    now = call.core.clock.now()
    found = [channel.messages[int(i)] for i in ids if int(i) in channel.messages]
    if any(now - created_at(message.id) > _BULK_AGE for message in found):
        raise DiscordError(
            400, 50034, "You can only bulk delete messages that are under 14 days old."
        )
    for message in found:
        call.core.conversation.delete(message)
    return 204, None


def _own_message(call: Call) -> Message | None:
    channel = call.core.world.channels.get(call.snowflake("channel_id"))
    return channel.messages.get(call.snowflake("message_id")) if channel else None


def _refuse_closed(call: Call, channel: Channel) -> None:
    """Locked threads take no messages; users may close their direct messages to the app."""
    if channel.thread is not None and channel.thread.locked and channel.thread.archived:
        raise DiscordError(400, 50083, "Thread is archived")
    if not channel.is_private:
        return
    world = call.core.world
    for user in channel.recipients:
        if user is not world.bot and not (user.accepts_dms and world.acquainted(user)):
            raise DiscordError(403, 50007, "Cannot send messages to this user")


def _referenced(call: Call, channel: Channel, reference: JSON) -> Message | None:
    """The message that is replied to; None if it is gone and that may be."""
    own = call.core.world.permissions(call.core.world.bot, channel)
    if not own & READ_MESSAGE_HISTORY:
        raise DiscordError(400, 160002, "Cannot reply without permission to read message history")
    found = channel.messages.get(int(reference.get("message_id") or 0))
    if found is not None and not found.ephemeral:
        return found
    if reference.get("fail_if_not_exists", True):
        form = Form()
        form.add(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        form.refuse()
    return None
