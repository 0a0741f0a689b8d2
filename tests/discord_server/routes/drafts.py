"""From a judged body and its files to what `Conversation` posts or changes."""

from __future__ import annotations

import dataclasses

from .. import permissions
from ..draft import Draft, Upload, file_name
from ..model import JSON, Attachment, Channel, Flags, Message
from ..rest import Call
from ..showing import LOCAL, media_in
from ..text import walk
from ..validation.form import Form
from ..validation.messages import refuse_empty

_SETTABLE = Flags.SUPPRESS_EMBEDS | Flags.SUPPRESS_NOTIFICATIONS | Flags.COMPONENTS_V2


def draft(call: Call, body: JSON) -> Draft:
    """A new message; refused if there is nothing in it, or a file is announced and not sent."""
    refuse_empty(body, files=len(call.uploads))
    uploads = _uploads(call, body)
    _refuse_missing_media(body, {file_name(upload.filename) for upload in uploads})
    return Draft(
        content=body.get("content") or "",
        embeds=body.get("embeds") or [],
        components=body.get("components") or [],
        uploads=uploads,
        allowed_mentions=body.get("allowed_mentions"),
        flags=(body.get("flags") or 0) & _SETTABLE,
        nonce=body.get("nonce"),
        tts=bool(body.get("tts")),
    )


def attachments_after(call: Call, body: JSON, message: Message) -> list[Attachment] | None:
    """A message's files after an edit: those it lists, then the new ones; None if untouched."""
    if "attachments" not in body and not call.uploads:
        return None
    kept = message.attachments
    if "attachments" in body:
        listed = {int(item["id"]) for item in body["attachments"] or []}
        kept = [a for a in message.attachments if a.id in listed]
    new = _uploads(call, body, existing={a.id for a in message.attachments})
    store = call.core.conversation.store
    return kept + [store(upload, message.channel, message.ephemeral) for upload in new]


def edit(call: Call, body: JSON, message: Message) -> None:
    """Applies an edit; refused if it would leave nothing."""
    attachments = attachments_after(call, body, message)
    remaining = attachments if attachments is not None else message.attachments
    merged = {
        "content": body.get("content", message.content),
        "embeds": body.get("embeds", message.embeds),
        "components": body.get("components", message.components),
    }
    refuse_empty(merged, files=len(remaining))
    _refuse_missing_media(body, {attachment.filename for attachment in remaining})
    call.core.conversation.edit(message, body, attachments)


def _refuse_missing_media(body: JSON, names: set[str]) -> None:
    """A layout may show only files that come with the message."""
    form = Form()
    for component in walk(body.get("components") or []):
        for media in media_in(component):
            name = media["url"].removeprefix(LOCAL)
            if media["url"].startswith(LOCAL) and name not in names:
                code = "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND"
                form.add(("components",), code, f"The referenced attachment {name!r} was not found")
    form.refuse()


def is_layout(message: Message | None) -> bool:
    """Whether a message has the components-v2 flag, which an edit cannot take away."""
    return message is not None and bool(message.flags & Flags.COMPONENTS_V2)


def _uploads(call: Call, body: JSON, existing: set[int] | None = None) -> list[Upload]:
    """The files with their descriptions, in order."""
    described = {int(item["id"]): item for item in body.get("attachments") or []}
    form = Form()
    for index, item in enumerate(body.get("attachments") or []):
        identifier = int(item["id"])
        if identifier not in call.uploads and identifier not in (existing or ()):
            code = "MESSAGE_ATTACHMENT_NOT_FOUND"
            form.add(("attachments", index, "id"), code, f"Attachment {identifier} not found")
    form.refuse()
    uploads = []
    for number, upload in sorted(call.uploads.items()):
        item = described.get(number, {})
        name = item.get("filename") or upload.filename
        description = item.get("description")
        uploads.append(dataclasses.replace(upload, filename=name, description=description))
    return uploads


def bits_needed(body: JSON, channel: Channel, *, files: int) -> int:
    """The permissions that sending this to a channel takes."""
    bits = permissions.VIEW_CHANNEL
    thread = channel.is_thread
    bits |= permissions.SEND_MESSAGES_IN_THREADS if thread else permissions.SEND_MESSAGES
    if files:
        bits |= permissions.ATTACH_FILES
    if body.get("embeds"):
        bits |= permissions.EMBED_LINKS
    return bits
