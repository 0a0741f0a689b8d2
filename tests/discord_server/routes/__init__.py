"""The REST resources, one module each."""

from __future__ import annotations

from ..rest import Route
from . import applications, channels, guilds, interactions, messages, reactions, threads, users

ALL: list[Route] = [
    route
    for module in (
        applications,
        users,
        guilds,
        threads,
        channels,
        messages,
        reactions,
        interactions,
    )
    for route in module.routes.all
]
"""Every route."""
