"""Who may use what moderators use, on a Discord-compatible server."""

from __future__ import annotations

from pathlib import Path

from bot_process import bot_on
from discord_server import DiscordServer
from discord_server.permissions import ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES

REFUSAL = "This is for the moderators of this server"


async def test_only_moderators_use_knowledge(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild, other = server.add_guild("Learners"), server.add_guild("Others")
        channel, elsewhere = guild.add_text_channel("help"), other.add_text_channel("help")
        ana = guild.add_member("ana", permissions=MANAGE_MESSAGES)
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        ada = guild.add_member("ada", permissions=ADMINISTRATOR)
        other.add_member(mia)
        async with bot_on(server, small / "data", tmp_path / "log"):
            assert not ana.is_offered(channel, "knowledge")
            assert not mia.is_offered(elsewhere, "knowledge")
            assert not mia.is_offered(mia.dm_channel, "knowledge")

            for who, where in ((ana, channel), (mia, elsewhere), (mia, mia.dm_channel)):
                refused = await who.forge_slash(where, "knowledge status")
                assert REFUSAL in refused.content
                assert refused.ephemeral
                assert refused.embeds == []

            for moderator in (mia, ada):
                shown = await moderator.slash(channel, "knowledge status")
                assert shown.ephemeral
                assert "4 articles" in shown.all_text()
            log = (tmp_path / "log").read_text(encoding="utf-8")
        assert "incident" not in log
        assert server.requests.refused() == []
