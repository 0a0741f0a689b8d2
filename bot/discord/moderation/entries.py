"""A server's own knowledge, written and looked after by its moderators."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.communities.editing import Editing
from bot.communities.entry import NO_CREDIT, Change, Credit, Entry, EntryText
from bot.communities.form import Draft, Form
from bot.communities.reading import refuse_file
from bot.communities.saved_message import credit_of, form_of_message, form_of_questions
from bot.discord.failures import tell, told
from bot.discord.moderation.entry_controls import (
    Act,
    draft_view,
    entry_view,
    list_view,
    numbers_in,
    undo_view,
)
from bot.discord.moderation.entry_embed import (
    entry_embed,
    faults_embed,
    history_embed,
    list_embed,
    page_count,
)
from bot.discord.moderation.entry_form import entry_dialog, sent_form
from bot.discord.moderation.entry_replies import (
    LIVE,
    NO_SUCH_ENTRY,
    NOT_A_MEMBERS,
    OUTDATED,
    PREVIEW,
    REMOVED,
    TOO_LONG,
    place_of,
    show,
    telling_why_not,
)
from bot.discord.moderation.permission import Permission
from knowledge.faults import Faults

Published = Callable[[int, str, Sequence[str]], None]
"""Told a server, the topic of its entry, and the questions that the entry answers."""


class Entries(commands.Cog):
    """Writes, changes, removes and lists the entries of the server it is used in.

    Everything is shown to the moderator alone. What is written is previewed and published by a
    second step. Drafts lie in the database, and controls and dialogs name them, so both work after
    a restart. Each use is checked for permission here, whatever Discord offered to whom.

    Args:
        published: told of every entry that answers from now on, or answers anew.
    """

    def __init__(
        self, editing: Editing, permission: Permission, published: Published | None = None
    ) -> None:
        self._editing = editing
        self._permission = permission
        self._published = published

    # -- commands ---------------------------------------------------------------------------

    async def add(
        self,
        interaction: discord.Interaction[Any],
        file: discord.Attachment | None,
        credit: Credit = NO_CREDIT,
    ) -> None:
        """Opens the dialog for a new entry, or previews the one in a file."""
        community, member = place_of(interaction)
        draft = await asyncio.to_thread(self._editing.begin, community, member, credit=credit)
        await self._write(interaction, draft, file)

    async def edit(
        self,
        interaction: discord.Interaction[Any],
        wanted: str,
        file: discord.Attachment | None,
    ) -> None:
        """Opens the dialog for an entry, or previews what a file makes of it."""
        entry = await self._find(interaction, wanted)
        if entry is None:
            return
        community, member = place_of(interaction)
        draft = await asyncio.to_thread(self._editing.begin_edit, community, member, entry)
        await self._write(interaction, draft, file)

    async def remove(self, interaction: discord.Interaction[Any], wanted: str) -> None:
        """Asks whether an entry is to be removed."""
        entry = await self._find(interaction, wanted)
        if entry is not None:
            embed = entry_embed(entry.text, entry.number, "Remove this entry?")
            await show(interaction, embed, entry_view(entry, confirm_removal=True))

    async def show_list(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the first page of the entries."""
        await self._show_page(interaction, 0, removed=False)

    async def save(self, interaction: discord.Interaction[Any], message: discord.Message) -> None:
        """Opens the dialog with a member's message in it, its author credited."""
        await self._permission.require(interaction)
        if message.author.bot or not message.content.strip():
            await tell(interaction, NOT_A_MEMBERS)
            return
        community, member = place_of(interaction)
        answered = message.reference.resolved if message.reference else None
        asked = answered.content if isinstance(answered, discord.Message) else ""
        names = {user.id: user.display_name for user in message.mentions}
        form = form_of_message(message.content, asked, names)
        author = message.author
        link = f"https://discord.com/channels/{community}/{message.channel.id}/{message.id}"
        credit = credit_of(author.display_name, author.id, link)
        draft = await asyncio.to_thread(self._editing.begin, community, member, form, credit)
        await interaction.response.send_modal(entry_dialog(draft))

    async def suggest(
        self, interaction: discord.Interaction[Any], typed: str
    ) -> list[app_commands.Choice[str]]:
        """Titles of this server's entries for a moderator; nothing for anybody else."""
        if not await self._permission.allows(interaction) or interaction.guild_id is None:
            return []
        found = await asyncio.to_thread(self._editing.suggest, interaction.guild_id, typed)
        return [
            app_commands.Choice(name=entry.text.title[:100], value=str(entry.number))
            for entry in found
        ]

    async def draft(self, interaction: discord.Interaction[Any], questions: Sequence[str]) -> None:
        """Opens the dialog for an entry that answers these questions."""
        await self._permission.require(interaction)
        community, member = place_of(interaction)
        form = form_of_questions(questions)
        draft = await asyncio.to_thread(self._editing.begin, community, member, form)
        await interaction.response.send_modal(entry_dialog(draft))

    # -- dialogs and controls ---------------------------------------------------------------

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Takes what was typed into the dialog, also where it was opened before a restart."""
        sent = sent_form(interaction)
        if sent is None:
            return
        async with told(interaction, "an entry's dialog"):
            await self._permission.require(interaction)
            await telling_why_not(interaction, self._take(interaction, *sent))

    async def act(self, interaction: discord.Interaction[Any], act: Act, what: str) -> None:
        """Does what a control is for; see `bot.discord.moderation.entry_controls.Controlled`."""
        await self._permission.require(interaction)
        if act is Act.WRITE:
            await telling_why_not(interaction, self._reopen(interaction, what))
        elif act in (Act.PAGE, Act.REMOVED_PAGE):
            page = int(what) if what.isdecimal() and len(what) < 6 else 0
            await self._show_page(interaction, page, removed=act is Act.REMOVED_PAGE)
        elif act in (Act.OPEN, Act.EDIT, Act.HISTORY):
            await self._look_at(interaction, act, what)
        elif act is Act.DISCARD:
            await asyncio.to_thread(self._editing.discard, what, place_of(interaction)[0])
            await show(interaction, {"description": "Thrown away.", "color": 0x6B6B6B}, None)
        else:
            await interaction.response.defer()
            await telling_why_not(interaction, self._change(interaction, act, what))

    async def _take(self, interaction: discord.Interaction[Any], token: str, form: Form) -> None:
        community, _ = place_of(interaction)
        draft = await asyncio.to_thread(self._editing.draft, token, community)
        draft = await asyncio.to_thread(self._editing.rewrite, draft, form)
        text = await asyncio.to_thread(self._editing.read, draft)
        await self._preview(interaction, draft, text, is_file=False)

    async def _reopen(self, interaction: discord.Interaction[Any], token: str) -> None:
        community, _ = place_of(interaction)
        draft = await asyncio.to_thread(self._editing.draft, token, community)
        await interaction.response.send_modal(entry_dialog(draft))

    async def _change(self, interaction: discord.Interaction[Any], act: Act, what: str) -> None:
        """Publishes, undoes, removes or restores, and says so with a way back."""
        community, member = place_of(interaction)
        editing = self._editing
        if act is Act.PUBLISH:
            published = await asyncio.to_thread(editing.publish, what, community, member)
            if isinstance(published, Faults):
                await show(interaction, faults_embed(published, is_file=False), None)
            else:
                await self._show_done(interaction, published)
            return
        state = numbers_in(what)
        if state is None:
            await tell(interaction, OUTDATED)
            return
        if act is Act.UNDO:
            entry = await asyncio.to_thread(editing.undo, community, member, *state)
        else:
            change = Change.REMOVED if act is Act.REMOVE else Change.RESTORED
            number, revision = state
            entry = await asyncio.to_thread(
                editing.mark, community, member, number, revision, change
            )
        await self._show_done(interaction, entry)

    async def _look_at(self, interaction: discord.Interaction[Any], act: Act, what: str) -> None:
        community, member = place_of(interaction)
        number = int(what) if what.isdecimal() and len(what) < 10 else 0
        entry = await asyncio.to_thread(self._editing.entries.entry, community, number)
        if entry is None:
            await tell(interaction, OUTDATED)
        elif act is Act.HISTORY:
            history = await asyncio.to_thread(self._editing.entries.history, community, number)
            await show(interaction, history_embed(history), entry_view(entry))
        elif act is Act.OPEN:
            note = "Removed" if entry.is_removed else f"Entry {number}"
            await show(interaction, entry_embed(entry.text, number, note), entry_view(entry))
        else:
            draft = await asyncio.to_thread(self._editing.begin_edit, community, member, entry)
            await self._write(interaction, draft, None)

    # -- showing ----------------------------------------------------------------------------

    async def _write(
        self,
        interaction: discord.Interaction[Any],
        draft: Draft,
        file: discord.Attachment | None,
    ) -> None:
        if file is None and draft.form.fits_dialog:
            await interaction.response.send_modal(entry_dialog(draft))
            return
        if file is None:
            await tell(interaction, TOO_LONG)
            return
        refusal = refuse_file(file.filename, file.content_type, file.size)
        if refusal is not None:
            await tell(interaction, refusal)
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        data = await file.read()
        draft, text = await asyncio.to_thread(self._editing.read_file, draft, file.filename, data)
        await self._preview(interaction, draft, text, is_file=True)

    async def _preview(
        self,
        interaction: discord.Interaction[Any],
        draft: Draft,
        text: EntryText | Faults,
        is_file: bool,
    ) -> None:
        if isinstance(text, Faults):
            view = None if is_file else draft_view(draft, is_sound=False)
            await show(interaction, faults_embed(text, is_file), view)
        else:
            embed = entry_embed(text, draft.number, PREVIEW)
            await show(interaction, embed, draft_view(draft, is_sound=True))
            await asyncio.to_thread(self._editing.prepare, text)

    async def _show_done(self, interaction: discord.Interaction[Any], entry: Entry) -> None:
        note = REMOVED if entry.is_removed else LIVE
        await show(interaction, entry_embed(entry.text, entry.number, note), undo_view(entry))
        if self._published is not None and not entry.is_removed:
            self._published(place_of(interaction)[0], entry.topic, entry.text.questions)

    async def _show_page(
        self, interaction: discord.Interaction[Any], page: int, removed: bool
    ) -> None:
        community, _ = place_of(interaction)
        entries = await asyncio.to_thread(self._editing.entries.entries, community, removed)
        page = min(page, page_count(entries) - 1)
        embed = list_embed(entries, page, removed)
        await show(interaction, embed, list_view(entries, page, removed))

    async def _find(self, interaction: discord.Interaction[Any], wanted: str) -> Entry | None:
        community, _ = place_of(interaction)
        entry = await asyncio.to_thread(self._editing.find, community, wanted)
        if entry is None:
            await tell(interaction, NO_SUCH_ENTRY)
        return entry
