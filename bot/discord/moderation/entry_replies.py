"""What moderators are told about entries, to them alone."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import discord

from bot.communities.editing import NoDraftError, NothingToUndoError
from bot.discord.failures import tell
from bot.state.entries import ChangedEntryError, TooManyEntriesError, UnknownEntryError

DRAFT_GONE = "This draft is gone: it was published or discarded, or it is more than a day old."
OUTDATED = "This is out of date. `/knowledge list` shows the entries as they are now."
NO_SUCH_ENTRY = "There is no such entry. Pick one of the titles that appear while you type."
CHANGED = "Somebody changed this entry in the meantime. `/knowledge list` shows it as it is now."
TOO_MANY = "This server has as many entries as it may have. Remove one first."
PREVIEW = "A preview: answers in this server will quote it once you publish it."
LIVE = "Live: answers in this server draw on it from now on."
REMOVED = "Removed: answers no longer draw on it."
TOO_LONG = "This entry is too long for a dialog. Use `/knowledge edit` with a Markdown file."
NOT_A_MEMBERS = "Only text that a member wrote can be saved as knowledge."

_REASONS: dict[type[Exception], str] = {
    NoDraftError: DRAFT_GONE,
    NothingToUndoError: CHANGED,
    ChangedEntryError: CHANGED,
    UnknownEntryError: OUTDATED,
    TooManyEntriesError: TOO_MANY,
}


def place_of(interaction: discord.Interaction[Any]) -> tuple[int, int]:
    """The server and the member, once permission was checked, which takes a server."""
    if interaction.guild_id is None:
        raise ValueError("not in a server")
    return interaction.guild_id, interaction.user.id


async def telling_why_not(interaction: discord.Interaction[Any], doing: Awaitable[None]) -> None:
    """Does something; where entries or drafts have changed meanwhile, that is told instead."""
    try:
        await doing
    except tuple(_REASONS) as error:
        await tell(interaction, _REASONS[type(error)])


async def show(
    interaction: discord.Interaction[Any],
    embed: dict[str, Any],
    view: discord.ui.View | None,
) -> None:
    """Shows something to the moderator alone, in the place of what its control stood below."""
    shown = discord.Embed.from_dict(embed)
    if interaction.response.is_done():
        await interaction.edit_original_response(embed=shown, view=view)
    elif interaction.message is not None:
        await interaction.response.edit_message(embed=shown, view=view)
    elif view is None:
        await interaction.response.send_message(embed=shown, ephemeral=True)
    else:
        await interaction.response.send_message(embed=shown, view=view, ephemeral=True)
