"""Registers the commands with Discord, only when they changed since the last time."""

from __future__ import annotations

import hashlib
import json
import logging
from typing import Any, Protocol

from discord import app_commands

_log = logging.getLogger(__name__)


class SyncMemory(Protocol):
    """Remembers which commands an application was last given."""

    def synced(self, application: int) -> str | None:
        """The digest of the commands that were last registered; None for none."""

    def remember(self, application: int, digest: str) -> None:
        """Keeps the digest."""


async def sync_commands(tree: app_commands.CommandTree[Any], memory: SyncMemory) -> bool:
    """Registers all global commands where their digest changed; tells whether it did."""
    application = tree.client.application_id
    if application is None:
        raise ValueError("commands are synced after login")
    payload = [await _payload(tree, command) for command in tree.get_commands()]
    text = json.dumps(payload, sort_keys=True, default=str)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if memory.synced(application) == digest:
        return False
    await tree.sync()
    memory.remember(application, digest)
    _log.info("registered %d commands", len(payload))
    return True


async def _payload(tree: app_commands.CommandTree[Any], command: Any) -> Any:
    """A command as it is registered, with its translations where there are any."""
    translator = tree.translator
    if translator is None:
        return command.to_dict(tree)
    return await command.get_translated_payload(tree, translator)
