"""What the commands share: the settings, read once, and the console."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from rich.console import Console


class Context:
    """Made once for a run; what it holds is made when first asked for."""

    def __init__(self) -> None:
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = read_settings()
        return self._settings


pass_context = click.make_pass_decorator(Context, ensure=True)


def console(stderr: bool = False) -> Console:
    """The terminal, or standard error."""
    from rich.console import Console

    return Console(file=sys.stderr if stderr else sys.stdout, highlight=False)
