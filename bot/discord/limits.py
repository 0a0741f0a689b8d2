"""Text within Discord's limits. Pure. The numbers are those of Discord's developer documentation,
"Message resource: Embed limits" and "Create message"."""

from __future__ import annotations

from collections.abc import Iterable

EMBED_TITLE = 256
EMBED_DESCRIPTION = 4096
EMBED_FIELD_VALUE = 1024
EMBED_TOTAL = 6000
MESSAGE = 2000

_CUT = "…"


def length(text: str) -> int:
    """Length as Discord counts it: UTF-16 code units at worst, so never too short."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word or line where it is longer than the limit; open code is closed."""
    if length(text) <= limit:
        return text
    fence = "\n```"
    room = limit - len(_CUT) - len(fence)
    cut = text[:room]
    while length(cut) > room:
        cut = cut[:-1]
    at = max(cut.rfind("\n"), cut.rfind(" "))
    if at > room // 2:
        cut = cut[:at]
    cut = cut.rstrip() + _CUT
    return cut + fence if cut.count("```") % 2 else cut


def join_within(lines: Iterable[str], limit: int) -> str:
    """As many whole lines as fit, and how many were left out."""
    kept: list[str] = []
    lines = list(lines)
    for number, line in enumerate(lines):
        more = f"{_CUT} and {len(lines) - number} more"
        rest = "\n".join([*kept, line])
        is_last = number == len(lines) - 1
        if length(rest) + (0 if is_last else length(more) + 1) > limit:
            return "\n".join([*kept, more]) if length("\n".join([*kept, more])) <= limit else ""
        kept.append(line)
    return "\n".join(kept)
