"""What kind of answer a question asks for, read from its wording alone. Pure."""

from __future__ import annotations

import re
from enum import StrEnum


class Intent(StrEnum):
    """The shape of the wanted answer."""

    EXPLAIN = "explain"
    DEFINE = "define"
    COMPARE = "compare"
    EXAMPLE = "example"
    HOW_TO = "how_to"
    MISTAKES = "mistakes"
    INTERVIEW = "interview"
    PRACTISE = "practise"
    LEARN = "learn"


_PATTERNS: tuple[tuple[Intent, str], ...] = (
    (
        Intent.LEARN,
        r"\b(?:(?:what|where) (?:\w+ )?(?:should|do|to|can|shall) (?:i )?(?:learn|study|start|go)"
        r"|what(?:'?s| is)? next|now what|what now|next steps?|from here|learn next"
        r"|(?:study|learn) after|road ?map|learning path"
        r"|how (?:do|can|should|would|to) (?:i |we |you )?(?:learn|study|get (?:in ?to|better at))"
        r"|in (?:what|which) order|what (?:comes|to do) (?:next )?after"
        r"|how (?:do|can|to) (?:i )?become)\b",
    ),
    (
        Intent.EXAMPLE,
        r"\b(?:code|example|examples|snippet|syntax|sample|show me|demo)\b",
    ),
    (
        Intent.PRACTISE,
        r"\b(?:practi[sc]e|exercise|project idea|small project|what (?:to|can i) build)",
    ),
    (
        Intent.MISTAKES,
        r"\b(?:mistakes?|pitfalls?|gotchas?|go(?:es)? wrong|anti-?patterns?|avoid)\b",
    ),
    (Intent.INTERVIEW, r"\binterview(?:er|s|ing)?\b"),
    (
        Intent.COMPARE,
        r"\b(?:vs\.?|versus|same (?:as|thing)|differences?|differ|compared?|comparison|"
        r"better than|instead of|rather than|over)\b|\bwhich (?:one|is|should)\b|"
        r"\b(?:\w+) or (?:\w+)\b",
    ),
    (
        Intent.DEFINE,
        r"^(?:so |ok |hey |hi |pls |please |um+ )*(?:what(?:'?s|s| is| are| does)\b"
        r"(?!.*\b(?:best|way|should|wrong|happen))|define\b|meaning of|explain\b|eli5|"
        r"tell me about|wh?at (?:r|is)\b|(?:wtf|wth|tf|what the \w+) (?:is|are)\b)"
        r"|\b(?:meaning|definition|explained|eli5|mean|means|stands? for)\W*$",
    ),
    (
        Intent.HOW_TO,
        r"\bhow (?:do|to|can|should|would|could|does|did|2)\b|\bsteps?\b|\bset ?up\b|"
        r"\bhow\W*$",
    ),
)

_COMPILED = tuple((intent, re.compile(pattern, re.IGNORECASE)) for intent, pattern in _PATTERNS)


def read_intents(text: str) -> frozenset[Intent]:
    """Every intent the wording speaks of; `EXPLAIN` alone where it speaks of none."""
    found = frozenset(intent for intent, pattern in _COMPILED if pattern.search(text.strip()))
    return found or frozenset({Intent.EXPLAIN})
