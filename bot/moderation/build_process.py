"""A build in a process of its own, watched through the lines that it writes."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping

from bot.moderation.build_events import Event, read_line
from bot.settings import Settings

_log = logging.getLogger(__name__)

COMMAND = (sys.executable, "-m", "bot", "index", "build", "--json", "--gentle")
_SECRETS = ("DISCORD_TOKEN", "BACKROAD_LLM_API_KEY")
_LONGEST_LINE = 2**20
_KEPT_ERRORS = 4000
_PATIENCE = 10.0


class BuildProcess:
    """A running build. Read `events` to their end, then it has ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def events(self) -> AsyncIterator[Event]:
        """What the build tells, as it tells it; ends with the process, whose errors are logged."""
        reading = asyncio.create_task(self._errors())
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            event = read_line(line.decode("utf-8", "replace"))
            if event is not None:
                yield event
        errors = await reading
        status = await self._process.wait()
        if status:
            _log.warning("a build ended with status %d: %s", status, errors)

    async def stop(self) -> None:
        """Asks the build to end, and makes it end where it does not."""
        if self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), _PATIENCE)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _errors(self) -> str:
        """The end of what the process writes as errors; read on so that it never waits for us."""
        assert self._process.stderr is not None
        kept = b""
        while more := await self._process.stderr.read(4096):
            kept = (kept + more)[-_KEPT_ERRORS:]
        return kept.decode("utf-8", "replace").strip()


async def start_build(settings: Settings) -> BuildProcess:
    """Starts a build of these settings' index.

    Raises:
        OSError: where no process can be started.
    """
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=_LONGEST_LINE,
        env=build_environment(settings, os.environ),
    )
    return BuildProcess(process)


def build_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a build: this one without its secrets, and the same folders and model."""
    kept = {name: value for name, value in environment.items() if name not in _SECRETS}
    kept["BACKROAD_DATA_DIR"] = str(settings.data_dir.resolve())
    kept["BACKROAD_KNOWLEDGE_DIR"] = str(settings.knowledge_dir.resolve())
    if settings.model is not None:
        kept["BACKROAD_MODEL"] = settings.model
    kept["PYTHONUTF8"] = "1"
    return kept
