"""A person with an account: what they write, read and react to."""

from __future__ import annotations

from collections.abc import Sequence

from . import permissions
from .client import ClientRefusal
from .core import Core
from .draft import Draft, Upload
from .model import Channel, Message, MessageKind, User
from .reply import Reply


class Person:
    """The acts that go to everybody in a channel, or to nobody."""

    def __init__(self, core: Core, user: User) -> None:
        self._core = core
        self.user = user

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.user.username}>"

    @property
    def id(self) -> int:
        """The user's id."""
        return self.user.id

    @property
    def mention(self) -> str:
        """The text that mentions them."""
        return self.user.mention

    @property
    def dm_channel(self) -> Channel:
        """Their direct message channel with the app."""
        return self._core.world.private_channel(self._core.world.bot, self.user)

    # -- messages ---------------------------------------------------------------------------

    async def say(
        self,
        channel: Channel,
        content: str = "",
        *,
        reply_to: Message | Reply | None = None,
        files: Sequence[Upload] = (),
    ) -> Message:
        """Posts a message; a reply notifies its author."""
        if not self._may_write(channel):
            raise ClientRefusal(f"{self.user.username} may not write in {channel!r}")
        if not content.strip() and not files:
            raise ClientRefusal("the client sends no empty message")
        if len(content) > 2000:
            raise ClientRefusal(f"the client sends at most 2000 characters, not {len(content)}")
        original = reply_to.message if isinstance(reply_to, Reply) else reply_to
        kind = MessageKind.REPLY if original else MessageKind.DEFAULT
        draft = Draft(content=content, uploads=list(files), reply_to=original, kind=kind)
        return self._core.conversation.post(channel, self.user, draft)

    async def dm(self, content: str, *, files: Sequence[Upload] = ()) -> Message:
        """Writes to the app; the answer arrives in the returned message's `channel`."""
        return await self.say(self.dm_channel, content, files=files)

    async def edit(self, message: Message, content: str) -> None:
        """Changes a message of their own."""
        if message.author is not self.user:
            raise ClientRefusal("a member edits only their own messages")
        self._core.conversation.edit(message, {"content": content}, None)

    async def delete(self, message: Message) -> None:
        """Deletes a message of their own, or any with the permission."""
        bits = self._core.world.permissions(self.user, message.channel)
        if message.author is not self.user and not bits & permissions.MANAGE_MESSAGES:
            raise ClientRefusal(f"{self.user.username} may not delete this message")
        self._core.conversation.delete(message)

    async def react(self, message: Message | Reply, emoji: str) -> None:
        """Adds a reaction."""
        self._core.conversation.react(the_message(message), self.user, emoji)

    async def unreact(self, message: Message | Reply, emoji: str) -> None:
        """Takes their reaction back."""
        self._core.conversation.unreact(the_message(message), self.user, emoji)

    async def start_thread(
        self, channel: Channel, name: str, *, on: Message | Reply | None = None
    ) -> Channel:
        """Starts a public thread, on a message or on its own."""
        source = the_message(on) if on is not None else None
        return self._core.conversation.start_thread(channel, name, self.user, source=source)

    async def post(self, forum: Channel, title: str, content: str) -> Message:
        """Starts a post in a forum; its thread is the returned message's `channel`."""
        thread = self._core.conversation.start_thread(forum, title, self.user)
        return await self.say(thread, content)

    def sees(self, channel: Channel) -> list[Message]:
        """What they can read in a channel, oldest first, their own ephemeral messages included."""
        bits = self._core.world.permissions(self.user, channel)
        needed = permissions.VIEW_CHANNEL | permissions.READ_MESSAGE_HISTORY
        if bits & needed != needed and channel.guild is not None:
            return []
        return [m for m in channel.messages.values() if m.visible_to(self.user)]

    def install_app(self) -> None:
        """Installs the app to their account, so that its commands follow them everywhere."""
        self.user.installed_app = True

    def close_dms(self) -> None:
        """Accepts no direct messages any more."""
        self.user.accepts_dms = False

    def _may_write(self, channel: Channel) -> bool:
        """By permission; to the app directly only with a guild in common or it installed."""
        world = self._core.world
        if channel.is_private and world.bot in channel.recipients:
            return world.acquainted(self.user)
        needed = permissions.SEND_MESSAGES
        if channel.is_thread:
            needed = permissions.SEND_MESSAGES_IN_THREADS
        return bool(world.permissions(self.user, channel) & needed)

    def visible(self, target: Message | Reply) -> Message:
        """A message they see; refused if they do not."""
        message = the_message(target)
        if not message.visible_to(self.user) or not self._core.world.can_view(
            self.user, message.channel
        ):
            raise ClientRefusal(f"{self.user.username} does not see message {message.id}")
        return message


def the_message(target: Message | Reply) -> Message:
    """A message, or the first one of a reply."""
    return target.message if isinstance(target, Reply) else target
