"""What a feature says and does about the data it stores of a member."""

from __future__ import annotations

from typing import Any, Protocol


class PersonalData(Protocol):
    """The data of members that one feature stores. Safe to call from several threads.

    Every feature that stores anything under a member's id has one of these in
    `bot.privacy.registered`; a test goes through all tables and fails where one is not covered.
    A member is a Discord user id.
    """

    @property
    def name(self) -> str:
        """What members call it, such as "Quizzes"; no two features share a name."""

    @property
    def description(self) -> str:
        """What is stored, in a sentence."""

    @property
    def kept_for(self) -> str:
        """How long it is kept, as the end of the sentence "It is kept …"."""

    def export(self, member: int) -> Any:
        """Everything stored of a member as JSON values; empty containers or None for nothing."""

    def forget(self, member: int) -> None:
        """Deletes everything stored of a member. Called within the transaction of all features."""


def count_entries(exported: Any) -> int:
    """How many entries an export holds: an item of a list is one, and a flat record is one."""
    if isinstance(exported, list | tuple):
        return len(exported)
    if not isinstance(exported, dict):
        return 0 if exported is None else 1
    if any(isinstance(value, list | tuple | dict) for value in exported.values()):
        return sum(count_entries(value) for value in exported.values())
    return 1 if any(value is not None for value in exported.values()) else 0
