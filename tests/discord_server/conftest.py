"""A running server with a guild, a channel, a member and the small bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest

from .community import Community
from .member import Member
from .model import Channel
from .probe import Probe, running
from .raw import Api
from .server import DiscordServer


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    async with DiscordServer() as running:
        yield running
        assert running.schema.answer_faults == [], "the server answers as Discord describes"


@pytest.fixture
def guild(server: DiscordServer) -> Community:
    return server.add_guild("Learners")


@pytest.fixture
def channel(guild: Community) -> Channel:
    return guild.add_text_channel("help")


@pytest.fixture
def ana(guild: Community) -> Member:
    return guild.add_member("ana")


@pytest.fixture
async def bot(server: DiscordServer, guild: Community, channel: Channel) -> AsyncIterator[Probe]:
    async with running(server) as client:
        yield client


@pytest.fixture
async def api(server: DiscordServer) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(server, session)
