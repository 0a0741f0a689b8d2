"""The buttons and the menu below entries; their ids hold all they need, also after a restart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Protocol

import discord

from bot.communities.entry import Entry
from bot.communities.form import Draft
from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.limits import shorten
from bot.discord.moderation.entry_embed import on_page, page_count
from bot.discord.moderation.entry_replies import OUTDATED

_LABEL = 100


class Act(StrEnum):
    """What a control does."""

    PUBLISH = "publish"
    WRITE = "write"
    DISCARD = "discard"
    UNDO = "undo"
    REMOVE = "remove"
    RESTORE = "restore"
    EDIT = "edit"
    HISTORY = "history"
    PAGE = "page"
    REMOVED_PAGE = "removed"
    OPEN = "open"


class Controlled(Protocol):
    """What handles a control: see `bot.discord.moderation.entries.Entries`."""

    async def act(self, interaction: discord.Interaction[Any], act: Act, what: str) -> None:
        """Does what a control is for. `what` is its id's last part, or the picked option."""


class EntryControl(
    Control,
    template=r"entry:(?P<act>[a-z]{1,12}):(?P<what>[A-Za-z0-9_.-]{0,60})",
):
    """A control of entries."""

    where = "an entry's control"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        act = self.said["act"]
        cog: Any = interaction.client.get_cog("Entries")
        if cog is None or act not in list(Act):
            await tell(interaction, OUTDATED)
            return
        what = self.said["what"]
        if self.picked:
            what = self.picked[0]
        handler: Controlled = cog
        await handler.act(interaction, Act(act), what)


def draft_view(draft: Draft, is_sound: bool) -> discord.ui.View:
    """Below a preview: publish, write on, throw away. A draft with faults is not published."""
    buttons = []
    if is_sound:
        buttons.append(_button(Act.PUBLISH, draft.token, "Publish", discord.ButtonStyle.success))
    if draft.form.fits_dialog:
        buttons.append(_button(Act.WRITE, draft.token, "Write on"))
    buttons.append(_button(Act.DISCARD, draft.token, "Discard", discord.ButtonStyle.danger))
    return _view(buttons)


def undo_view(entry: Entry) -> discord.ui.View:
    """Below what was just done: take it back."""
    return _view([_button(Act.UNDO, _state_of(entry), "Undo")])


def entry_view(entry: Entry, *, confirm_removal: bool = False) -> discord.ui.View:
    """Below an entry that was opened."""
    state = _state_of(entry)
    remove = _button(Act.REMOVE, state, "Remove", discord.ButtonStyle.danger)
    if confirm_removal:
        return _view([remove])
    history = _button(Act.HISTORY, str(entry.number), "History")
    if entry.is_removed:
        restore = _button(Act.RESTORE, state, "Restore", discord.ButtonStyle.success)
        return _view([restore, history])
    return _view([_button(Act.EDIT, str(entry.number), "Edit"), remove, history])


def list_view(entries: Sequence[Entry], page: int, removed: bool) -> discord.ui.View:
    """Below the list: a menu that opens an entry, the pages, and the other list."""
    view = discord.ui.View(timeout=None)
    shown = on_page(entries, page)
    if shown:
        select: discord.ui.Select[Any] = discord.ui.Select(
            custom_id=f"entry:{Act.OPEN}:",
            placeholder="Open an entry",
            options=[
                discord.SelectOption(
                    label=shorten(f"{entry.number} · {entry.text.title}", _LABEL),
                    value=str(entry.number),
                )
                for entry in shown
            ],
        )
        view.add_item(EntryControl(select))
    here, there = (Act.REMOVED_PAGE, Act.PAGE) if removed else (Act.PAGE, Act.REMOVED_PAGE)
    if page > 0:
        view.add_item(_button(here, str(page - 1), "Back"))
    if page + 1 < page_count(entries):
        view.add_item(_button(here, str(page + 1), "On"))
    view.add_item(_button(there, "0", "All entries" if removed else "Removed entries"))
    return view


def _state_of(entry: Entry) -> str:
    return f"{entry.number}.{entry.newest.number}"


def numbers_in(what: str) -> tuple[int, int] | None:
    """An entry's number and its revision, as a control's id holds them."""
    match = re.fullmatch(r"(\d{1,9})\.(\d{1,9})", what)
    return (int(match[1]), int(match[2])) if match else None


def _view(buttons: Sequence[EntryControl]) -> discord.ui.View:
    view = discord.ui.View(timeout=None)
    for button in buttons:
        view.add_item(button)
    return view


def _button(
    act: Act,
    what: str,
    label: str,
    style: discord.ButtonStyle = discord.ButtonStyle.secondary,
) -> EntryControl:
    button: discord.ui.Button[Any] = discord.ui.Button(
        custom_id=f"entry:{act}:{what}", label=label, style=style
    )
    return EntryControl(button)
