"""A Discord-compatible server on loopback, for end-to-end tests of the real bot process.

    async with DiscordServer() as server:
        guild = server.add_guild("Learners")
        channel = guild.add_text_channel("help")
        ana = guild.add_member("ana")
        ...  # start the bot with server.environment()
        await server.wait_ready(commands=["ask"])
        reply = await ana.slash(channel, "ask", question="what is jwt?")
        assert "token" in reply.all_text()

It speaks the protocol (REST v10, gateway, CDN) and refuses what Discord refuses. `Member` is what
a person does and sees, `Community` a guild, `server.faults` what goes wrong, `server.requests`
what the app asked for, `server.clock` the time.
"""

from .client import ClientRefusal
from .community import Community
from .draft import Upload
from .interactions import InteractionKind
from .member import Member
from .model import Channel, Message, Role, User
from .reply import Choice, DidNotRespond, Modal, Reply, StillThinking
from .server import DiscordServer
from .waiting import Timeout

__all__ = [
    "Channel",
    "Choice",
    "ClientRefusal",
    "Community",
    "DidNotRespond",
    "DiscordServer",
    "InteractionKind",
    "Member",
    "Message",
    "Modal",
    "Reply",
    "Role",
    "StillThinking",
    "Timeout",
    "Upload",
    "User",
]
