"""Runs Backroad from a clone: `python3 scripts/run.py [ARGS…]` is `backroad ARGS…`.

The first time it makes `.venv`, installs the locked dependencies and builds the index. With no
ARGS it starts the Discord bot if DISCORD_TOKEN is set, else a chat on the terminal.
"""

from __future__ import annotations

import os
import subprocess
import sys

from environment import (
    ensure_index,
    ensure_installed,
    setting,
    use_project_folders,
    venv_python,
)

_NEED_NO_INDEX = frozenset({"index", "knowledge", "restore", "--help", "-h", "--version"})


def main() -> None:
    arguments = sys.argv[1:]
    if not arguments:
        arguments = ["run" if setting("DISCORD_TOKEN") else "chat"]
    ensure_installed(["build"])
    use_project_folders()
    if arguments[0] not in _NEED_NO_INDEX and not {"--help", "-h"} & set(arguments):
        ensure_index()
    command = [str(venv_python()), "-m", "bot", *arguments]
    if os.name == "nt":
        sys.exit(subprocess.run(command, check=False).returncode)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
