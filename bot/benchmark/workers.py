"""Processes of the benchmark: a child program that answers requests, one JSON object a line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from bot.errors import UsageError

_PATIENCE = 180.0

Handler = Callable[[Any], Any]


class WorkerError(UsageError):
    """A child process ended, or took too long, before it answered; the message says why."""


class Worker:
    """A child program, started by `python -m MODULE ARGUMENTS…` when this is constructed.

    Args:
        module: a program that ends in `serve`.
        patience: seconds after which a request that was not answered ends the child.

    Attributes:
        started: the reading of `time.perf_counter` right before the start.
    """

    def __init__(self, module: str, arguments: Sequence[str], patience: float = _PATIENCE) -> None:
        if patience <= 0:
            raise ValueError(f"the patience must be above 0 seconds: {patience}")
        self._module = module
        self._patience = patience
        self._complaints = tempfile.TemporaryFile(  # noqa: SIM115 - closed with the child
            "w+", encoding="utf-8", errors="replace"
        )
        self.started = time.perf_counter()
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
            env={**os.environ, "TOKENIZERS_PARALLELISM": "false", "PYTHONIOENCODING": "utf-8"},
        )

    def call(self, request: str, value: Any = None) -> Any:
        """The answer to a request.

        Raises:
            WorkerError: with the last line of the child's complaints.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        alarm = threading.Timer(self._patience, self._process.kill)
        alarm.start()
        try:
            self._process.stdin.write(json.dumps([request, value]) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except OSError:
            line = ""
        finally:
            alarm.cancel()
        if not line:
            raise WorkerError(f"{self._module} ended: {self._last_words()}")
        return json.loads(line)

    def close(self) -> None:
        """Ends the child."""
        self._process.kill()
        self._process.communicate()
        self._complaints.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _last_words(self) -> str:
        self._process.kill()
        self._process.wait()
        self._complaints.seek(0)
        lines = [line.strip() for line in self._complaints if line.strip()]
        return lines[-1][:200] if lines else f"it ended with status {self._process.returncode}"


def serve(handlers: Mapping[str, Handler]) -> None:
    """Answers requests on standard input until that ends. What else is printed goes to stderr."""
    answers = sys.stdout
    sys.stdout = sys.stderr
    for line in sys.stdin:
        request, value = json.loads(line)
        answers.write(json.dumps(handlers[request](value)) + "\n")
        answers.flush()
