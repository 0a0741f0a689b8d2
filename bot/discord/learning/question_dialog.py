"""The dialog that takes a question about a skill, also where the bot restarted in between."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord.dialogs import Dialog, submitted
from bot.discord.limits import shorten

_PREFIX = "skillask:"
_QUESTION = "question"
_TITLE = 45
_LONGEST = 300


def question_dialog(topic: str, title: str) -> Dialog:
    """Asks for a question about a topic. A cog's listener takes it with `asked_about`."""
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id=_QUESTION,
        max_length=_LONGEST,
        placeholder="When do I need it? What goes wrong with it?",
    )
    heading = shorten(f"Ask about {title}", _TITLE)
    return Dialog(heading, f"{_PREFIX}{topic}", {"Your question": field})


def asked_about(interaction: discord.Interaction[Any]) -> tuple[str, str] | None:
    """The topic and the question, where an interaction is such a dialog that was sent off."""
    topic, texts = submitted(interaction, _PREFIX)
    return (topic, texts.get(_QUESTION, "")) if topic else None
