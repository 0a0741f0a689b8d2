"""Puts an interaction on the gateway, as Discord does when a member acts."""

from __future__ import annotations

from . import permissions, render
from .core import Core
from .events import Event
from .interactions import ATTACHMENT_LIMIT, Context, Interaction, InteractionKind
from .model import JSON, Channel, Message, User
from .render_messages import message_json


class InteractionSender:
    """Creates interactions and dispatches their `INTERACTION_CREATE`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def send(
        self,
        kind: InteractionKind,
        data: JSON,
        user: User,
        channel: Channel,
        context: Context,
        owners: dict[str, str],
        *,
        message: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        """Dispatches it and returns at once; the answer comes over REST."""
        interaction = self._core.interactions.create(
            kind, data, user, channel, context, owners, message=message, parent=parent
        )
        guild_id = channel.guild.id if channel.guild else None
        event = Event("INTERACTION_CREATE", self.payload(interaction), guild_id)
        if guild_id is not None and not self._core.world.app_in(channel.guild):
            event = Event("INTERACTION_CREATE", event.data)
        self._core.world.publish(event)
        return interaction

    def message(self, message: Message) -> JSON:
        """A message as a context-menu command resolves it: with its content, always."""
        return message_json(message, viewer=self._core.world.bot)

    def payload(self, interaction: Interaction) -> JSON:
        """The event's data."""
        world, channel, user = self._core.world, interaction.channel, interaction.user
        bits = world.permissions(user, channel)
        data: JSON = {
            "id": str(interaction.id),
            "application_id": str(world.bot.id),
            "type": int(interaction.kind),
            "token": interaction.token,
            "version": 1,
            "data": interaction.data,
            "channel_id": str(channel.id),
            "channel": render.partial_channel_json(channel, bits),
            "locale": user.locale,
            "app_permissions": str(self._app_permissions(interaction)),
            "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": interaction.owners,
            "context": int(interaction.context),
            "attachment_size_limit": ATTACHMENT_LIMIT,
        }
        guild = channel.guild
        if guild is None:
            data["user"] = render.user_json(user)
        else:
            data |= {
                "guild_id": str(guild.id),
                "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
                "guild_locale": guild.locale,
                "member": render.interaction_member_json(guild.members[user.id], channel),
            }
        if interaction.message is not None:
            data["message"] = self.message(interaction.message)
        return data

    def _app_permissions(self, interaction: Interaction) -> int:
        """The app's bits in the channel; where it is no member, what the user's grant it."""
        world, channel = self._core.world, interaction.channel
        if channel.guild is None:
            return permissions.DIRECT_MESSAGE & ~(
                permissions.VIEW_CHANNEL
                | permissions.SEND_MESSAGES
                | permissions.READ_MESSAGE_HISTORY
                | permissions.ADD_REACTIONS
            )
        if world.app_in(channel.guild):
            return world.permissions(world.bot, channel)
        return world.permissions(interaction.user, channel)
