"""The names and descriptions of commands in other languages, for discord.py's translator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation as Location

from bot.discord.community.texts import language_of, read_translations


@dataclass(frozen=True, slots=True)
class Translated:
    """A name and what it is for, in one language; a menu's command has no description."""

    name: str
    description: str = ""


class CommandTranslations:
    """Commands and options by language.

    Args:
        commands: by language, then by a command's full English name, such as `knowledge status`:
            `name`, `description`, and `options` with the same for each. The language's `choices`
            translate what can be picked for an option, by its English name.
    """

    def __init__(self, commands: Mapping[str, Mapping[str, Any]]) -> None:
        self._commands = commands

    def of(self, language: str, command: str, option: str | None = None) -> Translated | None:
        """A command or one of its options; None where it is not translated."""
        entry = self._commands.get(language, {}).get("commands", {}).get(command, {})
        if option is not None:
            entry = entry.get("options", {}).get(option, {})
        if "name" not in entry:
            return None
        return Translated(entry["name"], entry.get("description", ""))

    def choice(self, language: str, name: str) -> str | None:
        """What can be picked for an option; None where it is not translated."""
        found: str | None = self._commands.get(language, {}).get("choices", {}).get(name)
        return found


class CommandTranslator(app_commands.Translator):
    """Gives Discord the translations; a command without one stays English."""

    def __init__(self, translations: CommandTranslations) -> None:
        super().__init__()
        self._translations = translations

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        language = language_of(locale)
        if context.location is Location.choice_name:
            return self._translations.choice(language, string.message)
        found = self._find(language, context)
        if found is None:
            return None
        named = (Location.command_name, Location.group_name, Location.parameter_name)
        return found.name if context.location in named else found.description or None

    def _find(
        self, language: str, context: app_commands.TranslationContextTypes
    ) -> Translated | None:
        data: Any = context.data
        if context.location in (Location.parameter_name, Location.parameter_description):
            return self._translations.of(language, data.command.qualified_name, data.name)
        return self._translations.of(language, data.qualified_name)


def read_command_translations() -> CommandTranslations:
    """The packaged translations."""
    return CommandTranslations(read_translations())
