"""Time zones by name, as people type them."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from bot.quizzes.reminders import zone_of

SUGGESTED = 25

_LIKELY = 75.0
_FIRST = (
    "UTC Europe/London Europe/Berlin Europe/Paris Europe/Madrid Europe/Rome Europe/Warsaw "
    "Europe/Kyiv Europe/Istanbul Africa/Lagos Africa/Cairo Africa/Nairobi Asia/Dubai Asia/Karachi "
    "Asia/Kolkata Asia/Dhaka Asia/Jakarta Asia/Shanghai Asia/Tokyo Australia/Sydney "
    "America/Sao_Paulo America/New_York America/Chicago America/Denver America/Los_Angeles"
).split()


@cache
def zone_names() -> tuple[str, ...]:
    """The IANA names of regions and cities, and UTC; read from the system or `tzdata` once."""
    cities = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/"))
    )
    return ("UTC", *cities)


def find_zone(typed: str) -> str | None:
    """The zone of that name, or of that city; None where there is none or several."""
    wanted = _folded(typed)
    exact = [name for name in zone_names() if _folded(name) == wanted]
    cities = [name for name in zone_names() if _city(name) == wanted]
    found = exact or cities
    return found[0] if len(found) == 1 else None


def suggest_zones(typed: str) -> tuple[str, ...]:
    """The zones that may be meant while one is typed, likeliest first, at most `SUGGESTED`."""
    from rapidfuzz import fuzz

    wanted = _folded(typed)
    if not wanted:
        return tuple(_FIRST[:SUGGESTED])
    names = zone_names()
    begun = [name for name in names if _city(name).startswith(wanted)]
    holding = [name for name in names if wanted in _folded(name)]
    scored = [
        (max(fuzz.ratio(wanted, _city(name)), fuzz.ratio(wanted, _folded(name))), name)
        for name in names
    ]
    alike = [name for score, name in sorted(scored, reverse=True) if score >= _LIKELY]
    return tuple(dict.fromkeys([*begun, *holding, *alike]))[:SUGGESTED]


def zone_label(zone: str, now: datetime) -> str:
    """A zone with what its clocks show now, such as "Europe/Berlin, now 14:05"."""
    return f"{zone}, now {now.astimezone(zone_of(zone)):%H:%M}"


def _folded(name: str) -> str:
    return name.strip().replace("_", " ").replace("-", " ").casefold()


def _city(name: str) -> str:
    return _folded(name.rpartition("/")[2])
