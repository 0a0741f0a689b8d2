"""The features of life in a server, made from their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

from bot.discord.asking import Asking, answer_this
from bot.discord.community.admission import Admission
from bot.discord.community.desk import Desk
from bot.discord.community.exchanges import Exchanges
from bot.discord.community.listening import Listener
from bot.discord.community.settings_command import ServerSettingsCommand, SettingControl
from bot.discord.community.texts import read_texts
from bot.discord.community.voting import VoteControl, Voting
from bot.discord.conversations import Conversations
from bot.discord.moderation.permission import Permission
from bot.state.feedback import FeedbackStore
from bot.state.gaps import SqliteGapLog
from bot.state.learners import SqliteLearners
from bot.state.participation import Participation
from bot.state.questions import QuestionLog
from bot.state.server_settings import ServerSettingsStore

if TYPE_CHECKING:
    from bot.discord.features import Parts


async def add_community(client: commands.AutoShardedBot, parts: Parts) -> None:
    """Adds asking, voting and the settings of servers."""
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
    desk = Desk(
        Admission(settings, texts, parts.now),
        exchanges,
        Conversations(),
        Participation(parts.database, parts.pseudonyms),
        texts,
        parts.now,
    )
    await client.add_cog(Asking(client, desk, Listener(client, desk)))
    client.tree.add_command(answer_this)
    votes = FeedbackStore(parts.database, parts.pseudonyms)
    permission = Permission(settings)
    await client.add_cog(ServerSettingsCommand(client, settings, permission, parts.now))
    await client.add_cog(Voting(votes, texts, parts.now))
    client.add_dynamic_items(VoteControl, SettingControl)
