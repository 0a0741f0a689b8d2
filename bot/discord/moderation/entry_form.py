"""The dialog in which an entry is written, and what a member sent with it."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.communities.form import FIELD_LIMIT, Draft, Form
from bot.communities.rules import TITLE
from bot.discord.dialogs import Dialog, submitted

_PREFIX = "entry-form:"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{1,40}")


def entry_dialog(draft: Draft) -> Dialog:
    """The dialog, filled in with a draft, whose token is in its id."""
    heading = "Write an entry" if draft.number is None else f"Edit entry {draft.number}"
    form = draft.form
    fields: dict[str, discord.ui.TextInput[Any]] = {}
    hints: dict[str, str] = {}
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
        hints[label] = hint
        fields[label] = discord.ui.TextInput(
            custom_id=name,
            style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
            default=text or None,
            required=required,
            max_length=most,
        )
    return Dialog(heading, f"{_PREFIX}{draft.token}", fields, hints)


def sent_form(interaction: discord.Interaction[Any]) -> tuple[str, Form] | None:
    """The draft's token and what was typed; None where the interaction sends no such dialog."""
    token, texts = submitted(interaction, _PREFIX)
    if not _TOKEN.fullmatch(token):
        return None
    names = ("title", "questions", "body", "sources")
    return token, Form(*(texts.get(name, "") for name in names))
