"""Who may use what moderators use, on a Discord-compatible server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot_process import bot_on
from discord_server import Channel, DiscordServer, InteractionKind, Member
from discord_server.permissions import ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES

REFUSAL = "This is for the moderators of this server"


def commands_of(server: DiscordServer) -> list[dict[str, Any]]:
    """The definition of every command of `/knowledge`."""
    (group,) = (
        command
        for scope in server.core.commands.scopes.values()
        for command in scope.values()
        if command.name == "knowledge"
    )
    options: list[dict[str, Any]] = group.definition["options"]
    return options


async def forged_suggestions(
    server: DiscordServer, who: Member, channel: Channel, command: str, option: str
) -> list[object]:
    """What is suggested to somebody whom Discord does not offer the command."""
    found = server.core.commands.find("knowledge", 1, channel.guild.id if channel.guild else None)
    assert found is not None
    focused = {"name": option, "type": 3, "value": "", "focused": True}
    data = {
        "id": str(found.id), "name": "knowledge", "type": 1,
        "options": [{"name": command, "type": 1, "options": [focused]}],
    }  # fmt: skip
    reply = await who.forge(channel, InteractionKind.AUTOCOMPLETE, data)
    return list(reply.choices)


async def test_only_moderators_use_knowledge(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild, other = server.add_guild("Learners"), server.add_guild("Others")
        channel, elsewhere = guild.add_text_channel("help"), other.add_text_channel("help")
        managers = guild.add_role("Managers", MANAGE_GUILD)
        ana = guild.add_member("ana", permissions=MANAGE_MESSAGES)
        mia = guild.add_member("mia", roles=(managers,))
        ada = guild.add_member("ada", permissions=ADMINISTRATOR)
        other.add_member(mia)
        async with bot_on(server, small / "data", tmp_path / "log"):
            assert not ana.is_offered(channel, "knowledge")
            assert not mia.is_offered(elsewhere, "knowledge")
            assert not mia.is_offered(mia.dm_channel, "knowledge")

            commands = commands_of(server)
            assert len(commands) >= 12
            for command in commands:
                name = f"knowledge {command['name']}"
                refused = await ana.forge_slash(channel, name)
                assert refused.content.startswith(REFUSAL), name
                assert refused.ephemeral
                for option in command.get("options", []):
                    if option.get("autocomplete"):
                        suggested = await forged_suggestions(
                            server, ana, channel, command["name"], option["name"]
                        )
                        assert suggested == [], name
            for where in (elsewhere, mia.dm_channel):
                refused = await mia.forge_slash(where, "knowledge status")
                assert refused.content.startswith(REFUSAL)

            for moderator in (mia, ada):
                shown = await moderator.slash(channel, "knowledge status")
                assert shown.ephemeral
                assert "4 articles" in shown.all_text()
            guild.take(mia, managers)
            demoted = await mia.forge_slash(channel, "knowledge status")
            assert demoted.content.startswith(REFUSAL)
            log = (tmp_path / "log").read_text(encoding="utf-8")
        assert "incident" not in log
        assert server.requests.refused() == []
