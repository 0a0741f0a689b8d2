"""What a member does and sees: the test's hands and eyes in this Discord."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .client import Client, ClientRefusal, resolve_user
from .core import Core
from .interactions import Interaction, InteractionKind
from .model import JSON, Channel, Message, User
from .person import Person
from .picking import fill_modal, find_button, find_select, pick_values
from .reply import Choice, Modal, Reply, reply_to
from .sending import InteractionSender
from .validation import commands as rules

ANSWER_TIMEOUT = 10.0


class Member(Person):
    """A person who uses the app. Each act goes through the checks of their own client first.

    Acts that an app answers wait for the answer: `DidNotRespond` and `StillThinking` (see
    `reply.reply_to`) tell the two ways in which it can stay away. `within` is in real seconds.
    """

    def __init__(self, core: Core, user: User) -> None:
        super().__init__(core, user)
        self._sender = InteractionSender(core)

    # -- commands ---------------------------------------------------------------------------

    def is_offered(self, channel: Channel, command: str) -> bool:
        """Whether their client shows a slash command, or one of a menu, in a channel."""
        client = Client(self._core, self.user, channel)
        menus = (client.offers(command, kind) for kind in (rules.USER, rules.MESSAGE))
        return client.offers(command.split()[0]) or any(menus)

    async def slash(
        self, channel: Channel, command: str, /, *, within: float = ANSWER_TIMEOUT, **options: Any
    ) -> Reply:
        """Uses a slash command, `"ask"` or `"knowledge status"`, and waits for the answer.

        Accounts, channels, roles and `Upload`s are passed as they are. Raises `ClientRefusal` for
        what the client would not offer or send.
        """
        interaction = await self.send_slash(channel, command, **options)
        return await self.reply_to(interaction, within)

    async def reply_to(self, interaction: Interaction, within: float = ANSWER_TIMEOUT) -> Reply:
        """Waits for the answer to what was sent before, for instance by `send_slash`."""
        return await reply_to(self._core, interaction, within)

    async def send_slash(self, channel: Channel, command: str, /, **options: Any) -> Interaction:
        """Uses a slash command without waiting for anything."""
        client = Client(self._core, self.user, channel)
        use = client.command(command, options)
        owners = client.owners(use.command.integration_types)
        return self._send(InteractionKind.COMMAND, use.data, channel, owners)

    async def context_menu(
        self,
        channel: Channel,
        command: str,
        target: Message | Reply | Member,
        *,
        within: float = ANSWER_TIMEOUT,
    ) -> Reply:
        """Uses a command from the menu of a message or of a member."""
        client = Client(self._core, self.user, channel)
        kind = rules.USER if isinstance(target, Member) else rules.MESSAGE
        found = client.find(command, kind)
        resolved: JSON = {}
        if isinstance(target, Member):
            target_id = target.id
            resolve_user(target.user, channel, resolved)
        else:
            message = self.visible(target)
            target_id = message.id
            resolved["messages"] = {str(message.id): self._sender.message(message)}
        data: JSON = {
            "id": str(found.id),
            "name": found.name,
            "type": found.kind,
            "target_id": str(target_id),
            "resolved": resolved,
        }
        owners = client.owners(found.integration_types)
        interaction = self._send(InteractionKind.COMMAND, data, channel, owners)
        return await reply_to(self._core, interaction, within)

    async def autocomplete(
        self, channel: Channel, command: str, option: str, typed: str, /, **others: Any
    ) -> list[Choice]:
        """The suggestions while an option is typed, with other options already filled in."""
        client = Client(self._core, self.user, channel)
        use = client.focus(command, option, typed, others)
        owners = client.owners(use.command.integration_types)
        interaction = self._send(InteractionKind.AUTOCOMPLETE, use.data, channel, owners)
        return (await reply_to(self._core, interaction, ANSWER_TIMEOUT)).choices

    # -- components -------------------------------------------------------------------------

    async def click(
        self,
        target: Message | Reply,
        label: str | None = None,
        *,
        custom_id: str | None = None,
        within: float = ANSWER_TIMEOUT,
        only_acknowledged: bool = False,
    ) -> Reply:
        """Clicks the button with a label or custom id.

        With `only_acknowledged` it returns at the initial response, also where that shows nothing.
        """
        message, button = find_button(self._candidates(target), label, custom_id)
        return await self._use(message, button, {}, within, only_acknowledged)

    async def select(
        self,
        target: Message | Reply,
        values: Sequence[Any],
        *,
        custom_id: str | None = None,
        within: float = ANSWER_TIMEOUT,
        only_acknowledged: bool = False,
    ) -> Reply:
        """Picks options (by value or label; users, roles and channels as they are)."""
        message, menu = find_select(self._candidates(target), custom_id)
        picked = pick_values(menu, values, message.channel)
        return await self._use(message, menu, picked, within, only_acknowledged)

    async def submit(
        self, modal: Modal | Reply, values: dict[str, Any], *, within: float = ANSWER_TIMEOUT
    ) -> Reply:
        """Submits a modal; `values` are keyed by an input's label or custom id."""
        dialog = modal.modal if isinstance(modal, Reply) else modal
        parent = dialog.interaction
        if parent.user is not self.user:
            raise ClientRefusal("a modal opens only for the member it answers")
        interaction = self._send(
            InteractionKind.MODAL_SUBMIT,
            fill_modal(dialog, values),
            parent.channel,
            parent.owners,
            message=parent.message,
            parent=parent,
        )
        return await reply_to(self._core, interaction, within)

    async def _use(
        self,
        message: Message,
        component: JSON,
        picked: JSON,
        within: float,
        only_acknowledged: bool,
    ) -> Reply:
        data = {
            "custom_id": component["custom_id"],
            "component_type": component["type"],
            "id": component["id"],
        } | picked
        owners = self._owners(message)
        kind = InteractionKind.COMPONENT
        interaction = self._send(kind, data, message.channel, owners, message=message)
        return await reply_to(self._core, interaction, within, only_acknowledged=only_acknowledged)

    # -- what no client would send ----------------------------------------------------------

    async def forge(
        self,
        channel: Channel,
        kind: InteractionKind,
        data: JSON,
        *,
        message: Message | None = None,
        within: float = ANSWER_TIMEOUT,
    ) -> Reply:
        """Sends an interaction with any data, past every check of a client."""
        owners = Client(self._core, self.user, channel).owners([0, 1])
        interaction = self._send(kind, data, channel, owners, message=message)
        return await reply_to(self._core, interaction, within)

    async def forge_slash(
        self, channel: Channel, command: str, /, *, within: float = ANSWER_TIMEOUT, **options: Any
    ) -> Reply:
        """Sends a slash command that may not be offered, with values that need not fit it."""
        name, *rest = command.split()
        guild_id = channel.guild.id if channel.guild else None
        found = self._core.commands.find(name, rules.CHAT_INPUT, guild_id)
        if found is None:
            raise ClientRefusal(f"no command {name!r} is registered")
        definitions: list[JSON] = found.definition.get("options", [])
        data: JSON = {"id": str(found.id), "name": name, "type": rules.CHAT_INPUT}
        holder = data
        for part in rest:
            step: JSON = next((d for d in definitions if d["name"] == part), {"type": 1})
            inner: JSON = {"name": part, "type": step["type"]}
            holder["options"] = [inner]
            definitions = list(step.get("options") or [])
            holder = inner
        types = {d["name"]: d["type"] for d in definitions}
        holder["options"] = [
            {"name": key, "type": types.get(key, rules.STRING), "value": value}
            for key, value in options.items()
        ]
        return await self.forge(channel, InteractionKind.COMMAND, data, within=within)

    # -- parts ------------------------------------------------------------------------------

    def _send(
        self,
        kind: InteractionKind,
        data: JSON,
        channel: Channel,
        owners: dict[str, str],
        *,
        message: Message | None = None,
        parent: Interaction | None = None,
    ) -> Interaction:
        context = Client(self._core, self.user, channel).context()
        return self._sender.send(
            kind, data, self.user, channel, context, owners, message=message, parent=parent
        )

    def _owners(self, message: Message) -> dict[str, str]:
        """A component acts for the installation that its message came from."""
        if message.interaction is not None:
            origin: dict[str, str] = message.interaction["interaction_metadata"][
                "authorizing_integration_owners"
            ]
            return origin
        return Client(self._core, self.user, message.channel).owners([0, 1])

    def _candidates(self, target: Message | Reply) -> list[Message]:
        messages = target.messages if isinstance(target, Reply) else [target]
        return [self.visible(message) for message in messages]
