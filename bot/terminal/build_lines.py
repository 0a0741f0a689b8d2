"""A build that tells another program how it goes."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from bot.moderation.build_events import Progress, built, failed, faulty, to_line
from bot.settings import Settings
from index.build import build_index
from knowledge.faults import KnowledgeError

GENTLE = 10
"""Added to the niceness of a gentle build, so that answering comes first (see nice(2))."""


def build_in_lines(settings: Settings, write: Callable[[str], None]) -> None:
    """Builds, and writes a line for each step and one for the outcome; see `build_events`.

    SIGTERM ends it tidily: what was staged is removed and the serving version stays.

    Raises:
        What `build_index` raises, after the line that tells of it.
    """
    signal.signal(signal.SIGTERM, _stop)
    try:
        report = build_index(
            settings.knowledge_dir,
            settings.data_dir,
            settings.model,
            lambda step, done, whole: write(to_line(Progress(step, done, whole))),
        )
    except KnowledgeError as error:
        write(to_line(faulty(error.faults, settings.knowledge_dir)))
        raise
    except Exception as error:
        write(to_line(failed(error)))
        raise
    write(to_line(built(report)))


def give_way() -> None:
    """Lets other programs of this machine go first, where the system knows how."""
    if hasattr(os, "nice"):
        os.nice(GENTLE)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise SystemExit(128 + number)
