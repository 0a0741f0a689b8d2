"""The parts of the server, built once by `DiscordServer` and passed to routes and members."""

from __future__ import annotations

from dataclasses import dataclass, field

from .clock import Clock
from .commands import CommandBook
from .conversation import Conversation
from .faults import Faults
from .gateway import Gateway
from .interactions import InteractionBook
from .log import RequestLog
from .ratelimits import RateLimits
from .schema import Schema
from .world import World


@dataclass(frozen=True, repr=False)
class Core:
    """Everything that holds state. `crashes` are failures of the server itself."""

    token: str
    clock: Clock
    world: World
    conversation: Conversation
    commands: CommandBook
    interactions: InteractionBook
    gateway: Gateway
    faults: Faults
    limits: RateLimits
    schema: Schema
    requests: RequestLog
    crashes: list[Exception] = field(default_factory=list)
