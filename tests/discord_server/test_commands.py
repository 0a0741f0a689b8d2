"""Registering commands, and the limits of commands and modals."""

from __future__ import annotations

from typing import Any

from .community import Community
from .member import Member
from .model import Channel
from .payloads import button, command, menu, option, row
from .raw import Api, callback, faults_in, registered
from .server import DiscordServer

# isort: split


BIG = [option(name=f"o{n}", description="x" * 100) for n in range(25)]
BAD_COMMANDS: list[tuple[dict[str, Any], tuple[str | int, ...]]] = [
    (command(name=""), ("name",)),
    (command(name="x" * 33), ("name",)),
    (command(name="Ask"), ("name",)),
    (command(name="ask me"), ("name",)),
    (command(description=""), ("description",)),
    (command(description="x" * 101), ("description",)),
    (command(type=9), ("type",)),
    (command(type=3, name="Answer this"), ("description",)),
    (command(options=[option(name=f"o{n}") for n in range(26)]), ("options",)),
    (command(options=[option(), option()]), ("options",)),
    (command(options=[option(description="")]), ("options", 0, "description")),
    (command(options=[option(type=12)]), ("options", 0, "type")),
    (command(options=[option(), option(name="r", required=True)]), ("options", 1)),
    (command(options=[option(), option(type=1, name="s")]), ("options",)),
    (
        command(options=[option(type=1, options=[option(type=1)])]),
        ("options", 0, "options", 0, "type"),
    ),
    (
        command(options=[option(choices=[{"name": "x", "value": "x"}] * 26)]),
        ("options", 0, "choices"),
    ),
    (
        command(options=[option(choices=[{"name": "x" * 101, "value": "x"}])]),
        ("options", 0, "choices", 0, "name"),
    ),
    (
        command(options=[option(choices=[{"name": "x", "value": "x"}], autocomplete=True)]),
        ("options", 0, "autocomplete"),
    ),
    (command(options=[option(min_value=1)]), ("options", 0, "min_value")),
    (command(name_localizations={"xx": "y"}), ("name_localizations", "xx")),
    (command(contexts=[]), ("contexts",)),
    (command(contexts=[3]), ("contexts", 0)),
    (command(integration_types=[2]), ("integration_types", 0)),
    (command(default_member_permissions="many"), ("default_member_permissions",)),
    (command(options=[option(type=1, name=n, options=BIG) for n in ("a", "b", "c", "d")]), ()),
]


async def test_commands_beyond_the_limits_are_refused(api: Api, server: DiscordServer) -> None:
    path = f"/applications/{server.bot.id}/commands"
    for body, where in BAD_COMMANDS:
        status, answer = await api("POST", path, body)
        assert status == 400, body
        assert faults_in(answer, *where), answer
        status, answer = await api("PUT", path, [body])
        assert status == 400, body
        assert faults_in(answer, 0, *where), answer
    status, answer = await api("PUT", path, [command(), command()])
    assert faults_in(answer, 1) == ["APPLICATION_COMMANDS_DUPLICATE_NAME"]
    status, answer = await api("PUT", path, [command(name=f"c{n}") for n in range(101)])
    assert (status, answer["code"]) == (400, 30032)
    assert server.command_names() == set()


async def test_commands_are_kept_changed_and_deleted(
    api: Api, server: DiscordServer, guild: Community
) -> None:
    path = f"/applications/{server.bot.id}/commands"
    full = [command(name=f"c{n}") for n in range(100)]
    menus = [{"name": f"Menu {n}", "type": kind} for n in range(15) for kind in (2, 3)]
    status, made = await api("PUT", path, full + menus)
    assert (status, len(made)) == (200, 130)
    status, again = await api("PUT", path, full[:1])
    assert again == made[:1], "an unchanged command keeps its id and version"
    status, one = await api("POST", path, command(name="c0", description="other"))
    assert (status, one["id"]) == (200, made[0]["id"])
    assert one["version"] != made[0]["version"]
    translated = {"description_localizations": {"de": "Fragt"}}
    status, new = await api("POST", path, command() | translated)
    assert (status, new["description_localizations"]) == (201, {"de": "Fragt"})
    _, listed = await api("GET", path)
    assert [(c["name"], "name_localizations" in c) for c in listed] == [
        ("c0", False),
        ("ask", False),
    ]
    status, edited = await api("PATCH", f"{path}/{new['id']}", {"description": "Answers"})
    assert (status, edited["description"]) == (200, "Answers")
    assert (await api("DELETE", f"{path}/{new['id']}"))[0] == 204
    assert (await api("GET", f"{path}/{new['id']}"))[0] == 404
    local = f"/applications/{server.bot.id}/guilds/{guild.id}/commands"
    assert (await api("PUT", local, [command(name="local")]))[0] == 200
    assert server.command_names() == {"c0", "local"}
    assert (await api("GET", f"{local}/permissions")) == (200, [])


async def test_modals_beyond_the_limits_are_refused(
    api: Api, server: DiscordServer, ana: Member, channel: Channel
) -> None:
    await registered(api, server)
    interaction = await ana.send_slash(channel, "ask")

    def field(**changes: Any) -> dict[str, Any]:
        return {"type": 4, "style": 1, "custom_id": "a", "label": "A"} | changes

    def modal(*fields: dict[str, Any], **changes: Any) -> dict[str, Any]:
        rows = [row(one) for one in fields or [field()]]
        return {"custom_id": "m", "title": "M", "components": rows} | changes

    for data, path in (
        (modal(title="x" * 46), ("title",)),
        (modal(custom_id="x" * 101), ("custom_id",)),
        (modal(*(field(custom_id=f"{n}") for n in range(6))), ("components",)),
        (modal(components=[]), ("components",)),
        (modal(field(), field()), ("components",)),
        (modal(field(label="x" * 46)), ("components", 0, "components", 0, "label")),
        (modal(field(placeholder="x" * 101)), ("components", 0, "components", 0, "placeholder")),
        (modal(field(value="x" * 4001)), ("components", 0, "components", 0, "value")),
        (modal(field(value="xx", max_length=1)), ("components", 0, "components", 0, "value")),
        (modal(field(style=3)), ("components", 0, "components", 0, "style")),
        (modal(components=[row(button())]), ("components", 0, "components", 0, "type")),
    ):
        status, answer = await api("POST", callback(interaction), {"type": 9, "data": data})
        assert status == 400, data
        assert faults_in(answer, "data", *path), answer
    label = {"type": 18, "label": "Which?", "component": menu(required=False)}
    body = {"type": 9, "data": modal(components=[label])}
    assert (await api("POST", callback(interaction), body))[0] == 204
