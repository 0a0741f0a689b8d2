"""What members fill into dialogs, read so that it also works after a restart.

discord.py knows a dialog only in the process that opened it. A feature that reads what is submitted
itself, in a listener of interactions, has everything it needs in the dialog's id instead.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import discord

_FORGOTTEN_AFTER = 60.0


class Dialog(discord.ui.Modal):
    """A dialog of text fields, whose submission a listener reads by `submitted`.

    Args:
        fields: labels, with the text input of each.
        hints: what stands below a label, by the label.
    """

    def __init__(
        self,
        title: str,
        custom_id: str,
        fields: Mapping[str, discord.ui.TextInput[Any]],
        hints: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(title=title, custom_id=custom_id, timeout=_FORGOTTEN_AFTER)
        for label, field in fields.items():
            hint = (hints or {}).get(label)
            self.add_item(discord.ui.Label(text=label, description=hint, component=field))

    async def on_submit(self, interaction: discord.Interaction[Any], /) -> None:
        """Left to the listener."""


def submitted(interaction: discord.Interaction[Any], prefix: str) -> tuple[str, dict[str, str]]:
    """The rest of a submitted dialog's id after `prefix`, and its texts by the fields' ids.

    The rest is empty where the interaction submits no such dialog.
    """
    data: Mapping[str, Any] = interaction.data or {}
    name = str(data.get("custom_id", ""))
    if interaction.type is not discord.InteractionType.modal_submit or not name.startswith(prefix):
        return "", {}
    return name.removeprefix(prefix), dict(_texts(data.get("components")))


def _texts(components: Any) -> Iterator[tuple[str, str]]:
    """The typed texts by their fields' ids, in whichever form they lie there."""
    for component in components if isinstance(components, list) else ():
        if not isinstance(component, dict):
            continue
        if isinstance(component.get("value"), str):
            yield str(component.get("custom_id")), component["value"]
        yield from _texts(component.get("components"))
        yield from _texts([component.get("component")])
