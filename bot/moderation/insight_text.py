"""The figures of a time in words: a summary, and the alternative text of their picture. Pure."""

from __future__ import annotations

from bot.moderation.insight import Counted, Insight
from bot.moderation.plain_words import counted

_LONGEST = 1024


def summary(insight: Insight) -> str:
    """The figures in a line: `412 questions · 368 answered · 44 refused · 82 % liked`."""
    parts = [counted(insight.asked, "question")]
    if insight.asked:
        parts += [f"{insight.answered:,} answered", f"{insight.refused:,} refused"]
    if insight.satisfaction is not None:
        parts.append(f"{percent(insight.satisfaction)} liked")
    return " · ".join(parts)


def percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def alt_text(insight: Insight, server: str) -> str:
    """What the picture shows, for those who do not see it; 1,024 characters at most."""
    busiest = max(insight.days, key=lambda day: day.asked)
    lines = [f"Questions in {server} in the last {counted(len(insight.days), 'day')}: "
             f"{summary(insight)}."]  # fmt: skip
    if busiest.asked:
        when = f"{busiest.day.day} {busiest.day:%B}"
        lines.append(f"Busiest day: {when} with {counted(busiest.asked, 'question')}.")
    if insight.topics:
        lines.append(f"Asked about most: {_listed(insight.topics)}.")
    if insight.gaps:
        lines.append(f"Wanted most: {_listed(insight.gaps)}.")
    text = " ".join(lines)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _listed(found: tuple[Counted, ...]) -> str:
    return ", ".join(f"{each.name} ({each.count})" for each in found)
