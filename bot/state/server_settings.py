"""What moderators set for their server, with an audit log."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.state.database import Database

MOST_QUESTIONS = 1000
"""The highest limit of questions a minute."""

LONGEST_KEPT = 365
LANGUAGES = ("en", "de")


class Style(StrEnum):
    """Where an answer goes: below the question, into a thread, or to its asker alone."""

    IN_PLACE = "in_place"
    THREAD = "thread"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The settings of one server. Refuses values out of bounds with `ValueError`.

    Attributes:
        channels: where questions are answered; empty for everywhere.
        forums: forum channels whose every new post is answered when Backroad is sure.
        moderator_role: the role that may use the moderators' commands, besides Manage Server.
        member_limit, channel_limit, server_limit: questions a minute; 0 for no limit.
        keep_days: how long questions are kept.
        language: of what the bot itself says, `en` or `de`; answers are in English.
    """

    channels: frozenset[int] = frozenset()
    style: Style = Style.IN_PLACE
    forums: frozenset[int] = frozenset()
    moderator_role: int | None = None
    member_limit: int = 20
    channel_limit: int = 300
    server_limit: int = 600
    keep_days: int = 90
    language: str = "en"

    def __post_init__(self) -> None:
        for name in ("member_limit", "channel_limit", "server_limit"):
            value = getattr(self, name)
            if not 0 <= value <= MOST_QUESTIONS:
                raise ValueError(f"{name} must be 0 to {MOST_QUESTIONS}: {value}")
        if not 1 <= self.keep_days <= LONGEST_KEPT:
            raise ValueError(f"keep_days must be 1 to {LONGEST_KEPT}: {self.keep_days}")
        if self.language not in LANGUAGES:
            raise ValueError(f"language must be one of {', '.join(LANGUAGES)}: {self.language}")


@dataclass(frozen=True, slots=True)
class SettingChange:
    """One entry of the audit log; `before` and `after` are JSON values.

    `changed_by` is the moderator's id; None once they had themselves forgotten.
    """

    name: str
    before: Any
    after: Any
    changed_by: int | None
    changed_at: datetime


class ServerSettingsStore:
    """Settings in the bot's database. Safe to call from several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, server: int) -> ServerSettings:
        """A server's settings; the defaults where nothing was changed."""
        with self._database.transaction() as database:
            rows = list(database.table("server_setting").rows_where("server = ?", [server]))
        return _from_row(rows[0]) if rows else ServerSettings()

    def keep_days(self, server: int | None) -> int:
        """For how many days a server keeps questions; None stands for outside servers."""
        return self.of(server).keep_days if server is not None else ServerSettings().keep_days

    def moderator_role(self, server: int) -> int | None:
        """The role that moderates a server besides those who manage it; None for none."""
        return self.of(server).moderator_role

    def change(self, server: int, by: int, at: datetime, **changes: Any) -> ServerSettings:
        """Changes some settings and logs each that is different now.

        Raises:
            ValueError: a value is out of bounds; nothing is changed.
        """
        with self._database.transaction() as database:
            before = self.of(server)
            after = replace(before, **changes)
            old, new = _to_row(before), _to_row(after)
            database.table("server_setting").upsert({"server": server, **new}, pk="server")
            database.table("server_setting_change").insert_all(
                {
                    "server": server,
                    "name": name,
                    "before": _as_json(old[name]),
                    "after": _as_json(new[name]),
                    "changed_by": by,
                    "changed_at": at.isoformat(),
                }
                for name in new
                if old[name] != new[name]
            )
        return after

    def changes(self, server: int, count: int = 10) -> list[SettingChange]:
        """The newest changes, newest first."""
        with self._database.transaction() as database:
            rows = list(
                database.table("server_setting_change").rows_where(
                    "server = ?", [server], order_by="id desc", limit=count
                )
            )
        return [
            SettingChange(
                row["name"],
                json.loads(row["before"]),
                json.loads(row["after"]),
                row["changed_by"],
                datetime.fromisoformat(row["changed_at"]),
            )
            for row in rows
        ]

    def changed_by(self, member: int) -> list[dict[str, Any]]:
        """The entries of the audit logs that name a member, oldest first."""
        with self._database.transaction() as database:
            return list(
                database.query(
                    "select server, name, before, after, changed_at from server_setting_change"
                    " where changed_by = ? order by id",
                    [member],
                )
            )

    def forget(self, member: int) -> None:
        """Takes a member's id out of the audit logs; what was changed stays."""
        with self._database.transaction() as database:
            database.execute(
                "update server_setting_change set changed_by = null where changed_by = ?", [member]
            )


def _to_row(settings: ServerSettings) -> dict[str, Any]:
    row = asdict(settings)
    for name in ("channels", "forums"):
        row[name] = json.dumps(sorted(row[name]))
    row["style"] = settings.style.value
    return row


def _from_row(row: dict[str, Any]) -> ServerSettings:
    values = {field.name: row[field.name] for field in fields(ServerSettings)}
    for name in ("channels", "forums"):
        values[name] = frozenset(json.loads(values[name]))
    values["style"] = Style(values["style"])
    return ServerSettings(**values)


def _as_json(value: Any) -> str:
    """A column as JSON; the lists of channels are JSON already."""
    return value if isinstance(value, str) and value.startswith("[") else json.dumps(value)
