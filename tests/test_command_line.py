"""The command line as a user runs it: output, exit status, one-line errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def backroad(
    folder: Path, *arguments: str, stdin: str = "", **settings: str
) -> tuple[int, str, str]:
    """Runs a command on the small knowledge base; gives exit status, stdout and stderr."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(("BACKROAD_", "DISCORD_"))},
        "BACKROAD_DATA_DIR": str(folder / "data"),
        "BACKROAD_KNOWLEDGE_DIR": str(folder / "knowledge"),
        "PYTHONWARNINGS": "error,ignore:'audioop' is deprecated:DeprecationWarning",
        "PYTHONUTF8": "1",
        **settings,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin, capture_output=True, text=True, env=environment, cwd=folder, check=False,
        encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_ask_answers_with_sources_and_next_skills(built_small: Path) -> None:
    status, out, _ = backroad(built_small, "ask", "what is Tables")
    assert status == 0
    assert "[1]" in out
    assert "https://spec.test/tables" in out
    assert "Next skills\n- Queries (builds on Tables)" in out


def test_ask_json_is_the_answer_object(built_small: Path) -> None:
    _, out, _ = backroad(built_small, "ask", "--json", "what is Tables")
    answer = json.loads(out)
    assert list(answer) == [
        "question", "outcome", "answer", "citations", "topics", "next_skills", "confidence",
        "index_version", "elapsed_ms",
    ]  # fmt: skip
    assert answer["outcome"] == "answered"
    assert answer["topics"][0] == "tables"
    assert answer["citations"][0]["sources"][0]["url"].startswith("https://")
    assert 0 <= answer["confidence"] <= 1
    assert answer["elapsed_ms"] > 0


def test_batch_answers_line_by_line_and_in_order(built_small: Path) -> None:
    lines = 'what is Tables\n\n{"turns": ["what is Queries", "why does it matter"]}\nhello\n'
    status, out, _ = backroad(built_small, "ask", "--batch", "-", stdin=lines)
    answers = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [answer["topics"][0] for answer in answers[:2]] == ["tables", "queries"]
    assert [answer["outcome"] for answer in answers] == ["answered", "answered", "small_talk"]


def test_chat_understands_a_follow_up(built_small: Path) -> None:
    status, out, _ = backroad(built_small, "chat", stdin="what is Queries\nwhy does it matter\n\n")
    assert status == 0
    assert "Why Queries matters" in out


def test_a_refusal_is_an_answer_and_is_kept_as_a_gap(small: Path) -> None:
    status, out, _ = backroad(small, "ask", "how do I bake sourdough bread at home")
    assert status == 0
    assert "I don't have a sourced answer to that." in out
    assert "https://" not in out
    import sqlite3

    with sqlite3.connect(small / "data" / "backroad.db") as database:
        rows = database.execute("select question from gap").fetchall()
    assert rows == [("how do I bake sourdough bread at home",)]


def test_index_commands_describe_verify_and_step_back(small: Path) -> None:
    status, out, _ = backroad(small, "index", "status")
    assert (status, out.splitlines()[0].split()[0]) == (0, "Version")
    assert "all-MiniLM-L6-v2" in out
    status, out, _ = backroad(small, "index", "verify")
    assert (status, "(serving): whole\nencoder " in out) == (0, True)
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    status, out, _ = backroad(small, "index", "build")
    assert (status, "1 article" in out or "serves: 4 articles" in out) == (0, True)
    status, out, _ = backroad(small, "index", "build")
    assert (status, out.startswith("Nothing changed")) == (0, True)
    status, out, _ = backroad(small, "index", "rollback")
    assert (status, out.strip().endswith("serves.")) == (0, True)
    status, _, error = backroad(small, "index", "rollback")
    assert (status, error) == (1, "backroad: there is no earlier index version to step back to\n")


def test_a_damaged_version_fails_verification(small: Path) -> None:
    database = next((small / "data" / "index" / "versions").glob("*/knowledge.db"))
    database.write_bytes(database.read_bytes()[:-100])
    status, out, _ = backroad(small, "index", "verify")
    assert (status, "damaged, knowledge.db is not what was built" in out) == (1, True)
    status, _, error = backroad(small, "ask", "what is Tables")
    assert status == 1
    assert "run 'backroad index build'" in error.splitlines()[-1]


def test_knowledge_check_and_stats(small: Path) -> None:
    assert backroad(small, "knowledge", "check")[:2] == (0, "4 articles, no fault.\n")
    status, out, _ = backroad(small, "knowledge", "stats")
    assert (status, "Quiz questions" in out) == (0, True)
    path = small / "knowledge" / "articles" / "databases" / "tables.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("hours: 3", "hours: x"), encoding="utf-8"
    )
    status, out, _ = backroad(small, "knowledge", "check")
    assert (status, f"{path}:9: 'hours' must be a whole number" in out) == (1, True)
    status, out, error = backroad(small, "index", "build")
    assert (status, "'hours' must be a whole number" in out) == (1, True)
    assert "faults in the knowledge base" in error.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        (["ask"], {}, "give a question"),
        (["ask", "a", "--batch", "-"], {}, "give a question"),
        (["ask", "a", "--wrong"], {}, "No such option"),
        (["nothing"], {}, "No such command 'nothing'"),
        (["run"], {}, "DISCORD_TOKEN is not set"),
        (
            ["ask", "a"],
            {"BACKROAD_LOG_LEVEL": "LOUD"},
            "setting BACKROAD_LOG_LEVEL: input should be",
        ),
        (["ask", "a"], {"BACKROAD_DATA_DIR": "nowhere"}, "run 'backroad index build' first"),
        (["ask", "--batch", "missing.txt"], {}, "missing.txt"),
        (["evaluate", "missing.jsonl"], {}, "missing.jsonl cannot be read"),
    ],
)
def test_wrong_usage_is_one_line_and_status_two(
    built_small: Path, arguments: list[str], settings: dict[str, str], message: str
) -> None:
    status, _, error = backroad(built_small, *arguments, stdin="", **settings)
    assert status == 2, error
    assert message in error
    assert error.startswith("backroad: ")
    assert error.count("\n") == 1


def test_a_line_of_a_batch_at_fault_is_named(built_small: Path) -> None:
    status, _, error = backroad(built_small, "ask", "--batch", "-", stdin='hello\n{"turns": 3}\n')
    assert (status, error.startswith("backroad: line 2: give")) == (2, True)


def test_every_setting_of_the_environment_is_in_the_example() -> None:
    from bot.settings import Settings

    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        variable = "DISCORD_TOKEN" if name == "discord_token" else f"BACKROAD_{name.upper()}"
        assert variable in example


def test_every_command_is_in_the_readme() -> None:
    from bot.terminal.commands import backroad as group

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, command in group.commands.items():
        for sub in getattr(command, "commands", {"": None}):
            assert f"backroad {name} {sub}".strip() in readme
