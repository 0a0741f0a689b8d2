"""`/knowledge gaps` on a Discord-compatible server: missed questions, drafts, and being told."""

from __future__ import annotations

from pathlib import Path

from bot_process import bot_on
from discord_server import DiscordServer, InteractionKind
from discord_server.permissions import MANAGE_GUILD

CANARY = "what does our canary channel do"
OTHER = "where do I find the holiday calendar"
TEXT = "The canary channel is where members are the first to get a new version of our tools."


async def test_moderators_see_their_own_gaps_alone(small: Path, tmp_path: Path) -> None:
    async with DiscordServer() as server:
        guild, other = server.add_guild("Learners"), server.add_guild("Others")
        channel, elsewhere = guild.add_text_channel("help"), other.add_text_channel("help")
        ana, ben, cleo = (guild.add_member(name) for name in ("ana", "ben", "cleo"))
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        oto = other.add_member("oto", permissions=MANAGE_GUILD)
        async with bot_on(server, small / "data", tmp_path / "log"):
            empty = await mia.slash(channel, "knowledge gaps")
            assert "Nobody asked in vain" in empty.all_text()

            refused = await ana.slash(channel, "ask", question=CANARY)
            assert "Tell me when this is answered" in refused.labels()
            others = await ben.slash(channel, "ask", question="our canary channel, what is it for?")
            await oto.slash(elsewhere, "ask", question=OTHER)
            disliked = await ana.slash(channel, "ask", question="what is Tables")
            assert "Tell me when this is answered" not in disliked.labels()
            down = next(c for c in disliked.components if c.get("emoji", {}).get("name") == "👎")
            await ben.click(disliked, custom_id=down["custom_id"])

            wished = await ana.click(refused, "Tell me when this is answered")
            assert wished.last.ephemeral
            assert "I'll write to you" in wished.last.content

            await ben.click(others, "Tell me when this is answered")
            await cleo.click(others, "Tell me when this is answered")

            gaps = await mia.slash(channel, "knowledge gaps")
            assert gaps.ephemeral
            text = gaps.all_text()
            assert CANARY in text
            assert "asked 2 times · refused 2 times" in text
            assert "voted down 1 time" in text
            assert OTHER not in text
            elsewhere_gaps = await oto.slash(elsewhere, "knowledge gaps")
            assert OTHER in elsewhere_gaps.all_text()
            assert CANARY not in elsewhere_gaps.all_text()

            feedback = await mia.slash(channel, "knowledge feedback")
            assert feedback.ephemeral
            assert "👎 1 👍 0  Tables" in feedback.all_text()
            theirs = await oto.slash(elsewhere, "knowledge feedback")
            assert "Nobody voted an answer down" in theirs.all_text()

            insight = await mia.slash(channel, "knowledge insight", days=7)
            assert insight.ephemeral
            assert "3 questions · 1 answered · 2 refused · 0 % liked" in insight.all_text()
            alt_text = insight.attachments[0].description
            assert alt_text is not None
            assert "Asked about most: Tables (1)" in alt_text
            assert CANARY in alt_text
            assert OTHER not in alt_text

            opened = await mia.select(gaps, [f"1. {CANARY}"])
            assert opened.ephemeral
            assert "our canary channel, what is it for?" in opened.all_text()
            assert opened.labels() == ["Draft an entry"]
            opened_twice = await mia.select(gaps, [f"1. {CANARY}"])
            button = next(c for c in opened.components if c["type"] == 2)

            for who, where, shown in ((ana, channel, opened), (oto, elsewhere, elsewhere_gaps)):
                for command in ("gaps", "feedback", "insight"):
                    forged = await who.forge_slash(where, f"knowledge {command}")
                    assert ("moderators of this server" in forged.content) is (who is ana)
                message = shown.message
                component = {"custom_id": button["custom_id"], "component_type": 2, "id": 1}
                if who is ana:
                    tried = await who.forge(
                        where, InteractionKind.COMPONENT, component, message=message
                    )
                    assert "moderators of this server" in tried.last.content
            menu = next(c for c in elsewhere_gaps.components if c["type"] == 3)
            crossed = await oto.forge(
                elsewhere,
                InteractionKind.COMPONENT,
                {
                    "custom_id": menu["custom_id"],
                    "component_type": 3,
                    "id": 1,
                    "values": [button["custom_id"].split(":")[-1]],
                },
                message=elsewhere_gaps.message,
            )
            assert "no gap any more" in crossed.last.content
        article = small / "knowledge" / "articles" / "databases" / "tables.md"
        text = article.read_text(encoding="utf-8")
        article.write_text(text.replace("explain Tables to me", "tell of Tables"), "utf-8")
        settings = {"BACKROAD_KNOWLEDGE_DIR": str(small / "knowledge")}
        async with bot_on(server, small / "data", tmp_path / "log2", **settings):
            guild.remove_member(ben)
            cleo.close_dms()
            drafted = await mia.click(opened, "Draft an entry")
            questions = next(
                field["value"] for field in drafted.modal.fields
                if field["label"] == "Questions it answers"
            )  # fmt: skip
            assert questions.splitlines() == [CANARY, "our canary channel, what is it for?"]
            preview = await mia.submit(drafted, {"Title": "The canary channel", "Text": TEXT})
            await mia.click(preview, "Publish")
            told = await server.wait_for_message(ana.dm_channel, containing="answer now")
            assert "You asked in **Learners**: what does our canary channel do" in told.content
            assert "first to get a new version" in told.all_text()
            await server.wait_for_request("POST /channels/*/messages", count=2)
            for gone in (ben, cleo):
                seen = gone.sees(gone.dm_channel)
                assert [message for message in seen if message.author is server.bot] == []

            gaps = await mia.slash(channel, "knowledge gaps")
            assert CANARY not in gaps.all_text()
            stale = await mia.click(opened_twice, "Draft an entry")
            assert "no gap any more" in stale.last.content

            rebuilt = await mia.slash(channel, "knowledge reindex")
            await rebuilt.wait_until(lambda r: r.message.embeds and not r.labels(), 90)
            assert "Changed (1)" in rebuilt.all_text()
            assert "2 of 2 still answered by what they should be" in rebuilt.all_text()
            other_rebuilt = await oto.slash(elsewhere, "knowledge reindex")
            await other_rebuilt.wait_until(lambda r: r.message.embeds and not r.labels(), 90)
            assert "Regression" not in other_rebuilt.all_text()
        for log in ("log", "log2"):
            assert "incident" not in (tmp_path / log).read_text(encoding="utf-8")
        refused_by_discord = [record.status for record in server.requests.refused()]
        assert refused_by_discord == [404, 403], "the one who left, and the one without messages"
        assert server.requests.pinging() == []
        assert server.schema.faults == []
