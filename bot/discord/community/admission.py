"""Whether somebody may ask here and now, by the server's settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.asking.cooldowns import Cooldowns, Limit, TooMany
from bot.discord.community.place import Place
from bot.discord.community.texts import Texts
from bot.state.server_settings import ServerSettings, ServerSettingsStore

OUTSIDE_LIMIT = 20
"""Questions a minute of one member outside servers; those count for no server."""

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why somebody is not answered; `is_news` unless they were told a moment ago."""

    text: str
    is_news: bool = True


class Admission:
    """Lets questions through or refuses them with a kind sentence. For the event loop alone.

    Args:
        now: the clock, in UTC.
    """

    def __init__(
        self, settings: ServerSettingsStore, texts: Texts, now: Callable[[], datetime]
    ) -> None:
        self._settings = settings
        self._texts = texts
        self._now = now
        self._cooldowns = Cooldowns()

    async def settings_of(self, place: Place) -> ServerSettings:
        """The settings of a place's server; the defaults outside servers."""
        if place.server is None:
            return ServerSettings()
        return await asyncio.to_thread(self._settings.of, place.server)

    def refuse(
        self, place: Place, member: int, settings: ServerSettings, language: str
    ) -> Refusal | None:
        """Counts a question; gives the refusal where it may not be asked now or not here."""
        limits = _limits(place, member, settings)
        too_many = self._cooldowns.take(list(limits.values()), self._now())
        if too_many is not None:
            return self._too_many(limits, too_many, language)
        if settings.channels and not place.is_within(settings.channels | settings.forums):
            named = sorted(settings.channels)[:_MOST_NAMED]
            channels = ", ".join(f"<#{channel}>" for channel in named)
            return Refusal(self._texts.say("elsewhere", language, channels=channels))
        return None

    def _too_many(self, limits: dict[str, Limit], reached: TooMany, language: str) -> Refusal:
        kind = next(name for name, limit in limits.items() if limit == reached.limit)
        when = f"<t:{int(reached.until.timestamp()) + 1}:R>"
        text = self._texts.say(f"too_many_{kind}", language, when=when)
        return Refusal(text, is_news=reached.is_news)


def _limits(place: Place, member: int, settings: ServerSettings) -> dict[str, Limit]:
    """The limits that a question counts against, narrowest first."""
    if place.server is None:
        return {"member": Limit(("outside", member), OUTSIDE_LIMIT)}
    return {
        "member": Limit(("member", place.server, member), settings.member_limit),
        "channel": Limit(("channel", place.channel), settings.channel_limit),
        "server": Limit(("server", place.server), settings.server_limit),
    }
