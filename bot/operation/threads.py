"""The threads that blocking work runs on, with the length of their queue."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from bot.operation.observing import Observer

P = ParamSpec("P")
T = TypeVar("T")


class CountingThreads(ThreadPoolExecutor):
    """A thread pool that tells how long jobs waited, as the stage `queue`, and counts them."""

    def __init__(self, observer: Observer, workers: int | None = None) -> None:
        super().__init__(max_workers=workers, thread_name_prefix="work")
        self._observer = observer
        self._counting = threading.Lock()
        self._waiting = 0
        self._running = 0

    @property
    def jobs(self) -> tuple[int, int]:
        """How many jobs wait, and how many run."""
        with self._counting:
            return self._waiting, self._running

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        submitted = time.perf_counter()
        self._count(waiting=1)

        def job() -> T:
            self._observer.stage("queue", time.perf_counter() - submitted)
            self._count(waiting=-1, running=1)
            try:
                return fn(*args, **kwargs)
            finally:
                self._count(running=-1)

        try:
            future = super().submit(job)
        except RuntimeError:  # it was shut down
            self._count(waiting=-1)
            raise
        future.add_done_callback(self._forget_cancelled)
        return future

    def _forget_cancelled(self, done: Future[T]) -> None:
        if done.cancelled():
            self._count(waiting=-1)

    def _count(self, waiting: int = 0, running: int = 0) -> None:
        with self._counting:
            self._waiting += waiting
            self._running += running
