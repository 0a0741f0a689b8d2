"""The dialog in which an entry is written, and what a member sent with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.communities.form import FIELD_LIMIT, Draft, Form
from bot.communities.rules import TITLE

_PREFIX = "entry-form:"
_TOKEN = re.compile(rf"{_PREFIX}([A-Za-z0-9_-]{{1,40}})")
_OPEN_FOR = 3600.0


def entry_dialog(draft: Draft) -> discord.ui.Modal:
    """The dialog, filled in with a draft, whose token is in its id."""
    heading = "Write an entry" if draft.number is None else f"Edit entry {draft.number}"
    dialog = discord.ui.Modal(title=heading, custom_id=f"{_PREFIX}{draft.token}", timeout=_OPEN_FOR)
    form = draft.form
    for name, label, hint, text, is_long, required, most in (
        ("title", "Title", "What the entry is about, in a few words", form.title, False, True,
         TITLE[1]),
        ("questions", "Questions it answers", "One a line, as members would ask",
         form.questions, True, True, FIELD_LIMIT),
        ("body", "Text", "Markdown; the first sentence should answer", form.body, True, True,
         FIELD_LIMIT),
        ("sources", "Sources", "One a line: Title | https://…", form.sources, True, False,
         FIELD_LIMIT),
    ):  # fmt: skip
        field: discord.ui.TextInput[Any] = discord.ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
            default=text or None,
            required=required,
            max_length=most,
        )
        dialog.add_item(discord.ui.Label(text=label, description=hint, component=field))
    return dialog


def token_of(interaction: discord.Interaction[Any]) -> str | None:
    """The draft's token, where the interaction sends this dialog; None for anything else."""
    if interaction.type is not discord.InteractionType.modal_submit:
        return None
    data: Mapping[str, Any] = interaction.data or {}
    match = _TOKEN.fullmatch(str(data.get("custom_id", "")))
    return match[1] if match else None


def sent_form(data: Mapping[str, Any]) -> Form:
    """What was typed, read from an interaction's data, in whichever form it lies there."""
    values = dict(_inputs(data.get("components")))
    return Form(
        values.get("title", ""),
        values.get("questions", ""),
        values.get("body", ""),
        values.get("sources", ""),
    )


def _inputs(components: Any) -> Iterator[tuple[str, str]]:
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        if isinstance(component.get("value"), str):
            yield str(component.get("custom_id")), component["value"]
        yield from _inputs(component.get("components"))
        yield from _inputs([component.get("component")])
