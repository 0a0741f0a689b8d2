"""`/knowledge reindex` on a Discord-compatible server: a build beside those who ask."""

from __future__ import annotations

import asyncio
import json
import re
from itertools import pairwise
from pathlib import Path

from bot_process import bot_on
from discord_server import Channel, Community, DiscordServer, InteractionKind, Member, Reply
from discord_server.permissions import ADMINISTRATOR, MANAGE_GUILD
from small_knowledge import SmallArticle, SmallSection

from index.versions import Versions, index_folder

MANY = 100
ASKERS = 50
PATIENCE = 90.0


def edition(word: str) -> SmallArticle:
    """The article on tables, each of whose sentences names the edition that it is of."""
    article = SmallArticle("tables", "Tables", aliases=("table", "spreadsheet grid"))
    sentence = " ".join(
        f"Tables of the {word} edition {claim}"
        for claim in (
            "hold rows that a reader can look at one after the other.[^spec]",
            "have columns, each of which has a name and a meaning.[^guide]",
            "are kept in a place that everybody knows and can find.[^guide]",
        )
    )
    article.sections = [
        SmallSection(s.heading, s.questions, f"{sentence}\n\n{sentence.replace('hold', 'keep')}")
        for s in article.sections
    ]
    return article


def write_many(knowledge: Path) -> None:
    for number in range(MANY):
        SmallArticle(f"subject-{number}", f"Subject {number}", requires=["tables"]).write(knowledge)


def versions_of(folder: Path) -> Versions:
    return Versions(index_folder(folder / "data"))


def build_of(reply: Reply) -> str:
    return next(c["custom_id"] for c in reply.components if c["type"] == 2)


async def ended(reply: Reply) -> str:
    """The text of a build's message once the build has ended."""
    await reply.wait_until(lambda r: r.message.embeds and not r.labels(), PATIENCE)
    return reply.all_text()


async def underway(reply: Reply) -> Reply:
    """The message of a build that has begun to embed."""
    return await reply.wait_until(lambda r: "Embedding" in r.all_text(), PATIENCE)


async def test_moderators_rebuild_while_members_ask(small: Path, tmp_path: Path) -> None:
    knowledge, versions = small / "knowledge", versions_of(small)
    async with DiscordServer() as server:
        guild, other = server.add_guild("Learners"), server.add_guild("Others")
        channel, elsewhere = guild.add_text_channel("help"), other.add_text_channel("help")
        ana = guild.add_member("ana")
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        ada = guild.add_member("ada", permissions=ADMINISTRATOR)
        oto = other.add_member("oto", permissions=MANAGE_GUILD)
        settings = {"BACKROAD_KNOWLEDGE_DIR": str(knowledge)}
        async with bot_on(server, small / "data", tmp_path / "log", **settings):
            refused = await ana.forge_slash(channel, "knowledge reindex")
            assert "moderators of this server" in refused.content

            unchanged = await mia.slash(channel, "knowledge reindex", within=PATIENCE)
            assert "Nothing had changed" in await ended(unchanged)

            await a_fault_is_told(mia, channel, small)
            edition("first").write(knowledge)
            assert "Changed (1)" in await ended(await mia.slash(channel, "knowledge reindex"))
            first = versions.current()

            edition("second").write(knowledge)
            write_many(knowledge)
            reply = await underway(await mia.slash(channel, "knowledge reindex"))
            await only_one_runs(ada, oto, channel, elsewhere)
            await a_member_cannot_cancel(ana, reply)
            await ada.click(reply, "Cancel", only_acknowledged=True)
            text = await ended(reply)
            assert f"<@{ada.id}> cancelled it" in text
            assert versions.current() == first
            assert not list(versions.path("").glob(".staging-*"))

            reply = await underway(await mia.slash(channel, "knowledge reindex"))
            edits_are_spaced(server, reply)
            server.clock.advance(16 * 60)  # the build outlives its interaction
            assert "first" in await many_ask(server, guild)
            text = await ended(reply)
            assert f"Added ({MANY})" in text
            assert "Changed (1)" in text
            assert versions.current() in text
            assert await many_ask(server, guild) == {"second"}
        log = (tmp_path / "log").read_text(encoding="utf-8")
        assert "incident" not in log
        assert [record.status for record in server.requests.refused()] == [401]
        assert server.requests.pinging() == []
        assert server.schema.faults == []


async def a_fault_is_told(mia: Member, channel: Channel, small: Path) -> None:
    article = small / "knowledge" / "articles" / "databases" / "tables.md"
    text = article.read_text(encoding="utf-8")
    article.write_text(text.replace("[^guide]", "[^gone]", 1), encoding="utf-8")
    before = versions_of(small).current()
    told = await ended(await mia.slash(channel, "knowledge reindex", within=PATIENCE))
    assert "The index was not rebuilt" in told
    assert re.search(r"articles/databases/tables\.md:\d+: .*gone", told)
    assert str(small) not in told
    assert versions_of(small).current() == before
    article.write_text(text, encoding="utf-8")


async def only_one_runs(ada: Member, oto: Member, channel: Channel, elsewhere: Channel) -> None:
    second = await ada.slash(channel, "knowledge reindex")
    assert second.ephemeral
    assert re.match(r"<@\d+> started a build .* ago, and it is \d+ % done", second.content)
    third = await oto.slash(elsewhere, "knowledge reindex")
    assert third.content.startswith("A moderator elsewhere started a build")


async def a_member_cannot_cancel(ana: Member, reply: Reply) -> None:
    clicked = await ana.click(reply, "Cancel")
    assert "moderators of this server" in clicked.last.content
    assert clicked.last.ephemeral
    forged = await ana.forge(
        reply.message.channel,
        InteractionKind.COMPONENT,
        {"custom_id": build_of(reply), "component_type": 2, "id": 1},
        message=reply.message,
    )
    assert "moderators of this server" in forged.last.content
    assert reply.labels() == ["Cancel"]


async def many_ask(server: DiscordServer, guild: Community) -> set[str]:
    """Fifty members ask at once, each in a channel of their own, and all are answered.

    Gives the editions that their answers are from, each of which is from one alone.
    """

    async def edition_told(number: int) -> str:
        channel, asker = guild.add_text_channel(f"room-{number}"), guild.add_member(f"m{number}")
        asked = await asker.say(channel, f"{server.bot.mention} what is Tables")
        answer = await server.wait_for_message(channel, reply_to=asked, within=PATIENCE)
        text = answer.embeds[0]["description"]
        (told,) = set(re.findall(r"of the (\w+) edition", text))
        return str(told)

    return set(await asyncio.gather(*(edition_told(number) for number in range(ASKERS))))


def edits_are_spaced(server: DiscordServer, reply: Reply) -> None:
    pattern = f"PATCH /webhooks/*/{reply.interaction.token}/messages/@original"
    times = [record.at for record in server.requests.matching(pattern)]
    assert len(times) > 1
    # The first two follow the acknowledgement; a request's way takes a little of the two seconds.
    assert all(later - earlier > 1.5 for earlier, later in pairwise(times))


async def test_a_bot_that_ends_in_a_build_serves_on_and_says_so(
    small: Path, tmp_path: Path
) -> None:
    knowledge, versions = small / "knowledge", versions_of(small)
    before = versions.current()
    write_many(knowledge)
    settings = {"BACKROAD_KNOWLEDGE_DIR": str(knowledge)}
    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        mia = guild.add_member("mia", permissions=MANAGE_GUILD)
        try:
            async with bot_on(server, small / "data", tmp_path / "log", **settings) as process:
                reply = await underway(await mia.slash(channel, "knowledge reindex"))
                process.kill()
                await process.wait()
        except AssertionError:
            assert process.returncode == -9
        async with bot_on(server, small / "data", tmp_path / "log2", **settings):
            assert "interrupted" in await ended(reply)
            assert versions.current() == before
            answer = await mia.slash(channel, "ask", question="what is Tables")
            assert "[1]" in answer.embeds[0]["description"]
            again = await underway(await mia.slash(channel, "knowledge reindex"))
        assert "cancelled as I stopped" in await ended(again)
        assert versions.current() == before
        assert not list(versions.path("").glob(".staging-*"))


def test_a_build_tells_json_lines(small: Path) -> None:
    from test_command_line import backroad

    status, out, _ = backroad(small, "index", "build", "--json")
    events = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert events[0]["event"] == "progress"
    assert events[-1]["event"] == "built"
    assert events[-1]["unchanged"]
    article = small / "knowledge" / "articles" / "databases" / "queries.md"
    article.write_text(article.read_text(encoding="utf-8").replace("[^guide]", "[^gone]"))
    status, out, err = backroad(small, "index", "build", "--json", "--gentle")
    last = json.loads(out.splitlines()[-1])
    assert status == 1
    assert last["event"] == "faulty"
    assert last["faults"][0]["file"] == "articles/databases/queries.md"
    assert str(small) not in out
    assert err.count("\n") == 1
