"""A server's settings and their audit log as text. Pure: values in, an embed's JSON out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.discord.limits import EMBED_DESCRIPTION, EMBED_FIELD_VALUE, join_within
from bot.state.server_settings import (
    LONGEST_KEPT,
    MOST_QUESTIONS,
    ServerSettings,
    SettingChange,
    Style,
)

STYLES = {
    Style.IN_PLACE: ("In place", "As a reply below the question"),
    Style.THREAD: ("In a thread", "In a thread of its own for each question"),
    Style.PRIVATE: ("Privately", "To the asker alone: hidden after /ask, else as a direct message"),
}
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}

_COLOUR = 0x2F7D5D
_NAMES = {
    "channels": "channels",
    "style": "style",
    "forums": "forums",
    "moderator_role": "moderator role",
    "member_limit": "questions a minute of one member",
    "channel_limit": "questions a minute in one channel",
    "server_limit": "questions a minute in the server",
    "keep_days": "days for which questions are kept",
    "language": "language",
}


@dataclass(frozen=True, slots=True)
class NumberField:
    """A setting that is a number, as it is typed: its label, and its bounds."""

    label: str
    least: int
    most: int


NUMBERS = {
    "member_limit": NumberField("Questions a minute: one member", 0, MOST_QUESTIONS),
    "channel_limit": NumberField("Questions a minute: one channel", 0, MOST_QUESTIONS),
    "server_limit": NumberField("Questions a minute: the whole server", 0, MOST_QUESTIONS),
    "keep_days": NumberField("Days for which questions are kept", 1, LONGEST_KEPT),
}


def settings_embed(settings: ServerSettings, reads_messages: bool) -> dict[str, Any]:
    """The settings as a moderator reads them.

    Args:
        reads_messages: whether the bot may read all messages.
    """
    limits = [
        f"{_limit(settings.member_limit)} for one member",
        f"{_limit(settings.channel_limit)} in one channel",
        f"{_limit(settings.server_limit)} in the server",
    ]
    fields = [
        ("Answers in", _channels(settings.channels) or "every channel"),
        ("Answers", f"{STYLES[settings.style][0]}: {STYLES[settings.style][1].lower()}"),
        ("Answers new posts in", _channels(settings.forums) or "no forum"),
        ("Moderators", _moderators(settings.moderator_role)),
        ("Questions a minute", "\n".join(limits)),
        ("Keeps questions", f"for {settings.keep_days} days, without their author's name"),
        ("Speaks", f"{LANGUAGE_NAMES[settings.language]} (answers are in English)"),
    ]
    if not reads_messages:
        fields.append(("Reading messages", _NOT_READING))
    return {
        "title": "How I work in this server",
        "description": "Choose below. A change counts at once, and the log says who made it.",
        "color": _COLOUR,
        "fields": [{"name": name, "value": value} for name, value in fields],
    }


def log_text(changes: Sequence[SettingChange]) -> str:
    """The audit log, newest first, within a message's embed."""
    if not changes:
        return "Nothing was changed yet."
    return join_within(map(_line, changes), EMBED_DESCRIPTION)


def read_numbers(texts: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """The typed numbers, and what is wrong with those that are none."""
    numbers, faults = {}, []
    for name, field in NUMBERS.items():
        typed = texts.get(name, "").strip()
        number = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else -1
        if field.least <= number <= field.most:
            numbers[name] = number
        else:
            faults.append(f"{field.label}: a whole number from {field.least} to {field.most}.")
    return numbers, faults


def _line(change: SettingChange) -> str:
    who = f"<@{change.changed_by}>" if change.changed_by else "somebody who had their name removed"
    when = f"<t:{int(change.changed_at.timestamp())}:f>"
    before, after = (_value(change.name, value) for value in (change.before, change.after))
    return f"{when} {who} changed **{_NAMES.get(change.name, change.name)}**: {before} → {after}"


def _value(name: str, value: Any) -> str:
    show: dict[str, Callable[[Any], str]] = {
        "channels": lambda ids: _channels(ids) or "every channel",
        "forums": lambda ids: _channels(ids) or "none",
        "style": lambda style: STYLES[Style(style)][0],
        "moderator_role": lambda role: f"<@&{role}>" if role else "none",
        "language": lambda language: LANGUAGE_NAMES.get(language, language),
    }
    return show.get(name, str)(value)


def _channels(ids: Iterable[int]) -> str:
    return join_within([f"<#{channel}>" for channel in sorted(ids)], EMBED_FIELD_VALUE // 4)


def _moderators(role: int | None) -> str:
    managers = "those who may manage the server"
    return f"{managers}, and <@&{role}>" if role else managers


def _limit(most: int) -> str:
    return str(most) if most else "no limit"


_NOT_READING = (
    "The message content intent is off, so in my threads I answer only who mentions or replies to "
    "me, and a new post by its title alone."
)
