"""Every language says what English says, with the same values, within Discord's limits."""

from __future__ import annotations

import re
import string
from importlib import resources

import discord
import pytest
import yaml
from discord import app_commands
from discord.app_commands import TranslationContext, TranslationContextLocation

from bot.discord.community.texts import Texts, language_of, read_texts, read_translations
from bot.discord.community.translator import (
    CommandTranslations,
    CommandTranslator,
    read_command_translations,
)

TRANSLATIONS = read_translations()
LANGUAGES = sorted(set(TRANSLATIONS) - {"en"})
NAME = re.compile(r"[-_'\w]{1,32}")


def values_of(sentence: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence)} - {None}


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sentence_is_translated_with_its_values(language: str) -> None:
    english, other = TRANSLATIONS["en"]["texts"], TRANSLATIONS[language]["texts"]
    assert set(english) == set(other)
    for key, sentence in english.items():
        assert values_of(sentence) == values_of(other[key]), key
        assert other[key] != sentence or key == "about_title", key


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_labels_and_titles_are_within_the_limits_of_discord(language: str) -> None:
    texts = TRANSLATIONS[language]["texts"]
    limits = {"vote_title": 45, "vote_reason": 45, "vote_reason_hint": 100, "about_opt_out": 80,
              "about_opt_in": 80}  # fmt: skip
    for key, limit in limits.items():
        assert len(texts[key]) <= limit, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_of_commands_are_such_as_discord_takes(language: str) -> None:
    for command, entry in TRANSLATIONS[language]["commands"].items():
        named = {command: entry} | entry.get("options", {})
        for path, translated in named.items():
            name = translated["name"]
            if path[0].isupper():  # a command of a menu
                assert 1 <= len(name) <= 32, path
                continue
            assert NAME.fullmatch(name), path
            assert name == name.lower(), path
            assert 1 <= len(translated["description"]) <= 100, path


def keys_twice(node: yaml.Node, path: str = "") -> list[str]:
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [str(key.value) for key, _ in node.value]
    inner = [
        twice for key, value in node.value for twice in keys_twice(value, f"{path}/{key.value}")
    ]
    return [f"{path}/{key}" for key in set(keys) if keys.count(key) > 1] + inner


@pytest.mark.parametrize("language", sorted(TRANSLATIONS))
def test_nothing_is_translated_twice(language: str) -> None:
    file = resources.files("bot.discord.community") / "translations" / f"{language}.yaml"
    assert keys_twice(yaml.compose(file.read_text(encoding="utf-8"))) == []


def test_what_a_language_lacks_is_said_in_english() -> None:
    texts = Texts({"en": {"hello": "Hello {name}", "bye": "Bye"}, "de": {"hello": "Hallo {name}"}})
    assert texts.say("hello", "de", name="Ana") == "Hallo Ana"
    assert texts.say("bye", "de") == "Bye"
    assert texts.say("bye", "xx") == "Bye"
    with pytest.raises(KeyError):
        texts.say("unknown")
    with pytest.raises(ValueError, match="English"):
        Texts({"de": {}})


def test_a_value_is_filled_in_as_it_is() -> None:
    assert "{link}" in read_texts().say("just_answered", link="{link}")


@pytest.mark.parametrize(
    ("locale", "language"),
    [(discord.Locale.german, "de"), (discord.Locale.british_english, "en"),
     (discord.Locale.brazil_portuguese, "pt")],
)  # fmt: skip
def test_the_language_of_a_locale(locale: discord.Locale, language: str) -> None:
    assert language_of(locale) == language


async def test_a_command_without_translation_stays_english() -> None:
    @app_commands.command(name="unheard-of", description="Not translated")
    async def unheard_of(_: discord.Interaction) -> None: ...

    translator = CommandTranslator(read_command_translations())
    context = TranslationContext(TranslationContextLocation.command_name, unheard_of)
    name = app_commands.locale_str("unheard-of")
    assert await translator.translate(name, discord.Locale.german, context) is None


async def test_what_can_be_picked_is_translated() -> None:
    translator = CommandTranslator(CommandTranslations({"de": {"choices": {"Easy": "Leicht"}}}))
    choice = app_commands.Choice(name="Easy", value="easy")
    context = TranslationContext(TranslationContextLocation.choice_name, choice)
    easy = app_commands.locale_str("Easy")
    assert await translator.translate(easy, discord.Locale.german, context) == "Leicht"
    assert await translator.translate(easy, discord.Locale.french, context) is None
