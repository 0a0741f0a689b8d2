"""Tables of what became of questions that were missing an answer."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.gap_answers")


@migrations(name="001_answer_wish")
def _answer_wish(database: Any) -> None:
    """Members who want to be told when a question of the log is answered."""
    database.table("answer_wish").create(
        {"question": int, "member": int, "server": int, "wished_at": str},
        pk=("question", "member"),
        not_null={"server", "wished_at"},
    )


@migrations(name="002_settled_question")
def _settled_question(database: Any) -> None:
    """Questions of the log that an entry answers since, by the entry's topic."""
    database.table("settled_question").create(
        {"question": int, "server": int, "topic": str, "settled_at": str},
        pk="question",
        not_null={"server", "topic", "settled_at"},
    )
    database.table("settled_question").create_index(["server"])


@migrations(name="003_regression_question")
def _regression_question(database: Any) -> None:
    """Questions that every rebuild asks again, with the topic that must be cited."""
    database.table("regression_question").create(
        {"server": int, "text": str, "topic": str, "added_at": str},
        pk=("server", "text"),
        not_null={"topic", "added_at"},
    )


@migrations(name="004_regression_run")
def _regression_run(database: Any) -> None:
    """How a server's regression questions were answered by a version of the index.

    `missed` is a JSON array of the questions that were not answered by what they should be.
    """
    database.table("regression_run").create(
        {"server": int, "version": str, "asked": int, "missed": str, "ran_at": str},
        pk=("server", "version"),
        not_null={"asked", "missed", "ran_at"},
    )
