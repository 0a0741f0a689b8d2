"""What a member gets back: a message or several, a modal, or suggestions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .core import Core
from .interactions import INITIAL_DEADLINE, Interaction
from .model import JSON, Attachment, Message
from .text import component_words, walk
from .waiting import Timeout


class DidNotRespond(Timeout):
    """ "The application did not respond": no initial response within three seconds."""


class StillThinking(Timeout):
    """The app deferred and then showed nothing in the time the test gave it."""


@dataclass(frozen=True)
class Choice:
    """An autocomplete suggestion."""

    name: str
    value: str | int | float


@dataclass(frozen=True)
class Modal:
    """A dialog the app opened; see `Member.submit`."""

    interaction: Interaction
    data: JSON

    @property
    def title(self) -> str:
        """Its heading."""
        return str(self.data["title"])

    @property
    def custom_id(self) -> str:
        """The app's name for it."""
        return str(self.data["custom_id"])

    @property
    def fields(self) -> list[JSON]:
        """The inputs, top to bottom, each with its `label` even where a label component has it."""
        found = []
        for row in self.data["components"]:
            for component in walk([row]):
                if "custom_id" in component:
                    label = component.get("label") or row.get("label") or ""
                    found.append(component | {"label": label})
        return found

    def all_text(self) -> str:
        """Everything a person reads in it."""
        words = [self.title]
        for row in self.data["components"]:
            words.extend(component_words(row))
        return "\n".join(word for word in words if word)


class Reply:
    """The answer to one interaction. It is live: later edits and follow-ups show in it."""

    def __init__(self, core: Core, interaction: Interaction) -> None:
        self._core = core
        self.interaction = interaction

    def __repr__(self) -> str:
        return f"<Reply {self.all_text()!r}>"

    @property
    def messages(self) -> list[Message]:
        """The initial response and the follow-ups that still stand, oldest first."""
        made = [self.interaction.original, *self.interaction.followups]
        return [message for message in made if message is not None and not message.deleted]

    @property
    def followups(self) -> list[Message]:
        """The further messages that still stand."""
        return [message for message in self.interaction.followups if not message.deleted]

    @property
    def message(self) -> Message:
        """The first message; fails where there is none, as with a modal."""
        if not self.messages:
            raise AssertionError(
                f"the app answered {self.interaction.acknowledged_with!r}, no text"
            )
        return self.messages[0]

    @property
    def last(self) -> Message:
        """The newest message, be it a follow-up or the first."""
        return self.followups[-1] if self.followups else self.message

    @property
    def content(self) -> str:
        """The first message's content."""
        return self.message.content

    @property
    def embeds(self) -> list[JSON]:
        """The first message's embeds."""
        return self.message.embeds

    @property
    def components(self) -> list[JSON]:
        """All components of the first message, flat, parents first."""
        return list(walk(self.message.components))

    @property
    def attachments(self) -> list[Attachment]:
        """The first message's files, with those that its embeds show."""
        return self.message.attachments

    @property
    def ephemeral(self) -> bool:
        """Whether only the member sees it."""
        return self.message.ephemeral

    @property
    def modal(self) -> Modal:
        """The dialog; fails where the app opened none."""
        if self.interaction.modal is None:
            raise AssertionError(f"the app opened no modal; it answered {self!r}")
        return Modal(self.interaction, self.interaction.modal)

    @property
    def choices(self) -> list[Choice]:
        """Autocomplete suggestions."""
        return [Choice(c["name"], c["value"]) for c in self.interaction.choices or []]

    @property
    def latency(self) -> float:
        """Seconds until the initial response, the deferral included."""
        assert self.interaction.latency is not None
        return self.interaction.latency

    @property
    def deferred(self) -> bool:
        """Whether the app answered "thinking" before anything else."""
        return self.interaction.acknowledged_with in (5, 6)

    def all_text(self) -> str:
        """Everything a person reads in all its messages and its modal."""
        words = [message.all_text() for message in self.messages]
        if self.interaction.modal is not None:
            words.append(self.modal.all_text())
        return "\n".join(words)

    def labels(self) -> list[str]:
        """The labels of the first message's buttons."""
        return [c.get("label", "") for c in self.components if c["type"] == 2]

    async def wait_until(
        self, condition: Callable[[Reply], Any], within: float = 10.0, what: str = ""
    ) -> Reply:
        """Waits for a later edit or follow-up to make something true."""
        description = what or f"the reply to become otherwise than {self!r}"
        signal = self._core.world.changed
        await signal.wait_until(lambda: bool(condition(self)), within, description)
        return self


async def reply_to(
    core: Core, interaction: Interaction, within: float, *, only_acknowledged: bool = False
) -> Reply:
    """Waits for an interaction's answer.

    Raises `DidNotRespond` once the three seconds are over, and `StillThinking` if the app deferred
    and nothing became visible within `within` real seconds.
    """
    signal, book = core.world.changed, core.interactions

    def what(wanted: str) -> str:
        refused = [r for r in core.requests.refused() if r.at >= interaction.created_at]
        reasons = [f"{record} {record.answer}" for record in refused]
        return f"{wanted} to {interaction.name}" + (f"; refused: {reasons}" if reasons else "")

    def settled() -> bool:
        return interaction.acknowledged_at is not None or book.expired(interaction)

    try:
        await signal.wait_until(settled, INITIAL_DEADLINE + 0.05, "a response")
    except Timeout:
        raise DidNotRespond(what("a response"), INITIAL_DEADLINE) from None
    if interaction.acknowledged_at is None:
        raise DidNotRespond(what("a response"), INITIAL_DEADLINE)
    if not only_acknowledged:
        try:
            await signal.wait_until(lambda: interaction.shown > 0, within, "an answer")
        except Timeout:
            raise StillThinking(what("an answer"), within) from None
    return Reply(core, interaction)
