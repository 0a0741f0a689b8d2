"""`/reminders`, and the loop that writes to members whose reviews are due."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.discord.control import Control
from bot.discord.failures import tell
from bot.discord.page import Page, in_time
from bot.discord.quizzes.controls import start_button
from bot.discord.quizzes.reminder_embed import (
    NO_HOUR,
    NO_ZONE,
    OFF,
    STOPPED,
    reminder_embed,
    told_when,
    unknown_zone,
)
from bot.quizzes.reminders import Reminder
from bot.quizzes.subjects import REVIEWS
from bot.quizzes.zones import find_zone, suggest_zones, zone_label
from bot.state.reminders import DueReminder, SqliteReminders
from bot.state.sittings import SqliteSittings

LOOK_EVERY = 30.0
"""Seconds between two looks for members to remind."""

_LONGEST_ZONE = 60
_log = logging.getLogger(__name__)


class Reminding(commands.Cog, name="reminders"):
    """Writes directly to members who asked for it, at their hour, when reviews are due.

    At most once a day, never for nothing, and with a button that stops it. A member who does not
    accept direct messages is not tried again: their reminder goes off. The same loop forgets
    quizzes that were left long ago.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self,
        client: discord.Client,
        reminders: SqliteReminders,
        sittings: SqliteSittings,
        now: Callable[[], datetime],
    ) -> None:
        self._client = client
        self._reminders = reminders
        self._sittings = sittings
        self._now = now

    async def cog_load(self) -> None:
        self._watch.start()

    async def cog_unload(self) -> None:
        self._watch.cancel()

    @app_commands.command(name="reminders")
    @app_commands.describe(
        hour="At which hour of your day, from 0 to 23",
        zone="Your time zone, such as Europe/Berlin; type your city",
    )
    async def reminders(
        self,
        interaction: discord.Interaction,
        hour: app_commands.Range[int, 0, 23] | None = None,
        zone: app_commands.Range[str, 1, _LONGEST_ZONE] | None = None,
    ) -> None:
        """Be told by direct message when reviews are due, or change or stop that."""
        member = interaction.user.id
        set_up = await in_time(interaction, lambda: self._set_up(member, hour, zone))
        if isinstance(set_up, str):
            await tell(interaction, set_up)
            return
        await Page(None, (stop_button(),), text=told_when(set_up)).send(interaction, private=True)

    @reminders.autocomplete("zone")
    async def _suggest_zone(
        self, interaction: discord.Interaction, typed: str
    ) -> list[app_commands.Choice[str]]:
        zones = await asyncio.to_thread(suggest_zones, typed)
        now = self._now()
        return [app_commands.Choice(name=zone_label(zone, now), value=zone) for zone in zones]

    async def stop(self, interaction: discord.Interaction[Any]) -> None:
        """Turns the reminders of whoever pressed off, and says so in the place of the message."""
        await in_time(interaction, lambda: self._reminders.stop(interaction.user.id), in_place=True)
        await Page(None, text=STOPPED).put(interaction)

    def _set_up(self, member: int, hour: int | None, zone: str | None) -> Reminder | str:
        """The member's reminder after a change, or what to tell them instead."""
        before = self._reminders.get(member)
        if hour is None and zone is None:
            return before or OFF
        if zone is None:
            known = before.zone if before else None
        else:
            known = find_zone(zone)
            if known is None:
                return unknown_zone(next(iter(suggest_zones(zone)), None))
        hour = before.hour if hour is None and before else hour
        if hour is None:
            return NO_HOUR
        if known is None:
            return NO_ZONE
        return self._reminders.set(member, hour, known, self._now())

    # -- the loop -------------------------------------------------------------------------------

    @tasks.loop(seconds=LOOK_EVERY)
    async def _watch(self) -> None:
        try:
            now = self._now()
            await asyncio.to_thread(self._sittings.remove_old, now)
            for due in await asyncio.to_thread(self._reminders.take_due, now):
                await self._remind(due)
        except Exception:  # noqa: BLE001 - a loop that an error ends would remind nobody again
            _log.exception("reminders could not be looked after; the next try is soon")

    @_watch.before_loop
    async def _ready(self) -> None:
        await self._client.wait_until_ready()

    async def _remind(self, due: DueReminder) -> None:
        view = discord.ui.View(timeout=None)
        view.add_item(start_button(REVIEWS, "Review now"))
        view.add_item(stop_button())
        embed = discord.Embed.from_dict(reminder_embed(due.reviews))
        try:
            channel = await self._client.create_dm(discord.Object(due.member))
            await channel.send(embed=embed, view=view)
        except (discord.Forbidden, discord.NotFound) as error:
            _log.info("a member takes no direct messages (code %s): reminder off", error.code)
            await asyncio.to_thread(self._reminders.stop, due.member)
        except Exception as error:  # noqa: BLE001 - the others are to be reminded all the same
            _log.warning("a reminder could not be sent today (%s)", type(error).__name__)


class StopControl(Control, template=r"reminders:(?P<act>stop)"):
    """The button that stops reminders, for whoever presses it."""

    where = "the button that stops reminders"

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        cog = interaction.client.get_cog(Reminding.__cog_name__)
        if isinstance(cog, Reminding):
            await cog.stop(interaction)


def stop_button() -> StopControl:
    """A button that stops reminders."""
    item: discord.ui.Button[Any] = discord.ui.Button(
        custom_id="reminders:stop", label="Stop reminders"
    )
    return StopControl(item)
