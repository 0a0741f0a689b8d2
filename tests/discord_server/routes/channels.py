"""Channels: fetching, changing, deleting, and showing that the app types."""

from __future__ import annotations

from .. import render
from ..errors import DiscordError
from ..permissions import MANAGE_CHANNELS, MANAGE_THREADS
from ..rest import Answer, Call, Routes
from ..validation.threads import channel_form
from . import access

routes = Routes()


@routes.add("GET", "/channels/{channel_id}")
async def get_channel(call: Call) -> Answer:
    """A channel."""
    return 200, render.channel_json(access.channel(call))


def _change_form(call: Call) -> None:
    channel_form(call.body)


@routes.add("PATCH", "/channels/{channel_id}", form=_change_form)
async def edit_channel(call: Call) -> Answer:
    """Changes a channel, or renames, archives, locks or tags a thread."""
    channel, body, world = access.channel(call), call.body, call.core.world
    if channel.is_private:
        raise DiscordError(400, 50003, "Cannot execute action on a DM channel")
    thread = channel.thread
    if thread is None:
        access.require(call, channel, MANAGE_CHANNELS)
        channel.topic = body.get("topic", channel.topic)
    else:
        own = thread.owner_id == world.bot.id
        if not own or body.get("locked") is not None:
            access.require(call, channel, MANAGE_THREADS)
        if thread.archived and body.get("archived") is not False:
            raise DiscordError(400, 50083, "Thread is archived")
        if body.get("archived") is not None and body["archived"] != thread.archived:
            thread.archived, thread.archived_at = body["archived"], world.clock.now()
        thread.locked = body.get("locked", thread.locked)
        minutes = body.get("auto_archive_duration")
        thread.auto_archive_minutes = minutes or thread.auto_archive_minutes
        if "applied_tags" in body:
            thread.applied_tags = [int(tag) for tag in body["applied_tags"] or []]
    channel.name = body.get("name", channel.name)
    world.channel_event("THREAD_UPDATE" if thread else "CHANNEL_UPDATE", channel)
    return 200, render.channel_json(channel)


@routes.add("DELETE", "/channels/{channel_id}")
async def delete_channel(call: Call) -> Answer:
    """Deletes a channel or thread, or closes a direct message."""
    channel = access.channel(call)
    data = render.channel_json(channel)
    if not channel.is_private:
        access.require(call, channel, MANAGE_THREADS if channel.is_thread else MANAGE_CHANNELS)
        call.core.world.remove_channel(channel)
    return 200, data


@routes.add("POST", "/channels/{channel_id}/typing")
async def typing(call: Call) -> Answer:
    """Shows that the app types."""
    call.core.conversation.type_in(access.text_channel(call), call.core.world.bot)
    return 204, None
