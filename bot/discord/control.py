"""Buttons and menus that work after a restart, since their ids hold all that they need."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Self

import discord

from bot.discord.failures import told


class Control(discord.ui.DynamicItem["discord.ui.Item[Any]"], template=r"(?!)"):
    """A button or menu. Each kind has a template of its ids, and says in `use` what it does.

    Attributes:
        where: what the log calls it.
        said: the named parts of its id; empty where one is left out.
    """

    where = "a control"

    def __init__(self, item: discord.ui.Item[Any]) -> None:
        super().__init__(item)
        match = self.template.fullmatch(self.custom_id)
        if match is None:
            raise ValueError(f"no id of a {type(self).__name__}: {self.custom_id!r}")
        self.said: Mapping[str, str] = match.groupdict(default="")

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        return cls(item)

    @property
    def picked(self) -> tuple[str, ...]:
        """The values picked, where it is a menu of texts."""
        return tuple(self.item.values) if isinstance(self.item, discord.ui.Select) else ()

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        async with told(interaction, self.where):
            await self.use(interaction)

    async def use(self, interaction: discord.Interaction[Any]) -> None:
        """Does what it is for, for whoever used it; what fails is told to them."""
        raise NotImplementedError
