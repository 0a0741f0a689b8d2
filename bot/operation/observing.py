"""What features tell those who operate the bot, behind small Protocols."""

from __future__ import annotations

from typing import Protocol


class Observer(Protocol):
    """Told of what happens. May be called from any thread; never raises."""

    def question(self, outcome: str, seconds: float) -> None:
        """A question was answered, refused or failed; `outcome` is that of the answer object."""

    def stage(self, name: str, seconds: float) -> None:
        """One stage of the work on a question took this long."""

    def interaction(self, kind: str, command: str, result: str) -> None:
        """An interaction came to its end."""

    def acknowledged(self, kind: str, seconds: float) -> None:
        """An interaction got its first response after this long."""

    def request(self, method: str, status: str, seconds: float) -> None:
        """Discord's REST API answered a request; `status` is a number, or `lost`."""

    def gateway_event(self, name: str) -> None:
        """The connection to Discord's gateway changed."""


class Unobserved:
    """The observer where nobody asked for metrics."""

    def question(self, outcome: str, seconds: float) -> None:
        """Nothing."""

    def stage(self, name: str, seconds: float) -> None:
        """Nothing."""

    def interaction(self, kind: str, command: str, result: str) -> None:
        """Nothing."""

    def acknowledged(self, kind: str, seconds: float) -> None:
        """Nothing."""

    def request(self, method: str, status: str, seconds: float) -> None:
        """Nothing."""

    def gateway_event(self, name: str) -> None:
        """Nothing."""
