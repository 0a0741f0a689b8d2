"""Threads: starting them, on messages or without, forum posts, and their members."""

from __future__ import annotations

from .. import render
from ..errors import DiscordError, unknown
from ..model import Channel, ChannelKind
from ..permissions import (
    CREATE_PRIVATE_THREADS,
    CREATE_PUBLIC_THREADS,
    READ_MESSAGE_HISTORY,
    SEND_MESSAGES,
)
from ..render_messages import message_json
from ..rest import Answer, Call, Routes
from ..validation.form import require_object
from ..validation.threads import thread_form
from . import access, drafts

routes = Routes()


def _from_message_form(call: Call) -> None:
    thread_form(call.body)


def _start_form(call: Call) -> None:
    parent = call.core.world.channels.get(call.snowflake("channel_id"))
    forum = parent is not None and parent.kind is ChannelKind.FORUM
    thread_form(call.body, forum=forum)


@routes.add("POST", "/channels/{channel_id}/messages/{message_id}/threads", form=_from_message_form)
async def start_on_message(call: Call) -> Answer:
    """A thread under a message; a message has one at most."""
    parent = access.text_channel(call)
    if parent.is_private or parent.is_thread:
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    source = access.message(call, parent)
    access.require(call, parent, CREATE_PUBLIC_THREADS | READ_MESSAGE_HISTORY)
    if source.thread is not None:
        raise DiscordError(400, 160004, "A thread has already been created for this message")
    thread = call.core.conversation.start_thread(
        parent,
        call.body["name"],
        call.core.world.bot,
        source=source,
        auto_archive_minutes=call.body.get("auto_archive_duration") or 1440,
    )
    return 201, _with_membership(call, thread)


@routes.add("POST", "/channels/{channel_id}/threads", form=_start_form)
async def start(call: Call) -> Answer:
    """A thread without a message, or a forum post with its first message."""
    parent, body, bot = access.channel(call), require_object(call.body), call.core.world.bot
    minutes = body.get("auto_archive_duration") or 1440
    if parent.kind is ChannelKind.FORUM:
        access.require(call, parent, SEND_MESSAGES)
        draft = drafts.draft(call, body["message"])
        tags = [int(tag) for tag in body.get("applied_tags") or []]
        if any(tag not in parent.tags for tag in tags):
            raise DiscordError(400, 10087, "Unknown tag")
        thread = call.core.conversation.start_thread(
            parent, body["name"], bot, auto_archive_minutes=minutes, tags=tags
        )
        first = call.core.conversation.post(thread, bot, draft)
        opening = message_json(first, viewer=bot)
        return 201, _with_membership(call, thread) | {"message": opening}
    if parent.kind is not ChannelKind.TEXT:
        raise DiscordError(400, 50024, "Cannot execute action on this channel type")
    kind = ChannelKind(body.get("type") or ChannelKind.PRIVATE_THREAD)
    private = kind is ChannelKind.PRIVATE_THREAD
    access.require(call, parent, CREATE_PRIVATE_THREADS if private else CREATE_PUBLIC_THREADS)
    thread = call.core.conversation.start_thread(
        parent, body["name"], bot, kind=kind, auto_archive_minutes=minutes
    )
    return 201, _with_membership(call, thread)


@routes.add("GET", "/guilds/{guild_id}/threads/active")
async def active(call: Call) -> Answer:
    """The guild's threads that are not archived, newest first."""
    found = [
        thread
        for thread in reversed(access.guild(call).threads.values())
        if thread.thread and not thread.thread.archived
    ]
    return 200, _listing(call, found)


@routes.add("GET", "/channels/{channel_id}/threads/archived/public")
@routes.add("GET", "/channels/{channel_id}/threads/archived/private")
async def archived(call: Call) -> Answer:
    """A channel's archived threads."""
    parent = access.channel(call)
    assert parent.guild is not None
    found = [
        thread
        for thread in parent.guild.threads.values()
        if thread.parent is parent and thread.thread and thread.thread.archived
    ]
    return 200, _listing(call, found)


@routes.add("GET", "/channels/{channel_id}/thread-members")
async def members(call: Call) -> Answer:
    """Who is in a thread."""
    thread = _thread(call)
    assert thread.thread is not None
    return 200, [render.thread_member_json(thread, user_id) for user_id in thread.thread.members]


@routes.add("PUT", "/channels/{channel_id}/thread-members/@me")
@routes.add("PUT", "/channels/{channel_id}/thread-members/{user_id}")
async def join(call: Call) -> Answer:
    """The app, or somebody it adds, joins a thread."""
    thread = _thread(call)
    assert thread.thread is not None
    if thread.thread.archived:
        raise DiscordError(400, 50083, "Thread is archived")
    user = access.user(call) if "user_id" in call.params else call.core.world.bot
    call.core.conversation.join_thread(thread, user)
    return 204, None


@routes.add("DELETE", "/channels/{channel_id}/thread-members/@me")
@routes.add("DELETE", "/channels/{channel_id}/thread-members/{user_id}")
async def leave(call: Call) -> Answer:
    """The app, or somebody it removes, leaves a thread."""
    thread = _thread(call)
    user = access.user(call) if "user_id" in call.params else call.core.world.bot
    call.core.conversation.leave_thread(thread, user)
    return 204, None


def _thread(call: Call) -> Channel:
    found = access.channel(call)
    if not found.is_thread:
        raise unknown("Channel")
    return found


def _with_membership(call: Call, thread: Channel) -> dict[str, object]:
    membership = render.thread_member_json(thread, call.core.world.bot.id)
    return render.channel_json(thread) | {"member": membership}


def _listing(call: Call, threads: list[Channel]) -> dict[str, object]:
    bot = call.core.world.bot
    seen = [thread for thread in threads if call.core.world.can_view(bot, thread)]
    return {
        "has_more": False,
        "threads": [render.channel_json(thread) for thread in seen],
        "members": [
            render.thread_member_json(thread, bot.id)
            for thread in seen
            if thread.thread and bot.id in thread.thread.members
        ],
    }
