"""Tells the observer what happens between the bot and Discord."""

from __future__ import annotations

import asyncio
import re
import time
from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.discord.failures import is_gone
from bot.operation.observing import Observer

GIVEN_UP_AFTER = 3.0
"""Seconds after which Discord gives up an interaction that got no response."""

_CALLBACK = re.compile(r"/interactions/(\d+)/[^/]+/callback$")
_NAME = re.compile(r"[a-z][a-z_-]{0,29}")
_KINDS = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "component",
    discord.InteractionType.modal_submit: "modal",
}


def requests_told_to(watch: Watching) -> aiohttp.TraceConfig:
    """Has every REST request of a client told to the watch; to be given as `http_trace`."""
    trace = aiohttp.TraceConfig()

    async def start(_: Any, context: SimpleNamespace, __: Any) -> None:
        context.started = time.perf_counter()

    async def end(_: Any, context: SimpleNamespace, request: Any) -> None:
        seconds = time.perf_counter() - context.started
        watch.request(request.method, request.url.path, str(request.response.status), seconds)

    async def lost(_: Any, context: SimpleNamespace, request: Any) -> None:
        seconds = time.perf_counter() - context.started
        watch.request(request.method, request.url.path, "lost", seconds)

    trace.on_request_start.append(start)
    trace.on_request_end.append(end)
    trace.on_request_exception.append(lost)
    return trace


class Watching(commands.Cog):
    """Counts interactions by their end, and times requests and first responses.

    A command ends as `done`, `refused` (not a moderator), `failed` (an incident)
    or `gone` (Discord knows it no more). Other interactions end with their first response: `done`,
    or `unanswered` where there is none in time.
    """

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._open: dict[int, tuple[str, str, float]] = {}

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        kind = _KINDS.get(interaction.type)
        if kind is None:
            return
        self._open[interaction.id] = (kind, _name(interaction), time.perf_counter())
        loop = asyncio.get_running_loop()
        loop.call_later(GIVEN_UP_AFTER, self._give_up, interaction.id)

    @commands.Cog.listener()
    async def on_app_command_completion(
        self, interaction: discord.Interaction[Any], command: app_commands.Command[Any, ..., Any]
    ) -> None:
        self._observer.interaction("command", command.qualified_name, "done")

    @commands.Cog.listener()
    async def on_command_fault(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError
    ) -> None:
        name = interaction.command.qualified_name if interaction.command else "unknown"
        self._observer.interaction("command", name, _result(error))

    @commands.Cog.listener()
    async def on_shard_connect(self, _: int) -> None:
        self._observer.gateway_event("connected")

    @commands.Cog.listener()
    async def on_shard_resumed(self, _: int) -> None:
        self._observer.gateway_event("resumed")

    @commands.Cog.listener()
    async def on_shard_disconnect(self, _: int) -> None:
        self._observer.gateway_event("disconnected")

    def request(self, method: str, path: str, status: str, seconds: float) -> None:
        """A request ended; the first response of an interaction is one of them."""
        self._observer.request(method, status, seconds)
        found = _CALLBACK.search(path)
        if found is None or not status.startswith("2"):
            return
        opened = self._open.pop(int(found[1]), None)
        if opened is not None:
            kind, name, since = opened
            self._observer.acknowledged(kind, time.perf_counter() - since)
            if kind != "command":
                self._observer.interaction(kind, name, "done")

    def _give_up(self, interaction: int) -> None:
        opened = self._open.pop(interaction, None)
        if opened is not None and opened[0] != "command":
            self._observer.interaction(opened[0], opened[1], "unanswered")


def _name(interaction: discord.Interaction[Any]) -> str:
    """The command's name, or how a control's id begins; never what a member typed."""
    if interaction.command is not None:
        return interaction.command.qualified_name
    data: dict[str, Any] = dict(interaction.data or {})
    found = _NAME.match(str(data.get("custom_id", "")))
    return found[0] if found else "unknown"


def _result(error: app_commands.AppCommandError) -> str:
    if isinstance(error, app_commands.CheckFailure):
        return "refused"
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    return "gone" if is_gone(cause) else "failed"
