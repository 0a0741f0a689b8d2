"""Versions, builds and steps back as Discord embeds. Pure: values in, the embed's JSON out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.discord.limits import EMBED_DESCRIPTION, EMBED_FIELD_VALUE, join_within, shorten
from bot.moderation.build_texts import slugs_in_words
from bot.moderation.index_state import IndexState, KeptVersion
from bot.moderation.plain_words import counted
from bot.state.builds import Change, Kind, LoggedBuild, Outcome
from index.manifest import Manifest

_COLOUR, _QUESTION = 0x2F7D5D, 0x8A6D3B
_PROBLEM_ROOM = 160
_ENDINGS = {
    Outcome.RUNNING: "is rebuilding",
    Outcome.UNCHANGED: "rebuilt: nothing had changed",
    Outcome.CANCELLED: "rebuilt: cancelled",
    Outcome.INTERRUPTED: "rebuilt: cut off as I was stopped",
}


def history_embed(
    state: IndexState,
    changes: Mapping[str, Change],
    builds: Sequence[LoggedBuild],
    server: int | None,
) -> dict[str, Any]:
    """Every version on disk with what it changed, and the last builds, newest first.

    Args:
        changes: what a version changed, by its name, where that is known.
        server: the server that asks; moderators of others are not named to it.
    """
    versions = [_version_line(version, state, changes) for version in state.versions]
    log = [build_line(build, server) for build in builds]
    embed: dict[str, Any] = {
        "title": "Versions of the index",
        "description": join_within(versions, EMBED_DESCRIPTION // 2),
        "color": _COLOUR,
    }
    if log:
        embed["fields"] = [{"name": "Last builds", "value": join_within(log, EMBED_FIELD_VALUE)}]
    return embed


def question_embed(target: Manifest, change: Change) -> dict[str, Any]:
    """Asks whether a version is to serve, and says what that changes."""
    return {
        "title": "Go back to this version?",
        "description": (
            f"`{target.version}`, built {_moment(target.created)}, with "
            f"{counted(target.counts.get('articles', 0), 'article')}. It would answer in every "
            f"server that I am in, until the next rebuild.\n\n{_difference(change)}"
        ),
        "color": _QUESTION,
    }


def stepped_embed(manifest: Manifest, member: int) -> dict[str, Any]:
    """Says which version answers now."""
    return {
        "title": "Another version answers",
        "description": (
            f"<@{member}> went back to `{manifest.version}`, built {_moment(manifest.created)}. "
            "`/knowledge rollback` also leads forward again."
        ),
        "color": _COLOUR,
    }


def version_name(version: KeptVersion) -> str:
    """A version as it is offered while one is typed: its name and how much it holds."""
    if version.manifest is None:
        return version.name
    articles = counted(version.manifest.counts.get("articles", 0), "article")
    built = datetime.fromisoformat(version.manifest.created)
    return f"{built:%d %B %Y, %H:%M} UTC, {articles} ({version.name[-8:]})"


def _version_line(version: KeptVersion, state: IndexState, changes: Mapping[str, Change]) -> str:
    serves = version.name == state.serving.version
    mark = " **answers**," if serves else ""
    if version.manifest is None:
        return f"`{version.name}`{mark} damaged: {version.problem}"
    articles = counted(version.manifest.counts.get("articles", 0), "article")
    change = changes.get(version.name)
    what = f", {_counts(change)}" if change is not None else ""
    built = _moment(version.manifest.created)
    return f"`{version.name}`{mark} built {built}, {articles}{what}"


def build_line(build: LoggedBuild, server: int | None) -> str:
    """A build or step back in a line; the moderator is named to their own server alone."""
    who = f"<@{build.member}>" if build.member and build.server == server else "A moderator"
    when = f"<t:{int(build.started_at.timestamp())}:R>"
    if build.kind is Kind.ROLLBACK:
        return f"{when} {who} went back to `{build.version}`"
    if build.outcome is Outcome.DONE:
        return f"{when} {who} rebuilt: {_counts(build.change)}"
    if build.outcome is Outcome.FAILED:
        first = build.problem.split("\n", 1)[0].replace("`", "'")
        return f"{when} {who} rebuilt: failed, `{shorten(first, _PROBLEM_ROOM)}`"
    return f"{when} {who} {_ENDINGS[build.outcome]}"


def _counts(change: Change) -> str:
    parts = [
        f"{len(slugs)} {name}"
        for name in ("added", "changed", "removed")
        if (slugs := getattr(change, name))
    ]
    return ", ".join(parts) or "no article changed"


def _difference(change: Change) -> str:
    lines = [
        f"**{verb}**: {slugs_in_words(slugs)}"
        for verb, slugs in (
            ("Come back", change.added),
            ("Read as they did then", change.changed),
            ("Go", change.removed),
        )
        if slugs
    ]
    return "\n".join(lines) or "Its articles say the same as those that answer now."


def _moment(iso: str) -> str:
    return f"<t:{int(datetime.fromisoformat(iso).timestamp())}:R>"
