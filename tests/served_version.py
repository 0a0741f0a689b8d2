"""Changing the serving index version as a new build would, without building one."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from pathlib import Path


def change_served_version(data: Path, statement: str) -> None:
    """Runs a statement on the texts of the serving version, and keeps its manifest true."""
    versions = data / "index" / "versions"
    folder = versions / (data / "index" / "current").read_text(encoding="utf-8").strip()
    database = folder / "knowledge.db"
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()
    manifest = folder / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["files"][database.name] = hashlib.sha256(database.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(content), encoding="utf-8")
