"""Resolves the dependencies anew and writes `constraints.txt`: `python3 scripts/lock.py`.

Installs everything into a temporary virtual environment and notes the versions found there.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEAD = "# Every version that Backroad is tested with. Written by scripts/lock.py.\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        bin_folder = "Scripts" if sys.platform == "win32" else "bin"
        python = str(Path(folder) / bin_folder / "python")
        subprocess.run([python, "-m", "pip", "install", f"{ROOT}[build,dev]"], check=True)
        frozen = subprocess.run(
            [python, "-m", "pip", "list", "--format=freeze"],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    lines = [
        line.split("+")[0]
        for line in frozen.splitlines()
        if "==" in line and not line.startswith(("backroad==", "pip=="))
    ]
    text = HEAD + "".join(f"{line}\n" for line in sorted(lines, key=str.lower))
    (ROOT / "constraints.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
