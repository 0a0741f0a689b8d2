"""The set-up that `run.py` and `test.py` share: the virtual environment, and the first index.

Needs nothing but Python's standard library. All it prints goes to stderr, so that the output of
the command it prepares stays clean.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)

_STAMP = VENV / "backroad-installed"


def fail(message: str) -> None:
    """Ends the process with one line on stderr and the exit status of wrong configuration."""
    print(f"backroad: {message}", file=sys.stderr)
    sys.exit(2)


def venv_python() -> Path:
    """The interpreter inside the virtual environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def ensure_installed(extras: Sequence[str]) -> None:
    """Makes `.venv` and installs the locked dependencies, unless that was done already."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        fail(f"Python {wanted} or newer is needed, this is {sys.version.split()[0]}")
    installed = _STAMP.read_text(encoding="utf-8").split() if _STAMP.is_file() else []
    digest = _lock_digest()
    if installed[:1] == [digest] and set(extras) <= set(installed[1:]):
        return
    wanted_extras = sorted({*extras, *(installed[1:] if installed[:1] == [digest] else [])})
    if not venv_python().is_file():
        _say("Making a virtual environment in .venv …")
        venv.create(VENV, with_pip=True)
    _say("Installing the locked dependencies; the first time this takes a few minutes …")
    _run(
        [
            *(str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check"),
            *("--constraint", str(ROOT / "constraints.txt")),
            *("--editable", f"{ROOT}[{','.join(wanted_extras)}]"),
        ],
        "the dependencies could not be installed: look at pip's message above",
    )
    _STAMP.write_text(" ".join([digest, *wanted_extras]), encoding="utf-8")
    _say("Installed.")


def ensure_index() -> None:
    """Builds the index where the data folder has none."""
    if (data_folder() / "index" / "current").is_file():
        return
    _say("Building the index; the first time this takes a few minutes …")
    _run(
        [str(venv_python()), "-m", "bot", "index", "build"],
        "the index could not be built: look at the message above",
    )


def data_folder() -> Path:
    """The data folder that the settings name."""
    return Path(setting("BACKROAD_DATA_DIR") or ROOT / ".backroad")


def setting(name: str) -> str:
    """A setting from the environment, else from `.env`; empty where it is in neither."""
    if os.environ.get(name):
        return os.environ[name]
    for folder in (Path.cwd(), ROOT):
        file = folder / ".env"
        if file.is_file():
            lines = re.findall(
                rf"^\s*(?:export\s+)?{name}\s*=\s*(.*?)\s*$",
                file.read_text(encoding="utf-8"),
                re.MULTILINE,
            )
            if lines:
                return lines[-1].strip("'\"")
    return ""


def use_project_folders() -> None:
    """Lets the command find the clone's data and articles wherever it is started from."""
    if Path.cwd() == ROOT:
        return
    os.environ.setdefault("BACKROAD_DATA_DIR", str(data_folder()))
    os.environ.setdefault("BACKROAD_KNOWLEDGE_DIR", str(ROOT / "knowledge"))


def _lock_digest() -> str:
    digest = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for name in ("pyproject.toml", "constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()[:32]


def _run(command: Sequence[str], problem: str) -> None:
    status = subprocess.run(command, stdout=sys.stderr, check=False).returncode
    if status:
        fail(problem)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
