"""Imports run one way, and importing does nothing but define."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("knowledge", "index", "bot")
MODULES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_imports_only_from_its_package_and_those_before_it(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    forbidden = {*PACKAGES[PACKAGES.index(package) + 1 :], "scripts", "tests"}
    assert not forbidden.intersection(imported(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_discord_is_imported_on_the_discord_side_only(path: Path) -> None:
    if path.relative_to(ROOT).parts[:2] != ("bot", "discord"):
        assert "discord" not in imported(path)


def test_importing_everything_opens_no_file_socket_or_process() -> None:
    names = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in MODULES
        if path.name != "__main__.py"
    ]
    program = f"""
import importlib, sys, warnings
warnings.simplefilter("ignore")
import discord, faiss, onnxruntime, rich.progress, sqlite_utils, structlog, pydantic_settings
import frontmatter, markdown_it, rapidfuzz.process, click, filelock, rich.markdown, tokenizers
import importlib.resources, discord.ext.commands
import sqlite_utils.migrations
seen = []
def hook(event, arguments):
    writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
    mine = event == "open" and str(arguments[0]).startswith({str(ROOT)!r})
    code = mine and str(arguments[0]).endswith((".py", ".pyc"))
    if event.startswith(("socket.", "subprocess.", "sqlite3.connect")) or (mine and not code):
        seen.append((event, arguments))
sys.dont_write_bytecode = True
sys.addaudithook(hook)
for name in {names!r}:
    importlib.import_module(name)
print(seen)
sys.exit(1 if seen else 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_folder_has_the_name_of_a_module_beside_it(path: Path) -> None:
    """An installed package would take the folder for the module."""
    assert not path.with_suffix("").is_dir()
