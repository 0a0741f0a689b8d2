"""The one error boundary on Discord.

In this order: not being a moderator, an index without roadmaps, and a command that the member's
client knows in another form are said as they are; an interaction that is gone is only logged;
everything else becomes a friendly sentence with an incident number, under which the log holds the
traceback. No exception's text ever reaches a member.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from bot.discord.moderation.permission import NOT_A_MODERATOR, NotAModeratorError
from bot.roadmaps.tracks import NoTracksError

_log = logging.getLogger(__name__)

NO_TRACKS = "There is no roadmap here at the moment. `/skill` shows each skill by itself."
_GONE = frozenset({10008, 10015, 10062, 40060})


def incident_message(error: BaseException, where: str) -> str:
    """Logs an unforeseen error under a new incident number; gives the sentence for the member."""
    number = secrets.token_hex(4)
    _log.error("incident %s in %s", number, where, exc_info=error)
    return (
        "Something went wrong on my side. Please try again; if it happens again, tell a "
        f"moderator the incident number {number}."
    )


def is_gone(error: BaseException) -> bool:
    """Whether Discord knows the interaction or message no more, so that nobody can be told."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def explain_to_member(error: Exception, where: str) -> str | None:
    """What to tell a member about an error; None where nobody can be told any more."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, NotAModeratorError):
        return NOT_A_MODERATOR
    if isinstance(cause, NoTracksError):
        return NO_TRACKS
    if isinstance(cause, app_commands.CommandSignatureMismatch | app_commands.CommandNotFound):
        _log.warning("%s: the member's client knows another form of it", where)
        return "This command has changed since your Discord loaded it. Please restart Discord."
    if is_gone(cause) and isinstance(cause, discord.HTTPException):
        _log.warning("%s: the interaction or message is gone (code %s)", where, cause.code)
        return None
    return incident_message(cause, where)


@asynccontextmanager
async def told(interaction: discord.Interaction[Any], where: str) -> AsyncIterator[None]:
    """The boundary of a component or dialog: what fails within it is told to the member."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - the boundary of what it holds
        text = explain_to_member(error, where)
        if text is not None:
            await tell(interaction, text)


async def tell(interaction: discord.Interaction, text: str) -> None:
    """Sends a private message in answer to an interaction, whatever was sent before."""
    try:
        if interaction.response.is_done():
            await interaction.followup.send(text, ephemeral=True)
        else:
            await interaction.response.send_message(text, ephemeral=True)
    except discord.HTTPException as error:
        _log.warning("a member could not be told of an error (code %s)", error.code)
