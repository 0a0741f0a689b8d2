"""Which of a model's units stay, and whether what stays is an answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence

from bot.wording.assembly import Kept, leans
from bot.wording.failures import Cause, WordingError
from bot.wording.passages import Passage
from bot.wording.prompt import NOTHING
from bot.wording.support import Evidence, Fault, check
from bot.wording.units import Unit
from index.encoder import Encoder

LEAST_SHARE = 0.5
"""An answer of which less than this share is supported falls back to the extract."""

_REFUSAL = re.compile(
    rf"\W*(?:(?-i:{NOTHING})\b|(?:i['’]?m |i am )?(?:very |so )?sorry\b|as an ai\b|unfortunately\b|"
    r"i (?:can['’]?t|cannot|can not|won['’]?t|will not|am unable|am not able|do not|don['’]t)\b)",
    re.IGNORECASE,
)


class Review:
    """Checks units as they come. `kept` holds those that stay, in order."""

    def __init__(self, passages: Sequence[Passage], encoder: Encoder) -> None:
        self.passages = {passage.n: passage for passage in passages}
        self.kept: list[Kept] = []
        self._evidence = {passage.n: Evidence(passage) for passage in passages}
        self._encoder = encoder
        self._seen = 0
        self._dropped_last = False

    async def look_at(self, units: Sequence[Unit]) -> int:
        """Checks those units that are new; gives how many of them stay.

        A unit that leans on a dropped one goes with it.

        Raises:
            WordingError: where the very first is a refusal or unsupported.
        """
        before = len(self.kept)
        for unit in units[self._seen :]:
            self._seen += 1
            verdict: object = None
            if not (self._dropped_last and leans(unit)):
                verdict = await asyncio.to_thread(check, unit, self._evidence, self._encoder)
            self._dropped_last = not isinstance(verdict, tuple)
            if isinstance(verdict, tuple):
                self.kept.append(Kept(unit, verdict))
            elif self._seen == 1 and isinstance(verdict, Fault):
                raise _beginning(unit, verdict)
        return len(self.kept) - before

    def decide(self) -> None:
        """Refuses what is left where it is too little.

        Raises:
            WordingError: where less than `LEAST_SHARE` of the units stay.
        """
        if not self.kept or len(self.kept) < LEAST_SHARE * self._seen:
            raise WordingError(Cause.UNSUPPORTED, f"{len(self.kept)} of {self._seen} stay")


def _beginning(unit: Unit, fault: Fault) -> WordingError:
    if _REFUSAL.match(unit.text):
        return WordingError(Cause.REFUSED)
    return WordingError(Cause.UNSUPPORTED, f"the first: {fault}")
