"""The state of the index as a Discord embed. Pure: values in, the embed's JSON out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, join_within
from bot.discord.moderation.build_embed import regression_field
from bot.discord.moderation.history_embed import build_line
from bot.moderation.index_state import IndexState
from bot.moderation.plain_words import counted, seconds_in_words, size_in_words, span_in_words
from bot.state.builds import LoggedBuild
from bot.state.gap_answers import RegressionRun

COLOUR, WARNING = 0x2F7D5D, 0x8A6D3B


def status_embed(
    state: IndexState,
    now: datetime,
    builds: Sequence[LoggedBuild] = (),
    regression: RegressionRun | None = None,
    server: int | None = None,
) -> dict[str, Any]:
    """What serves, how it came to be, and what is wrong where something is.

    Args:
        builds: the last ones, newest first.
        regression: how the regression questions of the server went last; None without any.
        server: the server that asks.
    """
    serving = state.serving
    age = span_in_words(now - datetime.fromisoformat(serving.created))
    counts = [counted(number, name[:-1], name) for name, number in serving.counts.items()]
    fields = [
        _field("Version", f"`{serving.version}`"),
        _field("Built", f"{age} ago, in {seconds_in_words(serving.seconds)}"),
        _field("Size on disk", size_in_words(state.size)),
        _field("Holds", ", ".join(counts)),
        _field("Model", f"{serving.model}, {serving.dimension} dimensions"),
        _field("Search", serving.search),
    ]
    kept = [f"`{version.name}`" for version in state.earlier]
    if kept:
        fields.append(_field("Kept, to go back to", join_within(kept, EMBED_FIELD_VALUE)))
    if builds:
        lines = [build_line(build, server) for build in builds]
        fields.append(_field("Last builds", join_within(lines, EMBED_FIELD_VALUE)))
    if regression is not None:
        fields.append(regression_field(regression))
    faults = _faults(state)
    if faults:
        fields.append(_field("Needs attention", join_within(faults, EMBED_FIELD_VALUE)))
    return {"title": "The index", "color": WARNING if faults else COLOUR, "fields": fields}


def _faults(state: IndexState) -> list[str]:
    lines = [f"`{version.name}` is damaged: {version.problem}." for version in state.damaged]
    if not state.chosen:
        lines.append("It is lost which version should serve. `/knowledge reindex` puts it right.")
    elif state.serving.version != state.chosen:
        broken = any(version.name == state.chosen for version in state.damaged)
        lines.append(
            f"`{state.chosen}` should serve but is damaged, so `{state.serving.version}` answers. "
            "`/knowledge reindex` builds anew."
            if broken
            else f"`{state.chosen}` takes over with the next question."
        )
    return lines


def _field(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "value": value, "inline": len(value) < 40}
