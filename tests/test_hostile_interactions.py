"""Forged interactions of any content: the running bot answers what it can and never stumbles."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bot_process import bot_on
from discord_server import DiscordServer, InteractionKind
from fault_trials.connection import Asker
from hostile import json_values, texts, well_formed
from hypothesis import given
from hypothesis import strategies as st

PREFIXES = (
    "vote:up:", "vote:down:", "vote:why:", "settings:", "about:", "wish:", "step:", "gap:open:",
    "gap:draft:", "build:cancel:", "privacy:export:", "privacy:delete:", "reminders:", "roadmap:",
    "quiz:", "skill:", "next:", "progress:", "entry:", "",
)  # fmt: skip
custom_ids = st.builds(
    lambda prefix, rest: (prefix + well_formed(rest))[:100] or "x",
    st.sampled_from(PREFIXES),
    st.one_of(texts, st.integers().map(str), st.from_regex(r"[a-z]{1,8}:\d{1,25}", fullmatch=True)),
)
COMMANDS = ["ask", "roadmap", "quiz", "skill", "next", "progress", "about", "privacy", "settings"]
_LABEL = 18
PAUSE = 0.03
"""Seconds in which the bot gets an interaction before the next one follows."""


@dataclass
class Forge:
    """The running bot, and a member whose client sends anything."""

    runner: asyncio.Runner
    asker: Asker
    log: Path

    def send(self, kind: InteractionKind, data: dict[str, Any]) -> None:
        """Sends a forged interaction, and waits for nothing."""
        self.runner.run(self._send(kind, data))

    async def _send(self, kind: InteractionKind, data: dict[str, Any]) -> None:
        sending = asyncio.ensure_future(
            self.asker.member().forge(
                self.asker.channel, kind, data,
                message=next(iter(self.asker.channel.messages.values())), within=0.01,
            )
        )  # fmt: skip
        await asyncio.sleep(PAUSE)
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)

    def still_answers(self) -> bool:
        question = self.runner.run(self.asker.say())
        answered, problem = self.runner.run(self.asker.is_answered_once(question, 20))
        return answered or bool(problem == "")


@pytest.fixture(scope="module")
def forge(built_small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forge]:
    log = tmp_path_factory.mktemp("forge") / "log"
    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        server = runner.run(stack.enter_async_context(DiscordServer()))
        asker = Asker.in_new_server(server)
        runner.run(stack.enter_async_context(bot_on(server, built_small / "data", log)))
        forge = Forge(runner, asker, log)
        assert forge.still_answers()
        yield forge
        assert forge.still_answers()
        runner.run(stack.aclose())
    text = log.read_text("utf-8")
    for stumble in ("never retrieved", "Ignoring exception", "error while handling"):
        assert stumble not in text, text[text.index(stumble) - 500 :][:3000]
    # Discord itself sees to the types of a command's options; a wrong one is an incident
    incidents = set(re.findall(r"incident \w+ in (.+?)\s+\[", text))
    assert incidents <= set(COMMANDS), incidents


@given(custom_ids, st.sampled_from([2, 3]), st.lists(texts.map(well_formed), max_size=3))
def test_any_control_is_handled(forge: Forge, custom_id: str, kind: int, values: list[str]) -> None:
    data: dict[str, Any] = {"custom_id": custom_id, "component_type": kind, "id": 1}
    if kind == 3:
        data["values"] = values
    forge.send(InteractionKind.COMPONENT, data)


@given(custom_ids, st.lists(st.tuples(custom_ids, texts.map(well_formed)), max_size=3))
def test_any_dialog_is_handled(forge: Forge, custom_id: str, inputs: list[tuple[str, str]]) -> None:
    components = [
        {
            "type": _LABEL,
            "id": 1,
            "component": {"type": 4, "id": 2, "custom_id": name, "value": text},
        }
        for name, text in inputs
    ]
    data = {"custom_id": custom_id, "components": components}
    forge.send(InteractionKind.MODAL_SUBMIT, data)


@given(
    st.sampled_from(COMMANDS),
    st.dictionaries(
        st.sampled_from(["question", "private", "track", "topic", "skill", "level"]),
        st.one_of(texts.map(well_formed), st.integers(-(2**53), 2**53), st.booleans()),
        max_size=3,
    ),
)
def test_any_command_is_handled(forge: Forge, command: str, options: dict[str, Any]) -> None:
    found = forge.asker.server.core.commands.find(command, 1, None)
    assert found is not None
    data = {"id": str(found.id), "name": command, "type": 1}
    kinds = {str: 3, int: 4, bool: 5}
    data["options"] = [
        {"name": name, "type": kinds[type(value)], "value": value}
        for name, value in options.items()
    ]
    forge.send(InteractionKind.COMMAND, data)


@given(st.dictionaries(st.sampled_from(["name", "type", "options", "resolved"]), json_values))
def test_any_autocompletion_is_handled(forge: Forge, data: dict[str, Any]) -> None:
    known = {"id": "1", "name": "roadmap", "type": 1, "options": []}
    option = {"name": "track", "type": 3, "value": str(data)[:90], "focused": True}
    forge.send(InteractionKind.AUTOCOMPLETE, {**known, "options": [option]})
