"""The controls of `/settings`: menus, buttons and the dialog of numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import discord

from bot.discord.community.settings_embed import LANGUAGE_NAMES, NUMBERS, STYLES
from bot.discord.dialogs import Dialog
from bot.state.server_settings import ServerSettings

MOST_CHANNELS = 25
CHANNELS, FORUMS, ROLE, STYLE = "channels", "forums", "moderator_role", "style"
NUMBERS_DIALOG, LANGUAGE, LOG = "numbers", "language", "log"
PREFIX = "settings:"

_SPOKEN_IN = [
    discord.ChannelType.text,
    discord.ChannelType.news,
    discord.ChannelType.voice,
    discord.ChannelType.stage_voice,
]


def settings_controls(
    settings: ServerSettings,
    control: Callable[[discord.ui.Item[Any]], discord.ui.Item[Any]],
) -> discord.ui.View:
    """The panel's controls with what is chosen now, without a time limit.

    Args:
        control: makes a control of a menu or button, whose id ends in one of the names above.
    """
    view = discord.ui.View(timeout=None)
    channels: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
        custom_id=PREFIX + CHANNELS,
        placeholder="Channels where I answer (none: everywhere)",
        channel_types=_SPOKEN_IN,
        min_values=0,
        max_values=MOST_CHANNELS,
        default_values=_chosen(settings.channels),
    )
    forums: discord.ui.ChannelSelect[Any] = discord.ui.ChannelSelect(
        custom_id=PREFIX + FORUMS,
        placeholder="Forums whose new posts I answer when I am sure",
        channel_types=[discord.ChannelType.forum],
        min_values=0,
        max_values=MOST_CHANNELS,
        default_values=_chosen(settings.forums),
    )
    role = settings.moderator_role
    roles: discord.ui.RoleSelect[Any] = discord.ui.RoleSelect(
        custom_id=PREFIX + ROLE,
        placeholder="A role that moderates me",
        min_values=0,
        max_values=1,
        default_values=[discord.SelectDefaultValue.from_role(discord.Object(role))] if role else [],
    )
    styles: discord.ui.Select[Any] = discord.ui.Select(
        custom_id=PREFIX + STYLE,
        options=[
            discord.SelectOption(
                label=label, value=style.value, description=about, default=style is settings.style
            )
            for style, (label, about) in STYLES.items()
        ],
    )
    for menu in (channels, forums, roles, styles):
        view.add_item(control(menu))
    for act, label in (
        (NUMBERS_DIALOG, "Limits and keeping"),
        (LANGUAGE, f"Language: {LANGUAGE_NAMES[settings.language]}"),
        (LOG, "Who changed what"),
    ):
        button: discord.ui.Button[Any] = discord.ui.Button(
            custom_id=PREFIX + act, label=label, style=discord.ButtonStyle.secondary
        )
        view.add_item(control(button))
    return view


def numbers_dialog(settings: ServerSettings) -> Dialog:
    """The limits and the time, to be typed."""
    fields: dict[str, discord.ui.TextInput[Any]] = {}
    for name, field in NUMBERS.items():
        none = " (0: no limit)" if field.least == 0 else ""
        fields[field.label] = discord.ui.TextInput(
            custom_id=name,
            default=str(getattr(settings, name)),
            placeholder=f"{field.least} to {field.most}{none}",
            max_length=5,
        )
    return Dialog("Limits and keeping", PREFIX + NUMBERS_DIALOG, fields)


def _chosen(channels: Iterable[int]) -> list[discord.SelectDefaultValue]:
    ids = sorted(channels)[:MOST_CHANNELS]
    return [discord.SelectDefaultValue.from_channel(discord.Object(channel)) for channel in ids]
