"""The application's registered commands, global and per guild."""

from __future__ import annotations

from dataclasses import dataclass, field

from .errors import DiscordError
from .model import JSON
from .snowflake import Snowflakes
from .validation.commands import CHAT_INPUT, MAX_COMMANDS

CREATES_PER_DAY = 200
_KEPT = (
    "name",
    "name_localizations",
    "description",
    "description_localizations",
    "options",
    "contexts",
    "integration_types",
    "nsfw",
)


@dataclass(eq=False)
class Command:
    """A registered command; `definition` is normalised as Discord would return it."""

    id: int
    kind: int
    definition: JSON
    guild_id: int | None
    version: int

    @property
    def name(self) -> str:
        """The name it was registered under."""
        return str(self.definition["name"])

    @property
    def required_permissions(self) -> int | None:
        """The bits a member needs; None for everybody, 0 for administrators only."""
        bits = self.definition["default_member_permissions"]
        return None if bits is None else int(bits)

    @property
    def contexts(self) -> list[int]:
        """Where it is offered: 0 guild, 1 direct message with the app, 2 other private channels."""
        if self.guild_id is not None:
            return [0]
        chosen = self.definition["contexts"]
        if chosen is not None:
            return list(chosen)
        private = [2] if 1 in self.integration_types else []
        return [0, 1, *private] if self.definition["dm_permission"] else [0]

    @property
    def integration_types(self) -> list[int]:
        """Whom it is installed to: 0 guilds, 1 users."""
        return list(self.definition["integration_types"])


@dataclass
class CommandBook:
    """All commands of the application; scope `None` is global, else a guild's id."""

    application_id: int
    snowflakes: Snowflakes
    scopes: dict[int | None, dict[int, Command]] = field(default_factory=dict)
    created: int = 0

    def all(self, guild_id: int | None) -> list[Command]:
        """The commands of one scope, oldest first."""
        return list(self.scopes.get(guild_id, {}).values())

    def find(self, name: str, kind: int, guild_id: int | None) -> Command | None:
        """What a member gets under a name: the guild's command before the global one."""
        scopes = [guild_id, None] if guild_id is not None else [None]
        for scope in scopes:
            for command in self.all(scope):
                if command.kind == kind and command.name == name:
                    return command
        return None

    def replace(self, guild_id: int | None, definitions: list[JSON]) -> list[Command]:
        """A bulk overwrite; commands that keep their name and kind keep their id."""
        for kind, limit in MAX_COMMANDS.items():
            if sum((d.get("type") or CHAT_INPUT) == kind for d in definitions) > limit:
                raise _too_many(limit)
        before = {(c.kind, c.name): c for c in self.all(guild_id)}
        after = [
            self._made(guild_id, d, before.get((d.get("type") or CHAT_INPUT, d["name"])))
            for d in definitions
        ]
        self.scopes[guild_id] = {command.id: command for command in after}
        return after

    def put(self, guild_id: int | None, definition: JSON) -> tuple[Command, bool]:
        """Creates a command, or overwrites the one of that name; says whether it is new."""
        kind = definition.get("type") or CHAT_INPUT
        scope = self.scopes.setdefault(guild_id, {})
        before = next(
            (c for c in scope.values() if (c.kind, c.name) == (kind, definition["name"])), None
        )
        if before is None and sum(c.kind == kind for c in scope.values()) >= MAX_COMMANDS[kind]:
            raise _too_many(MAX_COMMANDS[kind])
        command = self._made(guild_id, definition, before)
        scope[command.id] = command
        return command, before is None

    def edit(self, command: Command, definition: JSON) -> Command:
        """Gives a command a new definition under its old id."""
        changed = self._made(command.guild_id, definition, command)
        self.scopes[command.guild_id][command.id] = changed
        return changed

    def _made(self, guild_id: int | None, definition: JSON, before: Command | None) -> Command:
        if before is None:
            self.created += 1
            if self.created > CREATES_PER_DAY:
                raise DiscordError(
                    400, 30034, "Max number of daily application command creates has been reached"
                )
        normal = normalised(definition)
        if before is not None and before.definition == normal:
            return before
        identifier = before.id if before else self.snowflakes.next()
        kind = definition.get("type") or CHAT_INPUT
        return Command(identifier, kind, normal, guild_id, self.snowflakes.next())

    def render(self, command: Command, *, localizations: bool) -> JSON:
        """A command as the API returns it; translations only when asked for."""
        data: JSON = {
            "id": str(command.id),
            "application_id": str(self.application_id),
            "version": str(command.version),
            "type": command.kind,
            **command.definition,
        }
        if command.guild_id is not None:
            data |= {"guild_id": str(command.guild_id)}
            for key in ("contexts", "dm_permission", "integration_types"):
                data.pop(key)
        return data if localizations else _without_localizations(data)


def normalised(definition: JSON) -> JSON:
    """A definition with defaults filled in and nulls of options left out."""
    data: JSON = {key: definition.get(key) for key in _KEPT}
    data["description"] = definition.get("description") or ""
    bits = definition.get("default_member_permissions")
    data["default_member_permissions"] = None if bits is None else str(bits)
    dm = definition.get("dm_permission")
    contexts = data["contexts"]
    data["dm_permission"] = (1 in contexts) if contexts is not None else dm is not False
    data["integration_types"] = definition.get("integration_types") or [0]
    data["nsfw"] = bool(definition.get("nsfw"))
    options = [_option(option) for option in definition.get("options") or []]
    data.pop("options")
    if options:
        data["options"] = options
    return data


def _option(option: JSON) -> JSON:
    kept = {k: v for k, v in option.items() if v is not None and v != []}
    for flag in ("required", "autocomplete"):
        if not kept.get(flag):
            kept.pop(flag, None)
    if "options" in kept:
        kept["options"] = [_option(inner) for inner in kept["options"]]
    return kept


def _without_localizations(data: JSON) -> JSON:
    kept = {k: v for k, v in data.items() if not k.endswith("_localizations")}
    for nested in ("options", "choices"):
        if nested in kept:
            kept[nested] = [_without_localizations(item) for item in kept[nested]]
    return kept


def _too_many(limit: int) -> DiscordError:
    return DiscordError(400, 30032, f"Maximum number of application commands reached ({limit}).")
