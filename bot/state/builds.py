"""The log of builds and steps back: who asked for them, and how they ended."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.state.database import Database


class Kind(StrEnum):
    """What was asked for."""

    BUILD = "build"
    ROLLBACK = "rollback"


class Outcome(StrEnum):
    """How it ended."""

    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Change:
    """What a build changed, by slug of topic."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedBuild:
    """One entry of the log.

    Attributes:
        member: who asked for it; None once they had themselves forgotten.
        channel, message: where its progress was shown, where it was.
        problem: why it failed, in a sentence or with a fault a line.
    """

    id: int
    kind: Kind
    server: int
    member: int | None
    started_at: datetime
    outcome: Outcome
    ended_at: datetime | None = None
    version: str = ""
    change: Change = Change()
    problem: str = ""
    channel: int | None = None
    message: int | None = None


class SqliteBuildLog:
    """The log in the bot's database. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, kind: Kind, server: int, member: int, now: datetime) -> int:
        """Notes that something was started; gives the entry's id."""
        entry = {
            "kind": kind.value,
            "server": server,
            "member": member,
            "started_at": now.isoformat(),
            "outcome": Outcome.RUNNING.value,
        }
        with self._database.transaction() as database:
            return int(database.table("build").insert(entry).last_pk)

    def shown_in(self, build: int, channel: int, message: int) -> None:
        """Notes where the progress is shown."""
        self._update(build, {"channel": channel, "message": message})

    def end(
        self,
        build: int,
        outcome: Outcome,
        now: datetime,
        version: str = "",
        change: Change | None = None,
        problem: str = "",
    ) -> None:
        """Notes how it ended."""
        values: dict[str, Any] = {
            "outcome": outcome.value,
            "ended_at": now.isoformat(),
            "version": version,
            "problem": problem,
        }
        if change is not None:
            values |= {
                name: json.dumps(getattr(change, name)) for name in ("added", "changed", "removed")
            }
        self._update(build, values)

    def interrupt_running(self, now: datetime) -> list[LoggedBuild]:
        """Ends whatever the log says is running, which a stopped bot left so; gives it."""
        with self._database.transaction() as database:
            rows = database.table("build").rows_where("outcome = ?", [Outcome.RUNNING.value])
            left = [_logged(row) for row in rows]
            for build in left:
                self.end(build.id, Outcome.INTERRUPTED, now)
        return left

    def newest(self, count: int = 10) -> list[LoggedBuild]:
        """The newest entries, newest first."""
        with self._database.transaction() as database:
            rows = list(database.table("build").rows_where(order_by="id desc", limit=count))
        return [_logged(row) for row in rows]

    def changes_by_version(self) -> dict[str, Change]:
        """What each version changed, by the version's name, as far as the log knows."""
        with self._database.transaction() as database:
            rows = database.table("build").rows_where(
                "kind = ? and outcome = ?", [Kind.BUILD.value, Outcome.DONE.value]
            )
            return {row["version"]: _logged(row).change for row in rows}

    def forget(self, member: int) -> None:
        """Takes a member's id out of the log; what was built stays."""
        with self._database.transaction() as database:
            database.execute("update build set member = null where member = ?", [member])

    def asked_for_by(self, member: int) -> list[dict[str, Any]]:
        """What a member asked for, oldest first: kind, server, started_at, outcome."""
        with self._database.transaction() as database:
            return list(
                database.query(
                    "select kind, server, started_at, outcome from build where member = ?"
                    " order by id",
                    [member],
                )
            )

    def _update(self, build: int, values: dict[str, Any]) -> None:
        with self._database.transaction() as database:
            database.table("build").update(build, values)


def _logged(row: dict[str, Any]) -> LoggedBuild:
    return LoggedBuild(
        id=row["id"],
        kind=Kind(row["kind"]),
        server=row["server"],
        member=row["member"],
        started_at=datetime.fromisoformat(row["started_at"]),
        outcome=Outcome(row["outcome"]),
        ended_at=datetime.fromisoformat(row["ended_at"]) if row["ended_at"] else None,
        version=row["version"] or "",
        change=Change(*(tuple(json.loads(row[name])) for name in ("added", "changed", "removed"))),
        problem=row["problem"] or "",
        channel=row["channel"],
        message=row["message"],
    )
