"""Logging: one line an event, as text or JSON, on stderr."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import Any

import structlog

from bot.operation.redaction import Redactor


def configure_logging(level: str, style: str, secrets: Iterable[str] = ()) -> None:
    """Sends all logging through structlog to stderr.

    Each line names the question that it belongs to, where there is one.

    Args:
        level: a level's name, such as INFO.
        style: `text` for people, `json` for machines.
        secrets: tokens and keys that no line may hold, whoever writes it.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last: structlog.typing.Processor
    if style == "json":
        shared.append(structlog.processors.format_exc_info)
        last = structlog.processors.JSONRenderer()
    else:
        last = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    redactor = Redactor(secrets)

    def redacted(_: Any, __: str, line: Any) -> str:
        """The last step, so that a traceback is looked through too."""
        return redactor(line)

    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, structlog.stdlib.ExtraAdder()],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last, redacted],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for talkative in ("discord", "openai", "httpx2", "httpcore2"):
        logging.getLogger(talkative).setLevel(max(logging.WARNING, logging.getLevelName(level)))
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
