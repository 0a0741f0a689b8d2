"""What happens to messages: posting, editing, deleting, reactions, typing and threads."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence

from . import render
from .draft import Draft, Upload, file_name
from .events import Event, Intents
from .mentions import notify
from .model import (
    JSON,
    Attachment,
    Channel,
    ChannelKind,
    Flags,
    Message,
    MessageKind,
    User,
)
from .render_messages import emoji_json, gateway_message_json
from .showing import shown_components, shown_embeds
from .world import World


class Conversation:
    """The changes to messages and threads; each publishes its event."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.typing: list[tuple[Channel, User, float]] = []

    def post(self, channel: Channel, author: User, draft: Draft) -> Message:
        """Adds a message, unarchiving its thread, and notifies those it may mention."""
        world = self._world
        message = Message(self._next_id(channel), channel, author)
        message.content = draft.content.strip()
        message.kind, message.flags = draft.kind, draft.flags
        message.audience, message.interaction = draft.audience, draft.interaction
        message.nonce, message.tts = draft.nonce, draft.tts
        message.application_id = world.bot.id if author is world.bot else None
        message.reply_to = draft.reply_to
        message.reply_to_id = draft.reply_to.id if draft.reply_to else draft.reply_to_id
        ephemeral = draft.audience is not None
        message.attachments = [self.store(u, channel, ephemeral) for u in draft.uploads]
        self._show(message, draft.embeds, draft.components)
        notify(world, message, draft.allowed_mentions)
        if channel.thread is not None and not message.ephemeral:
            self._wake_thread(channel, author)
        channel.messages[message.id] = message
        self._event("MESSAGE_CREATE", message)
        return message

    def edit(self, message: Message, changes: JSON, attachments: list[Attachment] | None) -> None:
        """Applies `content`, `embeds`, `components`, `flags`, `allowed_mentions` where given.

        A deferred response's first edit ends its "thinking" and does not count as an edit.
        """
        was_loading = message.loading
        message.flags &= ~Flags.LOADING
        if "content" in changes:
            message.content = (changes["content"] or "").strip()
        if attachments is not None:
            message.attachments = attachments
        if changes.get("flags") is not None:
            bits = Flags.SUPPRESS_EMBEDS | Flags.COMPONENTS_V2
            message.flags = message.flags & ~Flags.SUPPRESS_EMBEDS | changes["flags"] & bits
        embeds = changes.get("embeds") or [] if "embeds" in changes else message.embeds
        components = (
            changes.get("components") or [] if "components" in changes else message.components
        )
        self._show(message, embeds, components)
        if "content" in changes or "allowed_mentions" in changes:
            notify(self._world, message, changes.get("allowed_mentions"))
        if not was_loading:
            message.edited_at = self._world.clock.now()
            message.edits += 1
        self._event("MESSAGE_UPDATE", message)

    def delete(self, message: Message) -> None:
        """Removes a message for everybody."""
        message.deleted = True
        message.channel.messages.pop(message.id, None)
        if message.ephemeral:
            self._world.changed.notify()
            return
        channel = message.channel
        data: JSON = {"id": str(message.id), "channel_id": str(channel.id)}
        if channel.guild:
            data["guild_id"] = str(channel.guild.id)
        self._publish("MESSAGE_DELETE", data, channel, _message_intent(channel))

    def react(self, message: Message, user: User, emoji: str) -> None:
        """Adds a reaction; a second one by the same user changes nothing."""
        users = message.reactions.setdefault(emoji, [])
        if user not in users:
            users.append(user)
            self._reaction_event("MESSAGE_REACTION_ADD", message, user, emoji)

    def unreact(self, message: Message, user: User, emoji: str) -> None:
        """Takes a reaction back, if there is one."""
        users = message.reactions.get(emoji, [])
        if user in users:
            users.remove(user)
            if not users:
                del message.reactions[emoji]
            self._reaction_event("MESSAGE_REACTION_REMOVE", message, user, emoji)

    def type_in(self, channel: Channel, user: User) -> None:
        """Shows "… is typing" for ten seconds."""
        now = self._world.clock.now()
        self.typing.append((channel, user, now))
        data: JSON = {
            "channel_id": str(channel.id),
            "user_id": str(user.id),
            "timestamp": int(now),
        }
        if channel.guild and (member := channel.guild.members.get(user.id)):
            data |= {"guild_id": str(channel.guild.id), "member": render.member_json(member)}
        guild = channel.guild is not None
        intent = Intents.GUILD_MESSAGE_TYPING if guild else Intents.DIRECT_MESSAGE_TYPING
        self._publish("TYPING_START", data, channel, intent)

    def store(self, upload: Upload, channel: Channel, ephemeral: bool = False) -> Attachment:
        """Keeps a file and gives it an address on the CDN."""
        name = file_name(upload.filename)
        identifier = self._world.snowflakes.next()
        folder = "ephemeral-attachments" if ephemeral else "attachments"
        attachment = Attachment(
            identifier,
            name,
            upload.data,
            f"{self._world.cdn_url}/{folder}/{channel.id}/{identifier}/{name}",
            mimetypes.guess_type(name)[0],
            upload.description,
            ephemeral,
        )
        self._world.attachments[identifier] = attachment
        return attachment

    def start_thread(
        self,
        parent: Channel,
        name: str,
        owner: User,
        *,
        kind: ChannelKind = ChannelKind.PUBLIC_THREAD,
        source: Message | None = None,
        auto_archive_minutes: int = 1440,
        tags: Sequence[int] = (),
    ) -> Channel:
        """A thread on a message, on its own, or (in a forum) a post whose message follows."""
        thread = self._world.add_thread(parent, kind, name, owner, source=source)
        assert thread.thread is not None
        thread.thread.auto_archive_minutes = auto_archive_minutes
        thread.thread.applied_tags = list(tags)
        self._world.channel_event("THREAD_CREATE", thread, newly_created=True)
        if source is not None:
            source.thread = thread
            source.flags |= Flags.HAS_THREAD
            self._event("MESSAGE_UPDATE", source)
            self.post(thread, owner, Draft(kind=MessageKind.THREAD_STARTER, reply_to=source))
        elif kind is ChannelKind.PUBLIC_THREAD and parent.kind is not ChannelKind.FORUM:
            notice = Draft(content=name, kind=MessageKind.THREAD_CREATED, reply_to_id=thread.id)
            self.post(parent, owner, notice)
        return thread

    def join_thread(self, thread: Channel, user: User) -> None:
        """Adds a user to a thread's members."""
        assert thread.thread is not None
        thread.thread.members.setdefault(user.id, self._world.clock.now())
        added = [render.thread_member_json(thread, user.id)]
        self._members_event(thread, user, {"added_members": added})

    def leave_thread(self, thread: Channel, user: User) -> None:
        """Takes a user out of a thread's members."""
        assert thread.thread is not None
        thread.thread.members.pop(user.id, None)
        self._members_event(thread, user, {"removed_member_ids": [str(user.id)]})

    # -- parts ------------------------------------------------------------------------------

    def _next_id(self, channel: Channel) -> int:
        """The message that opens a forum post bears the id of the post."""
        in_forum = channel.parent is not None and channel.parent.kind is ChannelKind.FORUM
        if in_forum and channel.is_thread and not channel.messages:
            return channel.id
        return self._world.snowflakes.next()

    def _wake_thread(self, channel: Channel, author: User) -> None:
        assert channel.thread is not None
        if channel.thread.archived:
            channel.thread.archived = False
            self._world.channel_event("THREAD_UPDATE", channel)
        if author.id not in channel.thread.members:
            self.join_thread(channel, author)

    def _show(self, message: Message, embeds: list[JSON], components: list[JSON]) -> None:
        files, new_id = message.attachments, self._world.snowflakes.next
        hidden = message.flags & Flags.SUPPRESS_EMBEDS
        message.embeds = [] if hidden else shown_embeds(embeds, files)
        message.components = shown_components(components, files, new_id)

    def _event(self, name: str, message: Message) -> None:
        if message.ephemeral:
            self._world.changed.notify()
            return
        channel = message.channel
        data = gateway_message_json(message, viewer=self._world.bot)
        self._publish(name, data, channel, _message_intent(channel), message)

    def _publish(
        self,
        name: str,
        data: JSON,
        channel: Channel,
        intent: int,
        message: Message | None = None,
    ) -> None:
        """Publishes to the app what happens where the app can look; wakes waiters in any case."""
        if not self._world.can_view(self._world.bot, channel):
            self._world.changed.notify()
            return
        guild_id = channel.guild.id if channel.guild else None
        self._world.publish(Event(name, data, guild_id, intent, message))

    def _reaction_event(self, name: str, message: Message, user: User, emoji: str) -> None:
        channel = message.channel
        data: JSON = {
            "user_id": str(user.id),
            "channel_id": str(channel.id),
            "message_id": str(message.id),
            "message_author_id": str(message.author.id),
            "emoji": emoji_json(emoji),
            "burst": False,
            "type": 0,
        }
        if channel.guild is not None:
            data["guild_id"] = str(channel.guild.id)
            if name.endswith("ADD") and (member := channel.guild.members.get(user.id)):
                data["member"] = render.member_json(member)
        guild = channel.guild is not None
        intent = Intents.GUILD_MESSAGE_REACTIONS if guild else Intents.DIRECT_MESSAGE_REACTIONS
        self._publish(name, data, channel, intent)

    def _members_event(self, thread: Channel, user: User, change: JSON) -> None:
        """The app learns of its own comings and goings; of others' only with the intent."""
        assert thread.guild is not None
        assert thread.thread is not None
        data = {
            "id": str(thread.id),
            "guild_id": str(thread.guild.id),
            "member_count": len(thread.thread.members),
        } | change
        own = user is self._world.bot
        intent = Intents.GUILDS if own else Intents.GUILD_MEMBERS
        self._world.publish(Event("THREAD_MEMBERS_UPDATE", data, thread.guild.id, intent))


def _message_intent(channel: Channel) -> int:
    return Intents.GUILD_MESSAGES if channel.guild else Intents.DIRECT_MESSAGES
