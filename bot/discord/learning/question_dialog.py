"""The dialog that takes a question about a skill, also where the bot restarted in between."""

from __future__ import annotations

from typing import Any

import discord

from bot.discord.limits import shorten

_PREFIX = "skillask:"
_TITLE = 45
_LONGEST = 300


class QuestionDialog(discord.ui.Modal):
    """Asks for a question about a topic. A cog's listener takes it with `asked_about`."""

    def __init__(self, topic: str, title: str) -> None:
        super().__init__(
            title=shorten(f"Ask about {title}", _TITLE), custom_id=f"{_PREFIX}{topic}", timeout=900
        )

    question: discord.ui.TextInput[Any] = discord.ui.TextInput(
        label="Your question", custom_id="question", max_length=_LONGEST,
        placeholder="When do I need it? What goes wrong with it?",
    )  # fmt: skip

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Nothing: the listener answers."""


def asked_about(interaction: discord.Interaction[Any]) -> tuple[str, str] | None:
    """The topic and the question, where an interaction is such a dialog that was sent off."""
    data: Any = interaction.data or {}
    custom_id = str(data.get("custom_id", ""))
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    if not custom_id.startswith(_PREFIX):
        return None
    return custom_id.removeprefix(_PREFIX), _typed(data)


def _typed(data: Any) -> str:
    """The text of the only input of a dialog."""
    for row in data.get("components", []):
        children = row.get("components") or [row.get("component") or row]
        for child in children:
            if "value" in child:
                return str(child["value"])
    return ""
