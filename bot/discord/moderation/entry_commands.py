"""`/knowledge add`, `edit`, `remove`, `list`, `search`, and `Save as knowledge`."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.answering.service import AnswerService
from bot.communities.editing import Editing
from bot.communities.entry import NO_CREDIT, Credit
from bot.communities.knowledge import ServerKnowledge
from bot.communities.looking import Finding, look
from bot.communities.saved_message import credit_of
from bot.discord.failures import tell
from bot.discord.moderation.entries import Entries, Published
from bot.discord.moderation.entry_controls import EntryControl
from bot.discord.moderation.finding_embed import finding_embed
from bot.discord.moderation.permission import Permission
from bot.state.database import Database
from bot.state.entries import SqliteEntries
from bot.state.entry_drafts import SqliteEntryDrafts

SAVE = "Save as knowledge"
LONGEST_SEARCH = 1000

_MESSAGE = re.compile(r"https://(?:\w+\.)?discord(?:app)?\.com/channels/(\d+)/(\d+)/(\d+)")
NO_MESSAGE = "That is no link to a message of this server: copy it from the message's own menu."


class Search:
    """Shows moderators what the index finds for a text, to them alone."""

    def __init__(self, service: AnswerService, own: ServerKnowledge) -> None:
        self._service = service
        self._own = own

    async def show(self, interaction: discord.Interaction[Any], text: str) -> None:
        await interaction.response.defer(ephemeral=True)
        finding = await asyncio.to_thread(self._look, interaction.guild_id or 0, text)
        embed = discord.Embed.from_dict(finding_embed(finding))
        await interaction.followup.send(embed=embed, ephemeral=True)

    def _look(self, community: int, text: str) -> Finding:
        return look(community, text[:LONGEST_SEARCH], self._own, self._service.engine)


async def add_entry_features(
    client: commands.AutoShardedBot,
    group: app_commands.Group,
    permission: Permission,
    service: AnswerService,
    own: ServerKnowledge,
    database: Database,
    now: Callable[[], datetime],
    published: Published | None = None,
) -> Entries:
    """Adds a server's own knowledge: its commands, its message command and its controls."""
    editing = Editing(
        own,
        SqliteEntries(database),
        SqliteEntryDrafts(database),
        lambda: service.engine.index.encoder,
        now,
    )
    entries = Entries(editing, permission, published)
    await client.add_cog(entries)
    client.add_dynamic_items(EntryControl)
    client.tree.add_command(_save_command(entries))
    _add_writing_commands(group, entries)
    _add_looking_commands(group, entries, Search(service, own))
    return entries


def _add_writing_commands(group: app_commands.Group, entries: Entries) -> None:
    @group.command(name="add")
    @app_commands.describe(
        file="A Markdown file with the entry; without one a dialog opens",
        author="Who deserves the credit",
        message="A link to the message that the entry comes from",
    )
    async def add(
        interaction: discord.Interaction,
        file: discord.Attachment | None = None,
        author: discord.Member | None = None,
        message: app_commands.Range[str, 1, 200] | None = None,
    ) -> None:
        """Write an entry: knowledge of this server, used in its answers alone."""
        credit = _credit(interaction, author, message)
        if credit is None:
            await tell(interaction, NO_MESSAGE)
        else:
            await entries.add(interaction, file, credit)

    @group.command(name="edit")
    @app_commands.describe(
        entry="Its title", file="A Markdown file with the new text; without one a dialog opens"
    )
    async def edit(
        interaction: discord.Interaction,
        entry: app_commands.Range[str, 1, 100],
        file: discord.Attachment | None = None,
    ) -> None:
        """Change an entry of this server; its history is kept."""
        await entries.edit(interaction, entry, file)

    @group.command(name="remove")
    @app_commands.describe(entry="Its title")
    async def remove(
        interaction: discord.Interaction, entry: app_commands.Range[str, 1, 100]
    ) -> None:
        """Remove an entry of this server; that can be undone."""
        await entries.remove(interaction, entry)

    @edit.autocomplete("entry")
    @remove.autocomplete("entry")
    async def suggest(
        interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        return await entries.suggest(interaction, typed)


def _add_looking_commands(group: app_commands.Group, entries: Entries, search: Search) -> None:
    @group.command(name="list")
    async def show_list(interaction: discord.Interaction) -> None:
        """See this server's entries, their history, and those that were removed."""
        await entries.show_list(interaction)

    @group.command(name="search")
    @app_commands.describe(text="A question or a few words")
    async def show_search(
        interaction: discord.Interaction, text: app_commands.Range[str, 1, LONGEST_SEARCH]
    ) -> None:
        """See what the index finds for a text, with scores: why an answer came."""
        await search.show(interaction, text)


def _save_command(entries: Entries) -> app_commands.ContextMenu:
    async def save(interaction: discord.Interaction, message: discord.Message) -> None:
        await entries.save(interaction, message)

    command = app_commands.ContextMenu(
        name=SAVE,
        callback=save,
        allowed_contexts=app_commands.AppCommandContext(
            guild=True, dm_channel=False, private_channel=False
        ),
        allowed_installs=app_commands.AppInstallationType(guild=True, user=False),
    )
    command.default_permissions = discord.Permissions(manage_guild=True)
    return command


def _credit(
    interaction: discord.Interaction, author: discord.Member | None, message: str | None
) -> Credit | None:
    """Who is credited with what; None where the message is not one of this server."""
    match = _MESSAGE.fullmatch(message.strip()) if message else None
    if message and (match is None or int(match[1]) != interaction.guild_id):
        return None
    link = match[0] if match else ""
    if author is not None:
        return credit_of(author.display_name, author.id, link)
    return Credit(link=link) if link else NO_CREDIT
