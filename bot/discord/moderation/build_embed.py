"""A build as a Discord embed, while it runs and when it has ended. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, join_within, shorten
from bot.discord.plain_text import harmless, one_line
from bot.moderation.build_events import Built, Ending, Faulty
from bot.moderation.build_texts import (
    built_in_words,
    problem_of,
    progress_bar,
    regression_in_words,
    share_done,
    slugs_in_words,
    step_in_words,
)
from bot.moderation.plain_words import counted
from bot.moderation.rebuilds import Cancelled, RunningBuild
from bot.state.gap_answers import RegressionRun

_UNDER_WAY, _DONE, _FAILED = 0x5B6EAE, 0x2F7D5D, 0xA14A3B
_FAULTS_ROOM = 3600
_QUESTION = 150
_RUNS_OUT = (
    "I cannot see this channel, so this message stops changing after 15 minutes; "
    "/knowledge history tells the outcome."
)


def running_embed(running: RunningBuild, lasts: bool) -> dict[str, Any]:
    """How far a build is.

    Args:
        lasts: whether the message can be edited for as long as the build takes.
    """
    progress = running.progress
    embed: dict[str, Any] = {
        "title": "Rebuilding the index",
        "description": (
            f"{progress_bar(share_done(progress))}\n{step_in_words(progress)}\n\n"
            f"Started by <@{running.member}>. Members are answered meanwhile."
        ),
        "color": _UNDER_WAY,
    }
    if not lasts:
        embed["footer"] = {"text": _RUNS_OUT}
    return embed


def ended_embed(
    running: RunningBuild, ending: Ending | Cancelled, regression: RegressionRun | None = None
) -> dict[str, Any]:
    """How a build ended.

    Args:
        regression: how the server's regression questions were answered; None without any.
    """
    by = f"Started by <@{running.member}>."
    if isinstance(ending, Cancelled):
        who = f"<@{ending.by}> cancelled it" if ending.by else "It was cancelled as I stopped"
        return {
            "title": "Rebuild cancelled",
            "description": f"{who}. Nothing was changed. {by}",
            "color": _FAILED,
        }
    if isinstance(ending, Built):
        return _built_embed(ending, by, regression)
    return {
        "title": "The index was not rebuilt",
        "description": f"{_why(ending)}\n\nNothing was changed. {by}",
        "color": _FAILED,
    }


def _built_embed(built: Built, by: str, regression: RegressionRun | None) -> dict[str, Any]:
    fields = [
        {
            "name": f"{name.capitalize()} ({len(slugs)})",
            "value": join_within([slugs_in_words(slugs)], EMBED_FIELD_VALUE),
        }
        for name in ("added", "changed", "removed")
        if (slugs := getattr(built, name))
    ]
    if regression is not None:
        fields.append(regression_field(regression))
    title = "Nothing to rebuild" if built.unchanged else "The index is rebuilt"
    embed = {"title": title, "description": f"{built_in_words(built)}\n\n{by}", "color": _DONE}
    return embed | ({"fields": fields} if fields else {})


def regression_field(run: RegressionRun) -> dict[str, Any]:
    """How the regression questions went, as a field of an embed."""
    missed = tuple(harmless(shorten(one_line(text), _QUESTION)) for text in run.missed)
    text = regression_in_words(replace(run, missed=missed))
    return {"name": "Regression questions", "value": shorten(text, EMBED_FIELD_VALUE)}


def _why(ending: Ending) -> str:
    if isinstance(ending, Built):
        raise TypeError("a version that was built has no reason why it was not")
    if not isinstance(ending, Faulty):
        return problem_of(ending)
    lines = problem_of(ending).replace("`", "'").split("\n")
    more = ending.count - len(ending.faults)
    shown = join_within(lines, _FAULTS_ROOM)
    rest = f"\nand {more} more" if more else ""
    head = counted(ending.count, "fault")
    return f"{head} in the knowledge base:\n```\n{shown}\n```{rest}"
