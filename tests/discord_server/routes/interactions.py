"""The initial response to an interaction, and the webhook routes its token opens."""

from __future__ import annotations

from typing import Any

from .. import render
from ..draft import Draft
from ..errors import DiscordError, unknown
from ..interactions import Callback, Context, Interaction, InteractionKind
from ..model import JSON, Flags, Message, MessageKind
from ..permissions import USE_EXTERNAL_APPS
from ..render_messages import message_json
from ..rest import Answer, Call, Routes
from ..validation.commands import INTEGER, NUMBER, STRING, check_choice
from ..validation.form import Form, require_object
from ..validation.messages import check_message, message_form
from ..validation.modals import check_modal
from . import drafts

routes = Routes()
_CALLBACK = "/interactions/{interaction_id}/{token}/callback"
MAX_CHOICES = 25
MAX_UNINSTALLED_FOLLOWUPS = 5


# -- the initial response -----------------------------------------------------------------------


def _callback_form(call: Call) -> None:
    body, form = require_object(call.body), Form()
    kind, data = body.get("type"), body.get("data")
    if not form.choice(("type",), kind, [int(callback) for callback in Callback]):
        form.refuse()
    if kind in (Callback.MESSAGE, Callback.UPDATE_MESSAGE):
        if isinstance(data, dict):
            check_message(form, ("data",), data)
        else:
            form.missing(("data",))
    elif kind == Callback.MODAL:
        check_modal(form, ("data",), data)
    elif kind == Callback.AUTOCOMPLETE:
        choices = data.get("choices") if isinstance(data, dict) else None
        if choices is None:
            form.missing(("data", "choices"))
        option = _focused_kind(call)
        for at, choice in form.objects(("data", "choices"), choices, 0, MAX_CHOICES):
            check_choice(form, at, choice, option)
    form.refuse()


def _focused_kind(call: Call) -> int:
    """The type of the option that an autocomplete is for."""
    token, identifier = call.params["token"], call.snowflake("interaction_id")
    try:
        interaction = call.core.interactions.to_acknowledge(identifier, token)
    except DiscordError:
        return STRING
    options = list(interaction.data.get("options") or [])
    while options:
        option = options.pop()
        if option.get("focused"):
            return int(option["type"]) if option["type"] in (INTEGER, NUMBER) else STRING
        options.extend(option.get("options") or [])
    return STRING


@routes.add("POST", _CALLBACK, form=_callback_form, public=True)
async def callback(call: Call) -> Answer:
    """Answers an interaction, once and within three seconds."""
    book = call.core.interactions
    interaction = book.to_acknowledge(call.snowflake("interaction_id"), call.params["token"])
    kind, data = Callback(call.body["type"]), call.body.get("data") or {}
    book.refuse_callback(interaction, kind)
    made: Message | None = None
    if kind is Callback.MESSAGE:
        draft = _draft(call, interaction, data, ephemeral=_wants_privacy(call, interaction, data))
        made = call.core.conversation.post(interaction.channel, call.core.world.bot, draft)
    elif kind is Callback.DEFERRED_MESSAGE:
        made = _think(call, interaction, ephemeral=_wants_privacy(call, interaction, data))
        interaction.thinking = True
    elif kind in (Callback.UPDATE_MESSAGE, Callback.DEFERRED_UPDATE):
        made = interaction.message
        if kind is Callback.UPDATE_MESSAGE and made is not None:
            drafts.edit(call, data, made)
    elif kind is Callback.MODAL:
        interaction.modal = data
    elif kind is Callback.AUTOCOMPLETE:
        interaction.choices = data["choices"]
    book.acknowledge(interaction, kind)
    interaction.original = made
    if kind not in (Callback.DEFERRED_MESSAGE, Callback.DEFERRED_UPDATE):
        interaction.shown += 1
    call.core.world.changed.notify()
    if not call.flag("with_response"):
        return 204, None
    return 200, _callback_answer(interaction, kind, made)


def _callback_answer(interaction: Interaction, kind: int, made: Message | None) -> JSON:
    about: JSON = {"id": str(interaction.id), "type": int(interaction.kind)}
    answer: JSON = {"interaction": about}
    if kind in (Callback.MESSAGE, Callback.DEFERRED_MESSAGE, Callback.UPDATE_MESSAGE) and made:
        about |= {
            "response_message_id": str(made.id),
            "response_message_loading": made.loading,
            "response_message_ephemeral": made.ephemeral,
        }
        if kind is not Callback.DEFERRED_MESSAGE:
            answer["resource"] = {"type": int(kind), "message": message_json(made)}
    return answer


def _think(call: Call, interaction: Interaction, *, ephemeral: bool) -> Message:
    """The "… is thinking" that stands where the answer will."""
    draft = _base_draft(Draft(), interaction, ephemeral=ephemeral)
    draft.flags |= Flags.LOADING
    return call.core.conversation.post(interaction.channel, call.core.world.bot, draft)


def _draft(call: Call, interaction: Interaction, body: JSON, *, ephemeral: bool) -> Draft:
    return _base_draft(drafts.draft(call, body), interaction, ephemeral=ephemeral)


def _base_draft(draft: Draft, interaction: Interaction, *, ephemeral: bool) -> Draft:
    """A response's kind, what it responds to, and for whose eyes it is."""
    if interaction.kind is InteractionKind.COMMAND:
        slash = interaction.data.get("type", 1) == 1
        kind = MessageKind.CHAT_INPUT_COMMAND if slash else MessageKind.CONTEXT_MENU_COMMAND
        draft.kind = kind
    elif interaction.message is not None:
        draft.kind, draft.reply_to = MessageKind.REPLY, interaction.message
    draft.interaction = metadata(interaction)
    if ephemeral:
        draft.audience = interaction.user
        draft.flags |= Flags.EPHEMERAL
    return draft


def metadata(interaction: Interaction) -> JSON:
    """The `interaction_metadata` of a response, and the older `interaction` for commands."""
    user = render.user_json(interaction.user)
    about: JSON = {
        "id": str(interaction.id),
        "type": int(interaction.kind),
        "user": user,
        "authorizing_integration_owners": interaction.owners,
    }
    found: JSON = {"interaction_metadata": about}
    if interaction.kind is InteractionKind.COMMAND:
        name = interaction.data.get("name", "")
        about |= {"name": name, "command_type": interaction.data.get("type", 1)}
        found["interaction"] = {"id": about["id"], "type": 2, "name": name, "user": user}
        if interaction.data.get("type") == 3:
            about["target_message_id"] = interaction.data["target_id"]
    elif interaction.kind is InteractionKind.COMPONENT and interaction.message is not None:
        about["interacted_message_id"] = str(interaction.message.id)
    elif interaction.parent is not None:
        inner = metadata(interaction.parent)["interaction_metadata"]
        about["triggering_interaction_metadata"] = inner
    return found


def _wants_privacy(call: Call, interaction: Interaction, data: JSON) -> bool:
    """Asked for, or forced: where the app is not installed and members may not use such apps."""
    if (data.get("flags") or 0) & Flags.EPHEMERAL:
        return True
    if not _is_external(interaction):
        return False
    bits = call.core.world.permissions(interaction.user, interaction.channel)
    return not bits & USE_EXTERNAL_APPS


def _is_external(interaction: Interaction) -> bool:
    """Whether the app answers in a guild that it is not installed to."""
    return interaction.context is Context.GUILD and "0" not in interaction.owners


# -- afterwards ---------------------------------------------------------------------------------

_HOOK = "/webhooks/{application_id}/{token}"
_ORIGINAL = _HOOK + "/messages/@original"
_ONE = _HOOK + "/messages/{message_id}"


def _interaction(call: Call) -> Interaction:
    if call.snowflake("application_id") != call.core.world.bot.id:
        raise unknown("Webhook")
    return call.core.interactions.acknowledged(call.params["token"])


def _message(call: Call) -> tuple[Interaction, Message]:
    interaction, book = _interaction(call), call.core.interactions
    if "message_id" in call.params:
        return interaction, book.response(interaction, call.snowflake("message_id"))
    return interaction, book.original(interaction)


def _create_form(call: Call) -> None:
    message_form(call.body if call.body is not None else {})


def _edit_form(call: Call) -> None:
    _, message = _message(call)
    message_form(call.body, layout=drafts.is_layout(message))


@routes.add("POST", _HOOK, form=_create_form, public=True)
async def follow_up(call: Call) -> Answer:
    """A further message; after a deferral the first one takes the place of "thinking"."""
    interaction, body = _interaction(call), call.body or {}
    if interaction.thinking and (waiting := interaction.original) and waiting.loading:
        _finish(call, interaction, waiting, body)
        return 200, message_json(waiting)
    _refuse_too_many(call, interaction)
    draft = _draft(call, interaction, body, ephemeral=_wants_privacy(call, interaction, body))
    if interaction.kind is InteractionKind.COMMAND:
        draft.kind, draft.reply_to = MessageKind.REPLY, _alive(interaction.original)
    message = call.core.conversation.post(interaction.channel, call.core.world.bot, draft)
    interaction.followups.append(message)
    _saw(call, interaction)
    return 200, message_json(message)


@routes.add("GET", _ORIGINAL, public=True)
@routes.add("GET", _ONE, public=True)
async def get_response(call: Call) -> Answer:
    """The initial response, or a follow-up."""
    return 200, message_json(_message(call)[1])


@routes.add("PATCH", _ORIGINAL, form=_edit_form, public=True)
@routes.add("PATCH", _ONE, form=_edit_form, public=True)
async def edit_response(call: Call) -> Answer:
    """Changes the initial response or a follow-up; ends "thinking"."""
    interaction, message = _message(call)
    _finish(call, interaction, message, call.body)
    return 200, message_json(message)


@routes.add("DELETE", _ORIGINAL, public=True)
@routes.add("DELETE", _ONE, public=True)
async def delete_response(call: Call) -> Answer:
    """Deletes the initial response or a follow-up."""
    interaction, message = _message(call)
    call.core.conversation.delete(message)
    _saw(call, interaction)
    return 204, None


def _finish(call: Call, interaction: Interaction, message: Message, body: Any) -> None:
    drafts.edit(call, body, message)
    interaction.thinking = interaction.thinking and message is not interaction.original
    _saw(call, interaction)


def _saw(call: Call, interaction: Interaction) -> None:
    interaction.shown += 1
    call.core.world.changed.notify()


def _refuse_too_many(call: Call, interaction: Interaction) -> None:
    """An app that is only installed to the user may follow up five times in a guild."""
    if _is_external(interaction) and len(interaction.followups) >= MAX_UNINSTALLED_FOLLOWUPS:
        message = "This interaction has reached the maximum number of follow up messages"
        raise DiscordError(400, 40094, message)


def _alive(message: Message | None) -> Message | None:
    return message if message is not None and not message.deleted else None
