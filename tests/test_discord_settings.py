"""`/settings`: moderators see and change how the bot works in their server, and nobody else."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from bot_process import bot_on, fields
from discord_server import DiscordServer, InteractionKind, Member, Message, Reply
from discord_server.permissions import ADMINISTRATOR, MANAGE_GUILD, MANAGE_MESSAGES
from discord_server.picking import pick_values

from bot.state.database import DATABASE_FILE

REFUSAL = "This is for the moderators of this server"


def shown(reply: Reply | Message) -> dict[str, str]:
    return fields(reply.embeds[0])


def component(panel: Reply, act: str) -> dict[str, Any]:
    found = next(c for c in panel.components if c.get("custom_id") == f"settings:{act}")
    return {"custom_id": found["custom_id"], "component_type": found["type"], "id": found["id"]}


async def set_by(member: Member, panel: Reply, act: str, *values: Any) -> None:
    await member.select(panel, values, custom_id=f"settings:{act}", only_acknowledged=True)


async def test_moderators_set_their_server(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild, other = server.add_guild("Learners"), server.add_guild("Others")
        channel, quiet = guild.add_text_channel("help"), guild.add_text_channel("quiet")
        elsewhere, forum = other.add_text_channel("help"), guild.add_forum("questions")
        helpers, strangers = guild.add_role("Helpers"), other.add_role("Strangers")
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        ada = guild.add_member("ada", permissions=ADMINISTRATOR)
        ana = guild.add_member("ana", permissions=MANAGE_MESSAGES)
        other.add_member(mia)
        async with bot_on(server, small / "data", tmp_path / "log"):
            panel = await mia.slash(channel, "settings")
            assert panel.ephemeral
            assert shown(panel)["Answers in"] == "every channel"

            await set_by(mia, panel, "channels", channel)
            await server.wait_until(lambda: channel.mention in shown(panel)["Answers in"])
            await set_by(mia, panel, "forums", forum)
            await set_by(mia, panel, "style", "Privately")
            await set_by(mia, panel, "moderator_role", helpers)
            await server.wait_until(lambda: str(helpers.id) in shown(panel)["Moderators"])
            await mia.click(panel, "Language: English", only_acknowledged=True)
            await server.wait_until(lambda: "Deutsch" in shown(panel)["Speaks"])

            dialog = await mia.click(panel, "Limits and keeping")
            wrong = await mia.submit(dialog, {"keep_days": "0", "member_limit": "many"})
            assert "Nothing was changed." in wrong.content
            assert "from 1 to 365" in wrong.content
            dialog = await mia.click(panel, "Limits and keeping")
            await mia.submit(dialog, {"keep_days": "30", "member_limit": "3"})
            await server.wait_until(lambda: "30 days" in shown(panel)["Keeps questions"])
            assert "3 for one member" in shown(panel)["Questions a minute"]

            # What another server has cannot be chosen here, whatever a client sends.
            for act, foreign in (("channels", elsewhere), ("moderator_role", strangers)):
                menu = next(c for c in panel.components if c.get("custom_id") == f"settings:{act}")
                data = component(panel, act) | pick_values(menu, [foreign], channel)
                refused = await mia.forge(
                    channel, InteractionKind.COMPONENT, data, message=panel.message
                )
                assert "not to be had in this server" in refused.content

            log = (await mia.click(panel, "Who changed what")).all_text()
            assert f"{mia.mention} changed **style**: In place → Privately" in log
            assert "changed **days for which questions are kept**: 90 → 30" in log

            # Members are kept from the command, every control and the dialog, however they ask.
            assert not ana.is_offered(channel, "settings")
            assert REFUSAL in (await ana.forge_slash(channel, "settings")).content
            for act in ("channels", "forums", "moderator_role", "style"):
                data = component(panel, act) | {"values": ["private"], "resolved": {}}
                await _is_refused(ana, panel, InteractionKind.COMPONENT, data)
            for act in ("numbers", "language", "log"):
                await _is_refused(ana, panel, InteractionKind.COMPONENT, component(panel, act))
            typed = {"type": 4, "custom_id": "keep_days", "value": "1", "id": 2}
            form = {
                "custom_id": "settings:numbers",
                "components": [{"type": 18, "id": 1, "component": typed}],
            }
            await _is_refused(ana, panel, InteractionKind.MODAL_SUBMIT, form)
            assert REFUSAL in (await mia.forge_slash(elsewhere, "settings")).content

            # The moderator role counts at once, and not any more once it is taken.
            guild.give(ana, helpers)
            taken = await ana.forge_slash(channel, "settings")
            assert "30 days" in shown(taken)["Keeps questions"]
            guild.take(ana, helpers)
            assert REFUSAL in (await ana.forge_slash(channel, "settings")).content

            # The settings hold: where, how, how often, and in which language.
            reply = await ana.slash(channel, "ask", question="what is Tables")
            assert reply.ephemeral
            refused = await ana.slash(quiet, "ask", question="what is Tables")
            assert refused.ephemeral
            assert channel.mention in refused.content
            asked = await ana.say(quiet, f"{server.bot.mention} what is Tables")
            answer = await server.wait_for_message(quiet, reply_to=asked)
            assert answer.content == f"Auf diesem Server antworte ich in {channel.mention}."
            reply = await ana.slash(channel, "ask", question="what are Queries")
            assert "in a short time" in reply.content
            assert "<t:" in reply.content
            assert (await ada.slash(channel, "ask", question="what are Queries")).embeds
            form = await mia.click(panel, "Limits and keeping")
            vote = await ada.slash(channel, "ask", question="what is Speed")
            up, down = (c["custom_id"] for c in vote.components if c["type"] == 2)
            why = await ada.click(vote, custom_id=down)
        # A restart breaks neither the panel nor what was set, nor a dialog that stood open.
        async with bot_on(server, small / "data", tmp_path / "log"):
            await set_by(ada, await ada.slash(channel, "settings"), "style", "In place")
            await mia.click(panel, "Language: Deutsch", only_acknowledged=True)
            await server.wait_until(lambda: "English" in shown(panel)["Speaks"])
            assert shown(panel)["Answers"].startswith("In place")
            await mia.submit(form, {"keep_days": "60"})
            await server.wait_until(lambda: "60 days" in shown(panel)["Keeps questions"])
            assert "noted why" in (await ada.submit(why, {"reason": "too short"})).content
            assert "helped" in (await ada.click(vote, custom_id=up)).content
            assert "incident" not in (tmp_path / "log").read_text(encoding="utf-8")
        assert server.requests.refused() == []
        assert server.requests.pinging() == []
        assert server.schema.faults == []
    stored = sqlite3.connect(small / "data" / DATABASE_FILE)
    changed_by = stored.execute("select distinct changed_by from server_setting_change").fetchall()
    stored.close()
    assert {row[0] for row in changed_by} == {mia.id, ada.id}


async def _is_refused(
    member: Member, panel: Reply, kind: InteractionKind, data: dict[str, Any]
) -> None:
    before = shown(panel)
    reply = await member.forge(panel.message.channel, kind, data, message=panel.message)
    assert REFUSAL in reply.content
    assert shown(panel) == before
