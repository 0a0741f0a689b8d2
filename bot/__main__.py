"""The entry point: `backroad`, or `python -m bot`."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from pathlib import Path

import click

from bot.errors import AT_FAULT, WRONG_USAGE, explain
from bot.operation.redaction import Redactor
from bot.settings import read_settings, secrets_of
from bot.terminal.commands import backroad


def main() -> None:
    """Runs the command line; any foreseen error becomes one line on stderr and its exit status."""
    try:
        status = backroad.main(standalone_mode=False)
    except click.ClickException as error:
        message = error.format_message()
        context = getattr(error, "ctx", None)
        hint = f" (see '{context.command_path} --help')" if context is not None else ""
        print(f"backroad: {message}{hint}", file=sys.stderr)  # noqa: T201
        sys.exit(WRONG_USAGE)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the boundary of the program
        explained = explain(error)
        message, status = explained or _unforeseen(error)
        print(f"backroad: {message}", file=sys.stderr)  # noqa: T201
        sys.exit(status)
    sys.exit(status if isinstance(status, int) else 0)


def _unforeseen(error: Exception) -> tuple[str, int]:
    """One line about an error of the program itself, whose text may hold anything.

    Its traceback goes to the log where there is one, else to stderr where DEBUG is asked for.
    """
    if logging.getLogger().handlers:
        logging.getLogger("bot").error("the program failed", exc_info=error)
    elif os.environ.get("BACKROAD_LOG_LEVEL") == "DEBUG":
        hidden = Redactor(secrets_of(read_settings()))
        print(hidden("".join(traceback.format_exception(error))), file=sys.stderr)  # noqa: T201
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} in {Path(place.filename).name}, line {place.lineno}"
    return (
        f"the program failed ({where}): please report it with the traceback that "
        "BACKROAD_LOG_LEVEL=DEBUG shows",
        AT_FAULT,
    )


if __name__ == "__main__":
    main()
