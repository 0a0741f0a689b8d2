"""A small discord.py bot: each of its commands shows one way of answering."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from .connect import connected
from .server import DiscordServer

# isort: split
import discord
from discord import app_commands


class Probe(discord.Client):
    """A bot whose commands each show one way of answering; it notes what it received."""

    def __init__(self, **options: Any) -> None:
        intents = options.pop("intents", None) or discord.Intents(
            guilds=True, guild_messages=True, dm_messages=True, guild_reactions=True
        )
        super().__init__(
            intents=intents,
            allowed_mentions=discord.AllowedMentions.none(),
            guild_ready_timeout=0.02,
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.received: list[str] = []
        self.events: list[str] = []
        self.interactions: list[discord.Interaction] = []
        self.errors: list[Exception] = []
        add_commands(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, *_: Any, **__: Any) -> None:
        """Does not wait five seconds before a second IDENTIFY."""

    async def on_message(self, message: discord.Message) -> None:
        if message.author != self.user:
            self.received.append(message.content)
            if self.user in message.mentions or message.guild is None:
                await message.reply(f"You said: {message.content}")

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.interactions.append(interaction)

    async def on_resumed(self) -> None:
        self.events.append("resumed")

    async def on_connect(self) -> None:
        self.events.append("connect")

    async def on_raw_reaction_add(self, payload: discord.RawReactionActionEvent) -> None:
        self.events.append(f"reaction {payload.emoji}")


class Panel(discord.ui.View):
    """Buttons and a menu."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="Source", url="https://example.org"))
        self.add_item(discord.ui.Button(label="Later", custom_id="later", disabled=True))

    @discord.ui.button(label="Mark learned", custom_id="learned")
    async def learned(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.edit_message(content="learned", view=None)

    @discord.ui.button(label="Why", custom_id="why")
    async def why(self, interaction: discord.Interaction, _: Any) -> None:
        await interaction.response.send_modal(Feedback())

    @discord.ui.select(
        custom_id="track",
        options=[
            discord.SelectOption(label="Python", value="py"),
            discord.SelectOption(label="Go"),
        ],
    )
    async def track(self, interaction: discord.Interaction, menu: Any) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content=f"chose {menu.values[0]}")
        await interaction.followup.send("noted", ephemeral=True)


class Feedback(discord.ui.Modal, title="Feedback"):
    """One text."""

    text: discord.ui.TextInput[Feedback] = discord.ui.TextInput(
        label="What was missing?", custom_id="missing", max_length=50
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"thanks: {self.text.value}", ephemeral=True)


def add_commands(bot: Probe) -> None:
    """Registers the commands with the bot's tree."""
    tree = bot.tree

    @tree.command(description="Answers at once")
    async def ask(interaction: discord.Interaction, question: str) -> None:
        await interaction.response.send_message(f"about {question}", view=Panel())

    @tree.command(description="Answers in private, after thinking")
    async def think(interaction: discord.Interaction, seconds: float = 0.0) -> None:
        await interaction.response.defer(ephemeral=True)
        await asyncio.sleep(seconds)
        await interaction.followup.send("thought", ephemeral=False)
        await interaction.followup.send("and more")

    @tree.command(description="Never answers")
    async def silent(interaction: discord.Interaction) -> None:
        pass

    @tree.command(description="Draws")
    async def draw(interaction: discord.Interaction, file: discord.Attachment) -> None:
        text = (await file.read()).decode()
        picture = discord.File(io.BytesIO(b"PNG"), "map.png", description="a map")
        embed = discord.Embed(title=text).set_image(url="attachment://map.png")
        await interaction.response.send_message(embed=embed, file=picture)

    @tree.command(description="Types of options")
    @app_commands.choices(level=[app_commands.Choice(name="Easy", value=1)])
    async def options(
        interaction: discord.Interaction,
        who: discord.Member,
        channel: discord.TextChannel,
        role: discord.Role,
        level: app_commands.Choice[int],
        size: app_commands.Range[int, 1, 5] = 3,
        loud: bool = False,
    ) -> None:
        parts = [who.display_name, channel.name, role.name, level.value, size, loud]
        await interaction.response.send_message(" ".join(map(str, parts)))

    @tree.command(description="Suggests")
    async def skill(interaction: discord.Interaction, name: str) -> None:
        await interaction.response.send_message(name)

    @skill.autocomplete("name")
    async def suggest(_: discord.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}{n}", value=f"{typed}-{n}") for n in range(3)]

    @tree.command(description="Starts a thread under its answer")
    async def discuss(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("discuss")
        answer = await interaction.original_response()
        assert isinstance(interaction.channel, discord.TextChannel)
        thread = await interaction.channel.create_thread(name="Talk", message=answer)
        await thread.send("here")

    group = app_commands.Group(
        name="knowledge",
        description="For moderators",
        default_permissions=discord.Permissions(manage_guild=True),
    )

    @group.command(description="How it stands")
    async def status(interaction: discord.Interaction, detail: str = "short") -> None:
        await interaction.response.send_message(f"status {detail}", ephemeral=True)

    tree.add_command(group)

    @tree.command(description="Everywhere")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def about(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("about me")

    @tree.context_menu(name="Answer this")
    async def answer_this(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"re: {message.content}", ephemeral=True)

    @tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"hello {member.display_name}")

    @tree.error
    async def on_error(_: discord.Interaction, error: app_commands.AppCommandError) -> None:
        bot.errors.append(getattr(error, "original", error))


@asynccontextmanager
async def running(server: DiscordServer, **options: Any) -> AsyncIterator[Probe]:
    """The small bot, connected."""
    client = Probe(**options)
    async with connected(client, server.api_url, server.token):
        await server.wait_ready(commands=["ask"])
        await client.wait_until_ready()
        yield client
