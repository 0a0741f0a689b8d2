"""Guilds with their channels, members and roles."""

from __future__ import annotations

from .. import render
from ..errors import missing_access, unknown
from ..events import Intents
from ..model import Membership, Role
from ..permissions import MANAGE_ROLES
from ..rest import Answer, Call, Routes
from . import access

routes = Routes()


@routes.add("GET", "/guilds/{guild_id}")
async def get_guild(call: Call) -> Answer:
    """A guild, on request with counts."""
    guild = access.guild(call)
    data = render.guild_json(guild)
    if call.flag("with_counts"):
        count = len(guild.members)
        data |= {"approximate_member_count": count, "approximate_presence_count": count}
    return 200, data


@routes.add("GET", "/guilds/{guild_id}/channels")
async def list_channels(call: Call) -> Answer:
    """The guild's channels, without threads."""
    return 200, [render.channel_json(c) for c in access.guild(call).channels.values()]


@routes.add("GET", "/guilds/{guild_id}/roles")
async def list_roles(call: Call) -> Answer:
    """The guild's roles."""
    return 200, [render.role_json(role) for role in access.guild(call).roles.values()]


@routes.add("GET", "/guilds/{guild_id}/roles/{role_id}")
async def get_role(call: Call) -> Answer:
    """One role."""
    return 200, render.role_json(_role(call))


@routes.add("GET", "/guilds/{guild_id}/emojis")
@routes.add("GET", "/guilds/{guild_id}/stickers")
async def list_expressions(call: Call) -> Answer:
    """No guild has custom emojis or stickers here."""
    access.guild(call)
    return 200, []


@routes.add("GET", "/guilds/{guild_id}/members")
async def list_members(call: Call) -> Answer:
    """All members by id; only for apps that may have the members intent."""
    guild = access.guild(call)
    if not call.core.gateway.privileged & Intents.GUILD_MEMBERS:
        raise missing_access()
    limit, after = call.count("limit", 1, 1000), int(call.query.get("after", 0))
    found = sorted((m for m in guild.members.values() if m.user.id > after), key=_by_id)
    return 200, [render.member_json(member) for member in found[:limit]]


@routes.add("GET", "/guilds/{guild_id}/members/search")
async def search_members(call: Call) -> Answer:
    """Members whose name or nickname starts with the query."""
    guild, start = access.guild(call), call.query.get("query", "").lower()
    found = [
        member
        for member in guild.members.values()
        if member.user.username.startswith(start) or (member.nick or "").lower().startswith(start)
    ]
    limit = call.count("limit", 1, 1000)
    return 200, [render.member_json(member) for member in found[:limit]]


@routes.add("GET", "/guilds/{guild_id}/members/{user_id}")
async def get_member(call: Call) -> Answer:
    """One member."""
    return 200, render.member_json(_member(call))


@routes.add("PATCH", "/guilds/{guild_id}/members/@me")
async def edit_me(call: Call) -> Answer:
    """Changes the app's nickname."""
    member = access.guild(call).members[call.core.world.bot.id]
    member.nick = (call.body or {}).get("nick")
    call.core.world.member_updated(member)
    return 200, render.member_json(member)


@routes.add("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def add_role(call: Call) -> Answer:
    """Gives a member a role."""
    member, role = _member(call), _role(call)
    access.require_in_guild(call, member.guild, MANAGE_ROLES)
    if role not in member.roles:
        call.core.world.set_roles(member, [*member.roles, role])
    return 204, None


@routes.add("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
async def remove_role(call: Call) -> Answer:
    """Takes a role from a member."""
    member, role = _member(call), _role(call)
    access.require_in_guild(call, member.guild, MANAGE_ROLES)
    call.core.world.set_roles(member, [held for held in member.roles if held is not role])
    return 204, None


def _member(call: Call) -> Membership:
    found = access.guild(call).members.get(call.snowflake("user_id"))
    if found is None:
        raise unknown("Member")
    return found


def _role(call: Call) -> Role:
    found = access.guild(call).roles.get(call.snowflake("role_id"))
    if found is None:
        raise unknown("Role")
    return found


def _by_id(member: Membership) -> int:
    return member.user.id
