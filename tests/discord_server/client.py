"""What a member's Discord app lets them do: which commands it offers, which values it takes.

It refuses before anything reaches the bot, with `ClientRefusal`. An attacker's client does not;
see `Member.forge`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import permissions, render
from .commands import Command
from .core import Core
from .draft import Upload
from .interactions import Context
from .model import JSON, Channel, ChannelKind, Role, User
from .render_messages import attachment_json
from .validation import commands as rules


class ClientRefusal(AssertionError):  # noqa: N818 - named after what the client does
    """The member's own client would not send this."""


@dataclass(frozen=True)
class Invocation:
    """A checked command use: the interaction's `data` and what the values resolve to."""

    command: Command
    data: JSON


class Client:
    """The checks of one member's client in one channel."""

    def __init__(self, core: Core, user: User, channel: Channel) -> None:
        self._core = core
        self._user = user
        self._channel = channel

    def context(self) -> Context:
        """The kind of place the channel is."""
        if self._channel.guild is not None:
            return Context.GUILD
        bot = self._core.world.bot
        private = self._channel.kind is ChannelKind.DM and bot in self._channel.recipients
        return Context.BOT_DM if private else Context.PRIVATE_CHANNEL

    def owners(self, integration_types: list[int]) -> dict[str, str]:
        """`authorizing_integration_owners`: whose installation offers the command here."""
        owners: dict[str, str] = {}
        guild = self._channel.guild
        if 0 in integration_types:
            if self._core.world.app_in(guild) and guild is not None:
                owners["0"] = str(guild.id)
            elif self.context() is Context.BOT_DM:
                owners["0"] = "0"
        if 1 in integration_types and self._user.installed_app:
            owners["1"] = str(self._user.id)
        return owners

    def find(self, name: str, kind: int = rules.CHAT_INPUT) -> Command:
        """The command a member gets under a name; refused if it is not offered to them here."""
        book = self._core.commands
        guild_id = self._channel.guild.id if self._channel.guild else None
        command = book.find(name, kind, guild_id)
        if command is None:
            known = sorted(c.name for scope in (None, guild_id) for c in book.all(scope))
            raise ClientRefusal(f"no command {name!r} is registered; there are {known}")
        if (reason := self._hidden(command)) is not None:
            raise ClientRefusal(f"{name!r} is not offered to {self._user.username} here: {reason}")
        return command

    def offers(self, name: str, kind: int = rules.CHAT_INPUT) -> bool:
        """Whether the client shows a command to this member in this channel."""
        try:
            self.find(name, kind)
        except ClientRefusal:
            return False
        return True

    def _hidden(self, command: Command) -> str | None:
        if self.context() not in command.contexts:
            return f"it is for contexts {command.contexts}, not {self.context().name}"
        if not self.owners(command.integration_types):
            return "the app is not installed here"
        if self._channel.guild is None:
            return None
        bits = self._core.world.permissions(self._user, self._channel)
        if not bits & permissions.USE_APPLICATION_COMMANDS:
            return "application commands are not permitted in the channel"
        needed = command.required_permissions
        if (
            needed is not None
            and bits != permissions.ALL
            and (not needed or bits & needed != needed)
        ):
            return f"it takes permissions {needed}"
        return None

    # -- building the data ------------------------------------------------------------------

    def command(self, path: str, values: dict[str, Any]) -> Invocation:
        """`"knowledge status"` with its option values, checked against the definition."""
        name, *rest = path.split()
        command = self.find(name)
        data = self._base(command)
        definitions, holder = self._descend(command, rest, data)
        resolved: JSON = {}
        filled = self._fill(path, definitions, values, resolved)
        if filled or rest:
            holder["options"] = filled
        if resolved:
            data["resolved"] = resolved
        return Invocation(command, data)

    def focus(self, path: str, option: str, typed: str, values: dict[str, Any]) -> Invocation:
        """An autocomplete request while `option` is typed; other values may be there already."""
        name, *rest = path.split()
        command = self.find(name)
        data = self._base(command)
        definitions, holder = self._descend(command, rest, data)
        definition = next((d for d in definitions if d["name"] == option), None)
        if definition is None or not definition.get("autocomplete"):
            raise ClientRefusal(f"/{path} does not autocomplete {option!r}")
        resolved: JSON = {}
        present = [d for d in definitions if d["name"] in values]
        others = self._fill(path, present, values, resolved)
        focused = {"name": option, "type": definition["type"], "value": typed, "focused": True}
        holder["options"] = [*others, focused]
        if resolved:
            data["resolved"] = resolved
        return Invocation(command, data)

    def _base(self, command: Command) -> JSON:
        data: JSON = {"id": str(command.id), "name": command.name, "type": command.kind}
        if command.guild_id is not None:
            data["guild_id"] = str(command.guild_id)
        return data

    def _descend(self, command: Command, names: list[str], data: JSON) -> tuple[list[JSON], JSON]:
        """The option definitions at the end of a subcommand path, and where its values go."""
        definitions = command.definition.get("options", [])
        for name in names:
            found = next(
                (d for d in definitions if d["name"] == name and d["type"] in (1, 2)), None
            )
            if found is None:
                raise ClientRefusal(f"/{command.name} has no subcommand {name!r}")
            step: JSON = {"name": name, "type": found["type"]}
            data["options"] = [step]
            data, definitions = step, found.get("options", [])
        if any(d["type"] in (1, 2) for d in definitions):
            raise ClientRefusal(f"/{command.name} needs one of its subcommands")
        return definitions, data

    def _fill(
        self, path: str, definitions: list[JSON], values: dict[str, Any], resolved: JSON
    ) -> list[JSON]:
        known = {definition["name"] for definition in definitions}
        if unknown := values.keys() - known:
            raise ClientRefusal(f"/{path} has no option {sorted(unknown)}; it has {sorted(known)}")
        filled = []
        for definition in definitions:
            name = definition["name"]
            if name in values and values[name] is not None:
                value = self._value(path, definition, values[name], resolved)
                filled.append({"name": name, "type": definition["type"], "value": value})
            elif definition.get("required"):
                raise ClientRefusal(f"/{path} needs the option {name!r}")
        return filled

    def _value(self, path: str, definition: JSON, value: Any, resolved: JSON) -> Any:
        kind, name = definition["type"], definition["name"]
        value = getattr(value, "user", value)
        if choices := definition.get("choices"):
            for choice in choices:
                if value in (choice["value"], choice["name"]):
                    return choice["value"]
            offered = [choice["name"] for choice in choices]
            raise ClientRefusal(f"/{path} {name}: {value!r} is none of {offered}")
        expected = _PYTHON[kind]
        if not isinstance(value, expected) or (isinstance(value, bool) and kind != rules.BOOLEAN):
            raise ClientRefusal(f"/{path} {name}: {value!r} is not of option type {kind}")
        size = len(value) if isinstance(value, str) else value
        low, high = definition.get("min_value"), definition.get("max_value")
        if kind == rules.STRING:
            low, high = definition.get("min_length", 0), definition.get("max_length", 6000)
            if not value:
                raise ClientRefusal(f"/{path} {name}: the client sends no empty text")
        if (low is not None and size < low) or (high is not None and size > high):
            raise ClientRefusal(f"/{path} {name}: {size} is not within {low} to {high}")
        if kind in (rules.STRING, rules.INTEGER, rules.NUMBER, rules.BOOLEAN):
            return value
        return self._resolve(path, definition, value, resolved)

    def _resolve(self, path: str, definition: JSON, value: Any, resolved: JSON) -> str:
        """Adds an account, role, channel or file to `resolved`; returns its id."""
        if isinstance(value, Upload):
            stored = self._core.conversation.store(value, self._channel, ephemeral=True)
            resolved.setdefault("attachments", {})[str(stored.id)] = attachment_json(stored)
            return str(stored.id)
        if isinstance(value, User):
            resolve_user(value, self._channel, resolved)
        elif isinstance(value, Role):
            resolved.setdefault("roles", {})[str(value.id)] = render.role_json(value)
        elif isinstance(value, Channel):
            allowed = definition.get("channel_types")
            if allowed and value.kind not in allowed:
                raise ClientRefusal(f"/{path}: a channel of type {value.kind} is not offered")
            bits = self._core.world.permissions(self._user, value)
            partial = render.partial_channel_json(value, bits)
            resolved.setdefault("channels", {})[str(value.id)] = partial
        return str(value.id)


_PYTHON: dict[int, tuple[type, ...]] = {
    rules.STRING: (str,),
    rules.INTEGER: (int,),
    rules.BOOLEAN: (bool,),
    rules.ACCOUNT: (User,),
    rules.CHANNEL: (Channel,),
    rules.ROLE: (Role,),
    rules.MENTIONABLE: (User, Role),
    rules.NUMBER: (int, float),
    rules.ATTACHMENT: (Upload,),
}


def resolve_user(user: User, channel: Channel, resolved: JSON) -> None:
    """Adds a user, in a guild with their membership, to an interaction's `resolved`."""
    resolved.setdefault("users", {})[str(user.id)] = render.user_json(user)
    member = channel.guild.members.get(user.id) if channel.guild else None
    if member is not None:
        data = render.interaction_member_json(member, channel)
        del data["user"], data["deaf"], data["mute"]
        resolved.setdefault("members", {})[str(user.id)] = data
