"""The sides of a matter that a question asks about: its cause, its cure, the choice. Pure.

A question such as "what causes deadlocks and how do I avoid them" asks for two sections, and the
words of a heading tell which side of the matter a section is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Facet:
    """A side of a matter, told by the wording of questions and by the anchors of headings.

    `least` is how likely a section must be the best one to be quoted for this side alone.
    """

    name: str
    asks: re.Pattern[str]
    heading: re.Pattern[str]
    least: float

    def heads(self, anchor: str) -> bool:
        """Whether a section with this anchor is about it."""
        return self.heading.search(anchor) is not None


def _facet(name: str, asks: str, heading: str, least: float = 0.0) -> Facet:
    return Facet(name, re.compile(asks, re.IGNORECASE), re.compile(heading), least)


FACETS = (
    _facet(
        "cure",
        r"\b(?:fix|stop|avoid|prevent|solve|cure|protect|secure|against|get rid|get out|make sure|"
        r"doing wrong|what (?:can|should|do|could) (?:i|we)|"
        r"how (?:do|can|should|would|could) (?:i|we|you|u|people|one)|how to|errors?|detected|"
        r"fail\w*|slow\w*|dying|crash\w*|stuck|hangs?|keeps?|leak\w*|twice|wrong|broken|lost|"
        r"not working|does ?n[o'’]?t work)\b",
        r"how-to-(?!prepare|read|see|look|find)|prevent|fix|avoid|stop|against|protect|handl|recover|reduc|solv|"
        r"get-out|good-for|securing|hardening|what-to-do|how-[a-z-]*(?:reliabl|safe)",
    ),
    _facet(
        "cause",
        r"\b(?:why|causes?|reason|where does|how come|what makes)\b",
        r"^why-|-why-|cause|happen|go(?:es)?-wrong|reasons?",
    ),
    _facet(
        "choice",
        r"\b(?:should (?:i|we)|which (?:one|is|should|to)|better|worth|overkill|or|vs\.?|versus|"
        r"when (?:to|should|would|you|do|not)|choose|do (?:i|we) (?:really )?need)\b",
        r"choos|choice|when-to|which-|versus|-or-|when-it-pays|worth|trade-off",
        least=0.03,
    ),
    _facet(
        "limits",
        r"\b(?:disadvantages?|drawbacks?|downsides?|cons|limits|limitations|criticisms?|trade-?offs?|"
        r"pros|advantages?|benefits?|price of|against it)\b",
        r"trade-off|strengths|limits|costs?$|what-[a-z-]*costs|breaks|criticism|drawback|gives|"
        r"price|good-for|benefits",
        least=0.03,
    ),
)

NAMED_SIDES = frozenset({"choice", "limits"})
"""Sides that a question about a bare name may ask for, in place of what the thing is."""


_ASKS = re.compile(
    r"\?|\b(?:what|whats|how|why|when|where|which|who|should|vs|versus|or|difference|explain|learn)\b",
    re.IGNORECASE,
)
_STATEMENT_WORDS = 6


def facets_asked(text: str) -> list[Facet]:
    """The sides of a matter that a question asks about, in the order of `FACETS`.

    Whoever tells what happens and asks nothing wants to know what to do about it.
    """
    is_told = len(text.split()) >= _STATEMENT_WORDS and not _ASKS.search(text)
    return [
        facet for facet in FACETS if facet.asks.search(text) or (is_told and facet.name == "cure")
    ]
