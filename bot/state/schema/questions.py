"""Tables of what was asked, of the votes on answers, and of whom a gap came from."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.questions")


@migrations(name="001_question")
def _question(database: Any) -> None:
    """Each question, with its outcome.

    `server` is null and `text` empty for what was asked outside a server. `asker` is a pseudonym.
    `topics` is a JSON array of slugs, `sections` one of pairs of a slug and a heading.
    """
    # A number is never given twice, since the controls below an old answer bear it.
    database.execute(
        """
        create table question (
            id integer primary key autoincrement,
            asked_at text not null,
            server integer,
            asker text not null,
            text text not null,
            outcome text not null,
            topics text not null,
            sections text not null,
            confidence float not null,
            index_version text not null
        )
        """
    )
    database.table("question").create_index(["server", "asked_at"])
    database.table("question").create_index(["asker"])


@migrations(name="002_vote")
def _vote(database: Any) -> None:
    """One vote a member on an answer, which bears its question's number.

    `liked` is 1 or 0. What a vote is about stays when the question itself is past its time.
    """
    database.table("vote").create(
        {
            "question": int,
            "voter": str,
            "liked": int,
            "reason": str,
            "server": int,
            "index_version": str,
            "voted_at": str,
        },
        pk=("question", "voter"),
        not_null={"liked", "index_version", "voted_at"},
    )
    database.table("vote").create_index(["server", "voted_at"])


@migrations(name="003_vote_section")
def _vote_section(database: Any) -> None:
    """The sections that a voted answer cited."""
    database.table("vote_section").create(
        {"question": int, "topic": str, "section": str}, pk=("question", "topic", "section")
    )


@migrations(name="004_gap_origin")
def _gap_origin(database: Any) -> None:
    """Which server a gap came from and the pseudonym of who asked; both null for others."""
    database.table("gap").add_column("server", int)
    database.table("gap").add_column("asker", str)
    database.table("gap").create_index(["server", "asked_at"])
