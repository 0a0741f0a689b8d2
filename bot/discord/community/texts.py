"""What the bot itself says, in each of its languages."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import resources
from typing import Any

import discord
import yaml

ENGLISH = "en"
_FOLDER = "translations"


class Texts:
    """The sentences of each language, by key; what a language lacks is said in English.

    Args:
        sentences: by language, then by key.
    """

    def __init__(self, sentences: Mapping[str, Mapping[str, str]]) -> None:
        if ENGLISH not in sentences:
            raise ValueError("there must be English sentences")
        self._sentences = sentences

    def say(self, key: str, language: str = ENGLISH, **values: object) -> str:
        """A sentence with its values filled in.

        Raises:
            KeyError: there is no such sentence, or it needs a value that is not given.
        """
        said = self._sentences.get(language, {}).get(key) or self._sentences[ENGLISH][key]
        return said.format(**values)


def language_of(locale: discord.Locale) -> str:
    """The language of a member's Discord: `de` of `de`, `en` of `en-GB`."""
    return str(locale).split("-")[0]


def read_translations() -> dict[str, dict[str, Any]]:
    """The packaged translations by language, each with `texts` and perhaps `commands`."""
    folder = resources.files(__package__) / _FOLDER
    return {
        file.name.removesuffix(".yaml"): yaml.safe_load(file.read_text(encoding="utf-8"))
        for file in folder.iterdir()
        if file.name.endswith(".yaml")
    }


def read_texts() -> Texts:
    """The packaged sentences."""
    return Texts({language: data["texts"] for language, data in read_translations().items()})
