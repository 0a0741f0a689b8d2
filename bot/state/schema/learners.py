"""Tables of what each member learns."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.learners")


@migrations(name="001_learner_topic")
def _learner_topic(database: Any) -> None:
    """Topics that a member began, learned or knew before, a row for each."""
    database.table("learner_topic").create(
        {"member": str, "topic": str, "mark": str, "started_at": str, "finished_at": str},
        pk=("member", "topic"),
        not_null={"member", "topic", "mark"},
    )


@migrations(name="002_learner_track")
def _learner_track(database: Any) -> None:
    """The track that a member chose."""
    database.table("learner_track").create(
        {"member": str, "track": str, "chosen_at": str},
        pk="member",
        not_null={"track", "chosen_at"},
    )


@migrations(name="003_learner_dismissal")
def _learner_dismissal(database: Any) -> None:
    """Topics that a member is not interested in."""
    database.table("learner_dismissal").create(
        {"member": str, "topic": str, "dismissed_at": str},
        pk=("member", "topic"),
        not_null={"member", "topic", "dismissed_at"},
    )


@migrations(name="004_learner_day")
def _learner_day(database: Any) -> None:
    """Days on which a member learned something, by the calendar where the member is."""
    database.table("learner_day").create(
        {"member": str, "day": str}, pk=("member", "day"), not_null={"member", "day"}
    )
