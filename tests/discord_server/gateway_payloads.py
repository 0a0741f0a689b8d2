"""What a session is told: READY, its guilds, and members on request."""

from __future__ import annotations

from collections.abc import Iterator

from . import render
from .events import Intents
from .model import JSON, Guild
from .session import Session

LARGE_GUILD = 250
CHUNK = 1000


def ready_json(session: Session, guilds: list[Guild], resume_url: str, flags: int) -> JSON:
    """READY; the guilds are unavailable until their GUILD_CREATE."""
    user = render.user_json(session.bot)
    return {
        "v": 10,
        "user": user | {"verified": True, "mfa_enabled": True, "email": None},
        "user_settings": {},
        "session_type": "normal",
        "session_id": session.id,
        "resume_gateway_url": resume_url,
        "relationships": [],
        "private_channels": [],
        "presences": [],
        "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
        "guild_join_requests": [],
        "geo_ordered_rtc_regions": [],
        "auth": {},
        "application": {"id": str(session.bot.id), "flags": flags},
        "shard": list(session.shard),
        "_trace": ["local"],
    }


def guild_create_json(session: Session, guild: Guild) -> JSON:
    """GUILD_CREATE; without the members intent an app is told of itself only."""
    members = list(guild.members.values())
    if not session.intents & Intents.GUILD_MEMBERS or len(members) > LARGE_GUILD:
        members = [guild.members[session.bot.id]]
    return render.guild_create_json(guild, members)


def member_chunks(guild: Guild, request: JSON) -> Iterator[JSON]:
    """The GUILD_MEMBERS_CHUNKs for a request by ids or by the start of a name."""
    wanted, missing = request.get("user_ids"), []
    if wanted is not None:
        ids = [int(i) for i in (wanted if isinstance(wanted, list) else [wanted])]
        found = [guild.members[i] for i in ids if i in guild.members]
        missing = [str(i) for i in ids if i not in guild.members]
    else:
        start = str(request.get("query") or "").lower()
        found = [m for m in guild.members.values() if m.user.username.startswith(start)]
        found = found[: request.get("limit") or None]
    chunks = [found[i : i + CHUNK] for i in range(0, len(found), CHUNK)] or [[]]
    for index, chunk in enumerate(chunks):
        body: JSON = {
            "guild_id": str(guild.id),
            "members": [render.member_json(member) for member in chunk],
            "chunk_index": index,
            "chunk_count": len(chunks),
            "not_found": missing,
        }
        yield body | ({"nonce": request["nonce"]} if request.get("nonce") else {})
