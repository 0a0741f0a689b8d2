"""Changing the serving index version as a new build would, without building one."""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from index.manifest import Manifest
from index.versions import STORE_FILE, Versions, index_folder


def change_served_version(data: Path, statement: str) -> None:
    """Runs a statement on the texts of the serving version, and keeps its manifest true."""
    versions = Versions(index_folder(data))
    folder = versions.path(versions.current())
    database = folder / STORE_FILE
    connection = sqlite3.connect(database)
    with connection:
        connection.execute(statement)
    connection.close()
    manifest = Manifest.read(folder)
    digest = hashlib.sha256(database.read_bytes()).hexdigest()
    replace(manifest, files={**manifest.files, STORE_FILE: digest}).write(folder)
