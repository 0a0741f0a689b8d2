"""The app's own user, other users, and opening direct messages."""

from __future__ import annotations

from .. import render
from ..errors import DiscordError
from ..permissions import in_guild
from ..rest import Answer, Call, Routes
from ..validation.form import Form, require_object
from . import access

routes = Routes()


@routes.add("GET", "/users/@me")
async def me(call: Call) -> Answer:
    """The app's user."""
    bot = render.user_json(call.core.world.bot)
    private = {"mfa_enabled": True, "verified": True, "locale": "en-US", "email": None}
    return 200, bot | private


@routes.add("GET", "/users/@me/guilds")
async def my_guilds(call: Call) -> Answer:
    """The guilds the app is in, by id."""
    bot = call.core.world.bot
    limit, after = call.count("limit", 200, 200), int(call.query.get("after", 0))
    found = [g for g in call.core.world.guilds.values() if bot.id in g.members and g.id > after]
    return 200, [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(in_guild(guild.members[bot.id])),
            "features": [],
        }
        for guild in sorted(found, key=lambda guild: guild.id)[:limit]
    ]


def _recipient_form(call: Call) -> None:
    form = Form()
    if not str(require_object(call.body).get("recipient_id", "")).isdigit():
        form.missing(("recipient_id",))
    form.refuse()


@routes.add("POST", "/users/@me/channels", form=_recipient_form)
async def open_dm(call: Call) -> Answer:
    """The direct message channel with a user; writing there may still be refused."""
    world = call.core.world
    recipient = world.users.get(int(call.body["recipient_id"]))
    if recipient is None:
        raise DiscordError(400, 50033, "Invalid Recipient(s)")
    if recipient.bot:
        raise DiscordError(400, 50007, "Cannot send messages to this user")
    return 200, render.channel_json(world.private_channel(world.bot, recipient))


@routes.add("GET", "/users/{user_id}")
async def get_user(call: Call) -> Answer:
    """Any user."""
    return 200, render.user_json(access.user(call))
