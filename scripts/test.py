"""Checks everything: `python3 scripts/test.py [PYTEST ARGS…]`.

The same set-up as `run.py` with the developers' tools, then lint, formatting, types, the knowledge
check and the test suite. The exit status is 1 where any of them fails; all of them run.
"""

from __future__ import annotations

import subprocess
import sys

from environment import ROOT, ensure_index, ensure_installed, venv_python


def main() -> None:
    ensure_installed(["build", "dev"])
    steps = {
        "lint": ["ruff", "check", "."],
        "formatting": ["ruff", "format", "--check", "."],
        "types": ["mypy"],
        "knowledge": ["bot", "knowledge", "check"],
        "tests": ["pytest", *sys.argv[1:]],
    }
    failed = []
    for name, arguments in steps.items():
        print(f"── {name}", flush=True)
        if name == "tests":
            ensure_index()
        command = [str(venv_python()), "-m", *arguments]
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"backroad: failed: {', '.join(failed)}", file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
