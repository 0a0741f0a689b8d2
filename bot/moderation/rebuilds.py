"""Rebuilding the index while the bot answers: one build at a time, watched and logged."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.moderation.build_events import Built, Ending, Event, Failed, Faulty, Progress, Reason
from bot.moderation.build_texts import problem_of
from bot.moderation.index_state import chosen_version
from bot.state.builds import Change, Kind, Outcome, SqliteBuildLog
from index.versions import Versions

_log = logging.getLogger(__name__)

CHECKING = "Asking the regression questions"


class Build(Protocol):
    """A build that was started."""

    def events(self) -> AsyncIterator[Event]:
        """What it tells; ends when it has ended."""

    async def stop(self) -> None:
        """Makes it end."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A build that a moderator, or None for the bot as it stopped, put an end to."""

    by: int | None


@dataclass(eq=False)
class RunningBuild:
    """A build under way, or one that has just ended.

    Attributes:
        number: its entry in the log.
        ended: how it ended, once it has.
    """

    number: int
    server: int
    member: int
    started_at: datetime
    ended: asyncio.Future[Ending | Cancelled]
    progress: Progress = field(default_factory=Progress)
    cancelled: Cancelled | None = None


class AlreadyUnderWayError(Exception):
    """A build was asked for while another runs."""

    def __init__(self, running: RunningBuild) -> None:
        self.running = running
        super().__init__(f"build {running.number} is under way")


class Rebuilds:
    """Starts builds and follows them to their end. Used from one event loop.

    Args:
        launch: starts a build in a process of its own; raises OSError where that fails.
        follow: opens the version that is to serve; blocks, and raises IndexingError where it fails.
        check: looks whether a new version, by its name, answers what it must; blocks.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        log: SqliteBuildLog,
        versions: Versions,
        launch: Callable[[], Awaitable[Build]],
        follow: Callable[[], None],
        check: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._versions = versions
        self._launch = launch
        self._open_new = follow
        self._check = check
        self._now = now
        self._starting = asyncio.Lock()
        self._build: Build | None = None
        self._following: asyncio.Task[None] | None = None
        self.running: RunningBuild | None = None

    async def start(self, server: int, member: int) -> RunningBuild:
        """Starts a build for a moderator of a server.

        Raises:
            AlreadyUnderWayError: where one runs that was started here.
        """
        async with self._starting:
            if self.running is not None and not self.running.ended.done():
                raise AlreadyUnderWayError(self.running)
            at = self._now()
            number = await asyncio.to_thread(self._log.begin, Kind.BUILD, server, member, at)
            ended = asyncio.get_running_loop().create_future()
            running = RunningBuild(number, server, member, at, ended)
            before = await asyncio.to_thread(chosen_version, self._versions)
            try:
                self._build = await self._launch()
            except OSError:
                _log.exception("no process could be started to build in")
                self._build = None
            self.running = running
            self._following = asyncio.create_task(self._follow(running, self._build, before))
            return running

    async def cancel(self, number: int, by: int | None) -> bool:
        """Puts an end to a build; False where it has ended. Nothing changes, unless it was done."""
        running = self.running
        if running is None or running.number != number or running.ended.done():
            return False
        running.cancelled = running.cancelled or Cancelled(by)
        if self._build is not None:
            await self._build.stop()
        return True

    async def close(self) -> None:
        """Ends the build under way, for a bot that stops."""
        if self.running is not None:
            await self.cancel(self.running.number, None)
        if self._following is not None:
            await self._following

    async def _follow(self, running: RunningBuild, build: Build | None, before: str) -> None:
        ending: Ending | Cancelled = Failed(Reason.UNFORESEEN)
        try:
            if build is not None:
                ending = await self._watched(running, build, before)
            await asyncio.to_thread(self._settle, running, ending)
        finally:
            running.ended.set_result(ending)

    async def _watched(
        self, running: RunningBuild, build: Build, before: str
    ) -> Ending | Cancelled:
        """How a build ended; as failed, and stopped, where it cannot be followed."""
        try:
            return await self._watch(running, build, before)
        except Exception:  # noqa: BLE001 - else the log would hold it as running for ever
            _log.exception("a build could not be followed to its end")
            await build.stop()
            return Failed(Reason.UNFORESEEN)

    async def _watch(self, running: RunningBuild, build: Build, before: str) -> Ending | Cancelled:
        """How a build ended. One that was cancelled too late is told as the version it made."""
        ending: Ending | None = None
        async for event in build.events():
            if isinstance(event, Progress):
                running.progress = event
            else:
                ending = event
        if isinstance(ending, Built) or running.cancelled is None:
            return ending or Failed(Reason.UNFORESEEN)
        after = await asyncio.to_thread(chosen_version, self._versions)
        if after == before:
            return running.cancelled
        manifest = await asyncio.to_thread(self._versions.verify, after)
        return Built(after, False, manifest.seconds, manifest.counts)

    def _settle(self, running: RunningBuild, ending: Ending | Cancelled) -> None:
        """Has the new version answer, and logs how the build ended."""
        version, change = "", None
        if isinstance(ending, Built) and not ending.unchanged:
            self._take_up(running, ending.version)
        if isinstance(ending, Built):
            outcome = Outcome.UNCHANGED if ending.unchanged else Outcome.DONE
            version = ending.version
            change = Change(ending.added, ending.changed, ending.removed)
        elif isinstance(ending, Cancelled):
            outcome = Outcome.CANCELLED
        else:
            outcome = Outcome.FAILED
        problem = problem_of(ending) if isinstance(ending, Faulty | Failed) else ""
        self._log.end(running.number, outcome, self._now(), version, change, problem)

    def _take_up(self, running: RunningBuild, version: str) -> None:
        """Has a new version answer, and checks it; what fails here does not unmake the version."""
        running.progress = Progress(CHECKING)
        try:
            self._open_new()
            self._check(version)
        except Exception:  # noqa: BLE001 - the boundary of what follows a build
            _log.exception("the version just built could not be opened or checked")
