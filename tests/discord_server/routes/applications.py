"""The application itself, its commands, and the gateway's address."""

from __future__ import annotations

from typing import Any

from .. import render
from ..commands import Command
from ..errors import missing_access, unknown
from ..model import JSON
from ..rest import Answer, Call, Routes
from ..validation.commands import command_form, commands_form

routes = Routes()


@routes.add("GET", "/gateway", public=True)
async def gateway(call: Call) -> Answer:
    """Where to connect."""
    return 200, {"url": call.core.gateway.url}


@routes.add("GET", "/gateway/bot")
async def gateway_bot(call: Call) -> Answer:
    """Where to connect, with how many shards, how often."""
    return 200, {
        "url": call.core.gateway.url,
        "shards": call.core.gateway.shards,
        "session_start_limit": {
            "total": 1000,
            "remaining": call.core.gateway.starts_left,
            "reset_after": 86_400_000,
            "max_concurrency": 1,
        },
    }


def _application(call: Call) -> JSON:
    world = call.core.world
    installed = sum(world.app_in(guild) for guild in world.guilds.values())
    users = sum(user.installed_app for user in world.users.values())
    return {
        "id": str(world.bot.id),
        "name": "Backroad",
        "icon": None,
        "description": "",
        "summary": "",
        "type": None,
        "bot": render.user_json(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "integration_types_config": {"0": {}, "1": {}},
        "verify_key": "0" * 64,
        "owner": render.user_json(world.app_owner),
        "team": None,
        "flags": call.core.gateway.application_flags,
        "flags_new": str(call.core.gateway.application_flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "approximate_guild_count": installed,
        "approximate_user_install_count": users,
        "approximate_user_authorization_count": users,
    }


@routes.add("GET", "/applications/@me")
@routes.add("GET", "/oauth2/applications/@me")
async def application(call: Call) -> Answer:
    """The application that the token belongs to."""
    return 200, _application(call)


# -- commands -----------------------------------------------------------------------------------

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


def _scope(call: Call) -> int | None:
    """The guild of the path, or None; the application must be the token's own."""
    if call.snowflake("application_id") != call.core.world.bot.id:
        raise missing_access()
    if "guild_id" not in call.params:
        return None
    guild = call.core.world.guilds.get(call.snowflake("guild_id"))
    if guild is None or not call.core.world.app_in(guild):
        raise missing_access()
    return guild.id


def _command(call: Call) -> Command:
    found = call.core.commands.scopes.get(_scope(call), {}).get(call.snowflake("command_id"))
    if found is None:
        raise unknown("application command")
    return found


def _shown(call: Call, command: Command, *, localizations: bool = True) -> JSON:
    return call.core.commands.render(command, localizations=localizations)


def _many_form(call: Call) -> None:
    commands_form(call.body or [])


def _one_form(call: Call) -> None:
    command_form(call.body)


def _edit_form(call: Call) -> None:
    command_form(_merged(call))


def _merged(call: Call) -> Any:
    """The stored command with the edit's fields over it."""
    command = _command(call)
    if not isinstance(call.body, dict):
        return call.body
    return command.definition | {"type": command.kind} | call.body


@routes.add("GET", _GUILD + "/permissions")
async def all_permissions(call: Call) -> Answer:
    """Nobody has changed a command's permissions in the guild's settings."""
    _scope(call)
    return 200, []


@routes.add("GET", _GUILD + "/{command_id}/permissions")
async def command_permissions(call: Call) -> Answer:
    """Not found, as for every command whose permissions nobody has changed."""
    _command(call)
    raise unknown("application command permissions")


@routes.add("GET", _GLOBAL)
@routes.add("GET", _GUILD)
async def list_commands(call: Call) -> Answer:
    """The registered commands of a scope."""
    localizations = call.flag("with_localizations")
    found = call.core.commands.all(_scope(call))
    return 200, [_shown(call, command, localizations=localizations) for command in found]


@routes.add("PUT", _GLOBAL, form=_many_form)
@routes.add("PUT", _GUILD, form=_many_form)
async def overwrite_commands(call: Call) -> Answer:
    """Replaces all commands of a scope."""
    made = call.core.commands.replace(_scope(call), call.body or [])
    return 200, [_shown(call, command) for command in made]


@routes.add("POST", _GLOBAL, form=_one_form)
@routes.add("POST", _GUILD, form=_one_form)
async def create_command(call: Call) -> Answer:
    """Adds a command, or overwrites the one of the same name."""
    command, new = call.core.commands.put(_scope(call), call.body)
    return 201 if new else 200, _shown(call, command)


@routes.add("GET", _GLOBAL + "/{command_id}")
@routes.add("GET", _GUILD + "/{command_id}")
async def get_command(call: Call) -> Answer:
    """One command."""
    return 200, _shown(call, _command(call))


@routes.add("PATCH", _GLOBAL + "/{command_id}", form=_edit_form)
@routes.add("PATCH", _GUILD + "/{command_id}", form=_edit_form)
async def edit_command(call: Call) -> Answer:
    """Changes the given fields of a command."""
    return 200, _shown(call, call.core.commands.edit(_command(call), _merged(call)))


@routes.add("DELETE", _GLOBAL + "/{command_id}")
@routes.add("DELETE", _GUILD + "/{command_id}")
async def delete_command(call: Call) -> Answer:
    """Removes a command."""
    command = _command(call)
    del call.core.commands.scopes[command.guild_id][command.id]
    return 204, None
