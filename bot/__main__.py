"""The entry point: `backroad`, or `python -m bot`."""

from __future__ import annotations

import sys

import click

from bot.errors import WRONG_USAGE, explain
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
    except Exception as error:
        explained = explain(error)
        if explained is None:
            raise
        print(f"backroad: {explained[0]}", file=sys.stderr)  # noqa: T201
        sys.exit(explained[1])
    sys.exit(status if isinstance(status, int) else 0)


if __name__ == "__main__":
    main()
