"""Interactions and the states they pass through.

An interaction is *pending* until the app responds within three seconds; then its token opens the
webhook routes for fifteen minutes. A deferred response shows "… is thinking" until it is edited
or the first follow-up takes its place.
https://discord.com/developers/docs/interactions/receiving-and-responding
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from enum import IntEnum

from .errors import already_acknowledged, invalid_webhook_token, unknown
from .model import JSON, Channel, Guild, Message, User
from .validation.form import Form
from .world import World

INITIAL_DEADLINE = 3.0
TOKEN_LIFETIME = 15 * 60.0
ATTACHMENT_LIMIT = 10 * 2**20


class InteractionKind(IntEnum):
    """Interaction types."""

    PING = 1
    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Callback(IntEnum):
    """Types of the initial response."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE_MESSAGE = 7
    AUTOCOMPLETE = 8
    MODAL = 9


class Context(IntEnum):
    """Where an interaction happened."""

    GUILD = 0
    BOT_DM = 1
    PRIVATE_CHANNEL = 2


@dataclass(eq=False, repr=False)
class Interaction:
    """One interaction, its answer and what the user has seen of it.

    `message` is the message whose component was used. `original` is the initial response, or for
    an update the message that is updated. `shown` counts what became visible to the user.
    """

    id: int
    token: str
    kind: InteractionKind
    data: JSON
    user: User
    channel: Channel
    created_at: float
    context: Context
    owners: dict[str, str]
    message: Message | None = None
    parent: Interaction | None = None
    acknowledged_with: Callback | None = None
    acknowledged_at: float | None = None
    original: Message | None = None
    thinking: bool = False
    followups: list[Message] = field(default_factory=list)
    modal: JSON | None = None
    choices: list[JSON] | None = None
    shown: int = 0

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def name(self) -> str:
        """What was used, for people."""
        what = self.data.get("name") or self.data.get("custom_id") or ""
        return f"{self.kind.name} {what} by {self.user.username}"

    @property
    def guild(self) -> Guild | None:
        """The guild it happened in."""
        return self.channel.guild

    @property
    def latency(self) -> float | None:
        """Seconds from the click to the initial response."""
        if self.acknowledged_at is None:
            return None
        return self.acknowledged_at - self.created_at

    def allowed_callbacks(self) -> tuple[Callback, ...]:
        """The initial responses this kind of interaction takes."""
        if self.kind is InteractionKind.PING:
            return (Callback.PONG,)
        if self.kind is InteractionKind.AUTOCOMPLETE:
            return (Callback.AUTOCOMPLETE,)
        allowed = [Callback.MESSAGE, Callback.DEFERRED_MESSAGE]
        if self.message is not None:
            allowed += [Callback.DEFERRED_UPDATE, Callback.UPDATE_MESSAGE]
        if self.kind is not InteractionKind.MODAL_SUBMIT:
            allowed.append(Callback.MODAL)
        return tuple(allowed)


class InteractionBook:
    """Makes interactions and finds them again by token, as long as they live."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.all: list[Interaction] = []
        self._by_token: dict[str, Interaction] = {}

    def create(
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
        """A new, pending interaction."""
        identifier = self._world.snowflakes.next()
        raw = f"interaction:{identifier}:{secrets.token_urlsafe(48)}"
        token = base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")
        interaction = Interaction(
            identifier,
            token,
            kind,
            data,
            user,
            channel,
            self._world.clock.now(),
            context,
            owners,
            message,
            parent,
        )
        self.all.append(interaction)
        self._by_token[token] = interaction
        return interaction

    def expired(self, interaction: Interaction) -> bool:
        """Whether the three seconds have passed without a response."""
        late = self._world.clock.now() - interaction.created_at > INITIAL_DEADLINE
        return interaction.acknowledged_at is None and late

    def to_acknowledge(self, identifier: int, token: str) -> Interaction:
        """The pending interaction of a callback; refused when unknown, late, or answered."""
        interaction = self._by_token.get(token)
        if interaction is None or interaction.id != identifier or self.expired(interaction):
            raise unknown("Interaction")
        if interaction.acknowledged_at is not None:
            raise already_acknowledged()
        return interaction

    def refuse_callback(self, interaction: Interaction, callback: int) -> None:
        """Refuses (50035) a type of response that this interaction does not take."""
        form = Form()
        form.choice(("type",), callback, [int(kind) for kind in interaction.allowed_callbacks()])
        form.refuse()

    def acknowledge(self, interaction: Interaction, callback: Callback) -> None:
        """Notes the initial response."""
        interaction.acknowledged_with = callback
        interaction.acknowledged_at = self._world.clock.now()

    def acknowledged(self, token: str) -> Interaction:
        """The interaction whose webhook routes a token opens.

        Refused with 50027 after fifteen minutes, with 10015 before there was a response.
        """
        interaction = self._by_token.get(token)
        if interaction is None:
            raise invalid_webhook_token()
        if self._world.clock.now() - interaction.created_at > TOKEN_LIFETIME:
            raise invalid_webhook_token()
        if interaction.acknowledged_at is None:
            raise unknown("Webhook")
        return interaction

    def original(self, interaction: Interaction) -> Message:
        """The initial response; 10008 if there is none or it was deleted."""
        message = interaction.original
        if message is None or message.deleted:
            raise unknown("Message")
        return message

    def response(self, interaction: Interaction, message_id: int) -> Message:
        """One of the messages the interaction made, by id."""
        candidates = [interaction.original, *interaction.followups]
        for message in candidates:
            if message is not None and message.id == message_id and not message.deleted:
                return message
        raise unknown("Message")
