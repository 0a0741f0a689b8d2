"""Tables of what servers wrote for themselves. Every row belongs to one server, `community`."""

from __future__ import annotations

from typing import Any

from sqlite_utils.migrations import Migrations

migrations = Migrations("backroad.entries")


@migrations(name="001_entry_revision")
def _entry_revision(database: Any) -> None:
    """Every state of every entry; the one with the highest `revision` holds.

    `change` is added, edited, removed or restored, by `member`; `questions` and `sources` are JSON.
    """
    database.table("entry_revision").create(
        {
            "community": str,
            "number": int,
            "revision": int,
            "change": str,
            "member": str,
            "at": str,
            "title": str,
            "questions": str,
            "body": str,
            "sources": str,
            "credit_name": str,
            "credit_member": str,
            "credit_link": str,
        },
        pk=("community", "number", "revision"),
        not_null={"change", "at", "title", "questions", "body", "sources"},
    )


@migrations(name="002_entry_embedding")
def _entry_embedding(database: Any) -> None:
    """Embeddings of the texts of entries, float32, by the digest of the text and the model."""
    database.table("entry_embedding").create(
        {"community": str, "number": int, "digest": str, "fingerprint": str, "embedding": bytes},
        pk=("community", "number", "digest"),
        not_null={"fingerprint", "embedding"},
    )


@migrations(name="003_entry_draft")
def _entry_draft(database: Any) -> None:
    """What moderators have typed and not yet published; `form` is JSON."""
    database.table("entry_draft").create(
        {
            "token": str,
            "community": str,
            "member": str,
            "number": int,
            "revision": int,
            "form": str,
            "at": str,
        },
        pk="token",
        not_null={"community", "member", "form", "at"},
    )
