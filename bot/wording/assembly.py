"""The answer made of the units that were found supported. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.answer import Answer, Citation
from bot.answering.draft import Chosen, cite
from bot.wording.passages import Passage
from bot.wording.support import Rest
from bot.wording.units import Unit

_MARKERS = re.compile(r"\s*((?:\[\^\d+\])+)\s*")
_NOTE = re.compile(r"\A\*(?!\*)[^\n\[]+\*\n\n")
_LEANING = re.compile(
    r"^[\"'“‘(*_]*(?:it|its|this|that|these|those|they|their|them|such|both|neither|either|then|"
    r"therefore|thus|hence|so|but|however|also|and|or|instead|otherwise|meanwhile|another|others|"
    r"here|there|in contrast|by contrast|for example|the (?:same|other|latter|former|rest|"
    r"second|first))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A supported unit, and what each of its claims rests on, in order."""

    unit: Unit
    rests: tuple[tuple[Rest, ...], ...]


def leans(unit: Unit) -> bool:
    """Whether a unit speaks of what stands before it, such as "This makes …"."""
    return not unit.is_code and _LEANING.match(unit.text) is not None


def assemble(answer: Answer, kept: Sequence[Kept], passages: Mapping[int, Passage]) -> Answer:
    """The answer in the model's words.

    Passages are numbered anew in order of appearance; every marker has its citation and the other
    way round. A citation quotes the statements that its claims rest on, and gives their sources.
    A caution that the extract opens with stays. All else is the extract's.
    """
    shown = _without_open_colons(kept)
    resting: dict[int, set[int]] = {}
    for one in shown:
        for rest in (rest for claim in one.rests for rest in claim):
            resting.setdefault(rest.n, set()).update(rest.statements)
    numbers = {old: new for new, old in enumerate(resting, start=1)}
    note = _NOTE.match(answer.text)
    return replace(
        answer,
        text=(note[0] if note else "") + _text(shown, numbers),
        citations=tuple(
            _citation(numbers[old], passages[old], sorted(statements))
            for old, statements in resting.items()
        ),
    )


def _without_open_colons(kept: Sequence[Kept]) -> list[Kept]:
    """Drops units that introduce something which did not come or was dropped."""
    shown: list[Kept] = []
    following: Kept | None = None
    for one in reversed(kept):
        opens = one.unit.text.rstrip().endswith(":") or ":[^" in one.unit.text[-12:]
        follows = following is not None and following.unit.block - one.unit.block <= 1
        if one.unit.is_code or not opens or follows:
            shown.append(one)
            following = one
    return shown[::-1]


def _citation(number: int, passage: Passage, statements: Sequence[int]) -> Citation:
    chosen = [Chosen(passage.section, position) for position in statements]
    topics = {passage.topic.slug: passage.topic}
    return cite(number, chosen, topics, lambda _: passage.links)


def _text(kept: Sequence[Kept], numbers: Mapping[int, int]) -> str:
    text = ""
    previous: Unit | None = None
    for one in kept:
        unit = one.unit
        if previous is not None and previous.block == unit.block:
            text += " "
        else:
            between = previous is not None and previous.is_item and unit.is_item
            text += ("\n" if between else "\n\n" if text else "") + ("- " if unit.is_item else "")
        text += _rendered(one, numbers)
        previous = unit
    return text


def _rendered(kept: Kept, numbers: Mapping[int, int]) -> str:
    """The unit with the markers of those passages that support it, as answers write them."""
    claims = iter(kept.rests)

    def markers() -> str:
        found = sorted({numbers[rest.n] for rest in next(claims)})
        return "".join(f"[{number}]" for number in found)

    if kept.unit.is_code:
        return f"```{kept.unit.language}\n{kept.unit.text}\n```\n{markers()}"

    def replaced(match: re.Match[str]) -> str:
        after = kept.unit.text[match.end() : match.end() + 1]
        return f" {markers()}" + (" " if after and after not in ".,;:!?)" else "")

    return _MARKERS.sub(replaced, kept.unit.text).strip()
