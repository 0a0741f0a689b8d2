"""Backroad as it serves: the process of `backroad run` short of the connection to Discord."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.benchmark.memory import resident_megabytes
from bot.benchmark.workers import Worker, serve


def start_serving(data_folder: Path) -> Worker:
    """A new serving process, which loads while its first request waits."""
    return Worker("bot.benchmark.served", [str(data_folder)])


def main() -> None:
    """Serves the data folder that the first argument names."""
    import bot.discord.running  # noqa: F401 - in memory while the bot serves
    from bot.answering.service import AnswerService

    service = AnswerService(Path(sys.argv[1]))
    serve(
        {
            "ask": lambda question: service.answer(question).answer.elapsed_ms,
            "memory": lambda _: resident_megabytes(),
        }
    )


if __name__ == "__main__":
    main()
