"""The review cards of all members: one for each question that a member has answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.quizzes.scheduling import ReviewCard
from bot.state.database import Database
from bot.state.moments import moment_text


class SqliteReviewCards:
    """Review cards in the bot's database. What returned is durable. Safe for several threads."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, member: int, card: ReviewCard) -> None:
        """Stores a card in the place of its earlier state."""
        row = {
            "member": str(member),
            "topic": card.topic,
            "question": card.question,
            "stability": card.stability,
            "difficulty": card.difficulty,
            "due": moment_text(card.due),
            "last_review": moment_text(card.last_review),
            "is_right": int(card.right),
            "reviews": card.reviews,
        }
        with self._database.transaction() as database:
            database.table("review_card").upsert(row, pk=("member", "question"))

    def all(self, member: int) -> dict[str, ReviewCard]:
        """Every card of a member by its question's key, the one due first first."""
        with self._database.transaction() as database:
            rows = list(
                database.table("review_card").rows_where(
                    "member = ?", [str(member)], order_by="due, rowid"
                )
            )
        return {row["question"]: _card(row) for row in rows}

    def count_due(self, member: int, now: datetime) -> int:
        """How many of a member's cards are due."""
        with self._database.transaction() as database:
            return int(
                database.table("review_card").count_where(
                    "member = ? and due <= ?", [str(member), moment_text(now)]
                )
            )

    def put_off(self, member: int, questions: Iterable[str], until: datetime) -> None:
        """Has a member's cards of some questions come no sooner than at a time."""
        at = moment_text(until)
        with self._database.transaction() as database:
            for question in questions:
                database.execute(
                    "update review_card set due = max(due, ?) where member = ? and question = ?",
                    [at, str(member), question],
                )


def _card(row: dict[str, Any]) -> ReviewCard:
    return ReviewCard(
        row["topic"],
        row["question"],
        row["stability"],
        row["difficulty"],
        datetime.fromisoformat(row["due"]),
        datetime.fromisoformat(row["last_review"]),
        bool(row["is_right"]),
        row["reviews"],
    )
