"""Newer components: layouts ("components v2"), labels in modals, menus of users and channels."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from .client import ClientRefusal
from .connect import connected
from .member import Member
from .model import Channel
from .probe import Probe
from .raw import Api
from .server import DiscordServer

# isort: split
import discord


class Page(discord.ui.LayoutView):
    """A page with a text, a section with a button, and a menu of members."""

    def __init__(self, text: str = "# Caching") -> None:
        super().__init__(timeout=None)
        section: discord.ui.Section[Page] = discord.ui.Section(
            discord.ui.TextDisplay("Learned it?"), accessory=Learned()
        )
        gallery: discord.ui.MediaGallery[Page] = discord.ui.MediaGallery(
            discord.MediaGalleryItem("https://example.org/map.png", description="a map")
        )
        self.add_item(discord.ui.Container(discord.ui.TextDisplay(text), section, gallery))
        self.add_item(discord.ui.ActionRow(Helpers()))


class Learned(discord.ui.Button[Page]):
    """Turns the page."""

    def __init__(self) -> None:
        super().__init__(label="Yes", custom_id="yes")

    async def callback(self, interaction: discord.Interaction) -> Any:
        await interaction.response.edit_message(view=Page("# Well done"))


class Helpers(discord.ui.UserSelect[Page]):
    """Names one or two members, and asks about them."""

    def __init__(self) -> None:
        super().__init__(custom_id="helpers", max_values=2)

    async def callback(self, interaction: discord.Interaction) -> Any:
        await interaction.response.send_modal(Review([user.name for user in self.values]))


class Review(discord.ui.Modal):
    """A label with a menu, and one with a text that is there already."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(title="Review")
        options = [discord.SelectOption(label=name) for name in names]
        self.best: discord.ui.Label[Any] = discord.ui.Label(
            text="Who helped?", component=discord.ui.Select(options=options)
        )
        self.why: discord.ui.Label[Any] = discord.ui.Label(
            text="Why?", component=discord.ui.TextInput(default="patience", required=False)
        )
        self.add_item(discord.ui.TextDisplay("Be kind."))
        self.add_item(self.best)
        self.add_item(self.why)

    async def on_submit(self, interaction: discord.Interaction) -> None:
        best, why = self.best.component, self.why.component
        assert isinstance(best, discord.ui.Select)
        assert isinstance(why, discord.ui.TextInput)
        await interaction.response.send_message(f"{best.values[0]}: {why.value}")


@pytest.fixture
async def bot(server: DiscordServer, channel: Channel) -> AsyncIterator[Probe]:
    client = Probe()

    @client.tree.command(description="Shows a page")
    async def page(interaction: discord.Interaction) -> None:
        await interaction.response.send_message(view=Page())

    async with connected(client, server.api_url, server.token):
        await server.wait_ready(commands=["page"])
        yield client


async def test_layout_is_read_clicked_and_replaced(
    bot: Probe, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "page")
    assert reply.content == ""
    assert "# Caching\nLearned it?" in reply.all_text()
    await ana.click(reply, "Yes")
    assert "# Well done" in reply.all_text()
    assert reply.message.edits == 1


async def test_members_are_picked_and_a_labelled_modal_is_filled(
    bot: Probe, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "page")
    with pytest.raises(ClientRefusal, match="1 to 2"):
        await ana.select(reply, [])
    opened = await ana.select(reply, [ana])
    assert "Be kind." in opened.all_text()
    assert [field["label"] for field in opened.modal.fields] == ["Who helped?", "Why?"]
    with pytest.raises(ClientRefusal, match="required"):
        await ana.submit(opened, {})
    with pytest.raises(ClientRefusal, match="no option"):
        await ana.submit(opened, {"Who helped?": ["nobody"]})
    assert (await ana.submit(opened, {"Who helped?": ["ana"]})).content == "ana: patience"


async def test_a_layout_takes_no_content(
    bot: Probe, api: Api, ana: Member, channel: Channel
) -> None:
    reply = await ana.slash(channel, "page")
    path = f"/channels/{channel.id}/messages/{reply.message.id}"
    status, answer = await api("PATCH", path, {"content": "x"})
    assert (status, answer["code"]) == (400, 50035), "also an edit that does not name the flag"
    bad: list[Any] = [
        {"type": 10, "content": "x" * 4001},
        {"type": 17, "components": [{"type": 10, "content": "x"}] * 40},
        {"type": 9, "components": [{"type": 10, "content": "x"}]},
        {"type": 17, "components": [{"type": 17, "components": []}]},
        {"type": 12, "items": [{"media": {"url": "attachment://missing.png"}}]},
    ]
    for component in bad:
        body = {"flags": 1 << 15, "components": [component]}
        status, answer = await api("POST", f"/channels/{channel.id}/messages", body)
        assert (status, answer["code"]) == (400, 50035), component
