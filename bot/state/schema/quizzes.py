"""Tables of quizzes in progress, of reviews, and of reminders."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.quizzes")


@migrations(name="001_quiz_sitting")
def _quiz_sitting(database: Any) -> None:
    """Quizzes, with their questions as they were asked and the options chosen so far."""
    table = database.table("quiz_sitting")
    table.create(
        {
            "id": str,
            "member": str,
            "kind": str,
            "slug": str,
            "title": str,
            "most": int,
            "questions": str,
            "chosen": str,
            "is_over": int,
            "started_at": str,
            "touched_at": str,
        },
        pk="id",
        not_null={
            "member", "kind", "slug", "title", "most", "questions", "chosen", "is_over",
            "started_at", "touched_at",
        },
    )  # fmt: skip
    table.create_index(["member", "is_over", "touched_at"])
    table.create_index(["touched_at"])


@migrations(name="002_review_card")
def _review_card(database: Any) -> None:
    """What is known of each member's memory of each question, by FSRS."""
    table = database.table("review_card")
    table.create(
        {
            "member": str,
            "topic": str,
            "question": str,
            "stability": float,
            "difficulty": float,
            "due": str,
            "last_review": str,
            "is_right": int,
            "reviews": int,
        },
        pk=("member", "question"),
        not_null={
            "member", "topic", "question", "stability", "difficulty", "due", "last_review",
            "is_right", "reviews",
        },
    )  # fmt: skip
    table.create_index(["member", "due"])


@migrations(name="003_reminder")
def _reminder(database: Any) -> None:
    """Members who want to be told of due reviews: when, and when it comes next."""
    table = database.table("reminder")
    table.create(
        {"member": str, "hour": int, "zone": str, "next_at": str, "sent_at": str},
        pk="member",
        not_null={"member", "hour", "zone", "next_at"},
    )
    table.create_index(["next_at"])
