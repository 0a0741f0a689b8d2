"""Rules of application commands.

https://discord.com/developers/docs/interactions/application-commands
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..model import JSON
from .form import Form, Path, require_object

CHAT_INPUT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, BOOLEAN, ACCOUNT, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)

MAX_COMMANDS = {CHAT_INPUT: 100, USER: 15, MESSAGE: 15}
MAX_OPTIONS = 25
MAX_CHOICES = 25
MAX_CHARACTERS = 8000

LOCALES = frozenset(
    {"id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu"}
    | {"nl", "no", "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru"}
    | {"uk", "hi", "th", "zh-CN", "ja", "zh-TW", "ko"}
)
_NAME = re.compile(r"[-_'\w]{1,32}")


def commands_form(body: Any) -> list[JSON]:
    """The body of a bulk overwrite: each command, their number and unique names."""
    form = Form()
    commands = form.objects((), body, 0, sum(MAX_COMMANDS.values()))
    seen: set[tuple[Any, Any]] = set()
    for at, command in commands:
        _check_command(form, at, command)
        key = (command.get("type") or CHAT_INPUT, command.get("name"))
        if key in seen:
            message = "Application command names must be unique"
            form.add(at, "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
    form.refuse()
    return [command for _, command in commands]


def command_form(body: Any) -> JSON:
    """The body of a single create, or a stored command with its edit merged in."""
    command = require_object(body)
    form = Form()
    _check_command(form, (), command)
    form.refuse()
    return command


def _check_command(form: Form, at: Path, command: JSON) -> None:
    kind = command.get("type") or CHAT_INPUT
    if not form.choice((*at, "type"), kind, (CHAT_INPUT, USER, MESSAGE)):
        return
    name = command.get("name")
    form.text((*at, "name"), name, 1, 32, required=True)
    _check_localizations(form, at, command, "name", 32)
    if kind == CHAT_INPUT:
        _check_name(form, (*at, "name"), name)
        form.text((*at, "description"), command.get("description"), 1, 100, required=True)
        _check_localizations(form, at, command, "description", 100)
        _check_options(form, at, command, depth=0)
    else:
        for field in ("description", "options"):
            if command.get(field):
                message = f"Context menu commands cannot have {field}"
                form.add((*at, field), "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", message)
    for field, values in (("contexts", (0, 1, 2)), ("integration_types", (0, 1))):
        if command.get(field) is not None:
            for index, value in enumerate(form.items((*at, field), command[field], 1, 3)):
                form.choice((*at, field, index), value, values)
    bits = command.get("default_member_permissions")
    if bits is not None and not str(bits).isdigit():
        path = (*at, "default_member_permissions")
        form.add(path, "NUMBER_TYPE_COERCE", f'Value "{bits}" is not int.')
    if (size := characters(command)) > MAX_CHARACTERS:
        message = f"Command exceeds maximum size ({size} > {MAX_CHARACTERS})"
        form.add(at, "APPLICATION_COMMAND_TOO_LARGE", message)


def _check_name(form: Form, path: Path, name: Any) -> None:
    if isinstance(name, str) and name and (not _NAME.fullmatch(name) or name != name.lower()):
        message = "Command name is invalid"
        form.add(path, "APPLICATION_COMMAND_INVALID_NAME", message)


def _check_localizations(form: Form, at: Path, item: JSON, field: str, high: int) -> None:
    translations = item.get(f"{field}_localizations")
    if translations is None:
        return
    path = (*at, f"{field}_localizations")
    if not isinstance(translations, dict):
        form.not_object(path)
        return
    for locale, text in translations.items():
        if form.choice((*path, locale), locale, LOCALES):
            form.text((*path, locale), text, 1, high, required=True)


def _check_options(form: Form, at: Path, parent: JSON, depth: int) -> None:
    """Options nest three deep: group, subcommand, value; required ones come first."""
    path = (*at, "options")
    names: set[Any] = set()
    optional_seen = False
    kinds: set[bool] = set()
    for where, option in form.objects(path, parent.get("options"), 0, MAX_OPTIONS):
        kind = option.get("type")
        allowed = ((1, 2), (1,), ())[depth] + tuple(range(STRING, ATTACHMENT + 1))
        if depth == 1 and parent.get("type") == GROUP:
            allowed = (SUBCOMMAND,)
        if not form.choice((*where, "type"), kind, allowed):
            continue
        kinds.add(kind in (SUBCOMMAND, GROUP))
        _check_option(form, where, option)
        if option.get("name") in names:
            message = "Option names must be unique"
            form.add(path, "APPLICATION_COMMAND_OPTIONS_NAME_INVALID", message)
        names.add(option.get("name"))
        if option.get("required") and optional_seen:
            message = "Required options must be placed before non-required options"
            form.add(where, "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional_seen = optional_seen or not option.get("required")
        if kind in (SUBCOMMAND, GROUP):
            _check_options(form, where, option, depth=1 if kind == GROUP else 2)
    if len(kinds) == 2:
        message = "Sub-command and sub-command group option types are mutually exclusive"
        form.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)


def _check_option(form: Form, at: Path, option: JSON) -> None:
    form.text((*at, "name"), option.get("name"), 1, 32, required=True)
    _check_name(form, (*at, "name"), option.get("name"))
    form.text((*at, "description"), option.get("description"), 1, 100, required=True)
    _check_localizations(form, at, option, "name", 32)
    _check_localizations(form, at, option, "description", 100)
    kind, choices = option["type"], option.get("choices")
    typed = kind in (STRING, INTEGER, NUMBER)
    if choices and option.get("autocomplete"):
        message = "Choices and autocomplete are mutually exclusive"
        form.add((*at, "autocomplete"), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", message)
    if (choices or option.get("autocomplete")) and not typed:
        message = "Only string, integer and number options take choices"
        form.add((*at, "choices"), "APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", message)
    for where, choice in form.objects((*at, "choices"), choices, 0, MAX_CHOICES):
        check_choice(form, where, choice, kind)
    for fields, kinds in ((("min_value", "max_value"), (INTEGER, NUMBER)), (_LENGTHS, (STRING,))):
        for field in fields:
            if option.get(field) is not None and kind not in kinds:
                message = f"{field} is not valid for this option type"
                form.add((*at, field), "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    form.number((*at, "min_length"), option.get("min_length"), 0, 6000)
    form.number((*at, "max_length"), option.get("max_length"), 1, 6000)


_LENGTHS = ("min_length", "max_length")


def check_choice(form: Form, at: Path, choice: JSON, kind: int) -> None:
    """A choice of an option, or an autocomplete suggestion for one."""
    form.text((*at, "name"), choice.get("name"), 1, 100, required=True)
    value = choice.get("value")
    if value is None:
        form.missing((*at, "value"))
    elif kind == STRING:
        form.text((*at, "value"), value, 1, 100, required=True)
    elif isinstance(value, bool | str) or (kind == INTEGER and not isinstance(value, int)):
        noun = "int" if kind == INTEGER else "float"
        form.add((*at, "value"), "NUMBER_TYPE_COERCE", f'Value "{value}" is not {noun}.')


def characters(command: JSON) -> int:
    """Names, descriptions and choice values of a command and all its options together.

    Of a text with translations the longest counts.
    """
    return sum(
        max(len(str(text)) for text in _versions(item, field))
        for item in _items(command)
        for field in ("name", "description", "value")
    )


def _versions(item: JSON, field: str) -> list[Any]:
    translations = item.get(f"{field}_localizations")
    others = translations.values() if isinstance(translations, dict) else ()
    return [item.get(field) or "", *others]


def _items(command: JSON) -> Iterator[JSON]:
    yield command
    for key in ("options", "choices"):
        nested = command.get(key)
        for item in nested if isinstance(nested, list) else ():
            if isinstance(item, dict):
                yield from _items(item)
