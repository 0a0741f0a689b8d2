"""The features of life in a server, made from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.discord.asking import Asking, answer_this
from bot.discord.community.about import About, AboutControl
from bot.discord.community.admission import Admission
from bot.discord.community.desk import Desk
from bot.discord.community.exchanges import Exchanges
from bot.discord.community.housekeeping import Housekeeping
from bot.discord.community.listening import Listener
from bot.discord.community.settings_command import ServerSettingsCommand, SettingControl
from bot.discord.community.texts import read_texts
from bot.discord.community.translator import CommandTranslator, read_command_translations
from bot.discord.community.voting import VoteControl, Voting
from bot.discord.conversations import Conversations
from bot.discord.moderation.permission import Permission
from bot.state.feedback import FeedbackStore
from bot.state.gaps import SqliteGapLog
from bot.state.learners import SqliteLearners
from bot.state.participation import Participation
from bot.state.questions import QuestionLog, Retention
from bot.state.server_settings import ServerSettingsStore

if TYPE_CHECKING:
    from bot.discord.features import Parts


async def add_community(client: commands.AutoShardedBot, parts: Parts) -> None:
    """Adds asking, voting, help, the settings of servers, and translations."""
    texts = read_texts()
    settings = ServerSettingsStore(parts.database)
    exchanges = Exchanges(
        parts.service,
        QuestionLog(parts.database, parts.pseudonyms),
        SqliteGapLog(parts.database, parts.now),
        parts.pseudonyms,
        parts.now,
        parts.wording,
        SqliteLearners(parts.database),
    )
    admission = Admission(settings, texts, parts.now)
    participation = Participation(parts.database, parts.pseudonyms)
    desk = Desk(admission, exchanges, Conversations(), participation, texts, parts.now)
    await client.add_cog(Asking(client, desk, Listener(client, desk)))
    client.tree.add_command(answer_this)
    votes = FeedbackStore(parts.database, parts.pseudonyms)
    permission = Permission(settings)
    await client.add_cog(ServerSettingsCommand(client, settings, permission, parts.now))
    await client.add_cog(Voting(votes, texts, parts.now))
    client.add_dynamic_items(VoteControl, SettingControl, AboutControl)
    translations = read_command_translations()
    await client.tree.set_translator(CommandTranslator(translations))
    await client.add_cog(
        About(
            client,
            lambda: parts.service.engine.index,
            admission,
            participation,
            texts,
            translations,
        )
    )
    retention = Retention(parts.database, settings.keep_days)
    await client.add_cog(Housekeeping(retention, parts.now))
