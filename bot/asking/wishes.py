"""Wishes that are no questions: that the bot be quiet, or that it answer again."""

from __future__ import annotations

import re
from enum import Enum, auto

_STOP = re.compile(
    r"(?:(?:ok(?:ay)?|no|hey|danke|thanks?|thank you)[\s,.!]+)?(?:please\s+|bitte\s+)?"
    r"(?:stop(?:\s+(?:it|now|answering|replying|talking|writing)(?:\s+(?:me|here|now))?)?|"
    r"be\s+quiet|quiet|silence|shut\s+up|shush|go\s+away|leave\s+me\s+alone|that'?s\s+enough|"
    r"stopp|halt|hör\s+auf|sei\s+still|ruhe|genug)"
    r"(?:[\s,]+(?:please|now|bitte|thanks?|thank\s+you|danke))?[\s.!]*",
    re.IGNORECASE,
)
_START = re.compile(
    r"(?:please\s+|bitte\s+)?(?:start|resume|continue|go\s+on|answer\s+again|weiter|"
    r"mach\s+weiter)(?:[\s,]+(?:please|again|bitte))?[\s.!]*",
    re.IGNORECASE,
)


class Wish(Enum):
    """What somebody wants of the bot besides an answer."""

    STOP = auto()
    START = auto()


def read_wish(text: str) -> Wish | None:
    """The wish, where the whole text is nothing else; "how do I stop a container?" is none."""
    words = text.strip().replace("’", "'")
    if _STOP.fullmatch(words):
        return Wish.STOP
    return Wish.START if _START.fullmatch(words) else None
