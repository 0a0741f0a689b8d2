"""Going back to another version of the index, and what that would change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from bot.state.builds import Change, Kind, Outcome, SqliteBuildLog
from index.build import compare_topics, topic_digests
from index.manifest import Manifest
from index.versions import Versions


class Stepping:
    """Changes which version serves. Blocks; for a thread, not for the event loop.

    Args:
        follow: opens the version that is to serve; raises IndexingError where that fails.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        log: SqliteBuildLog,
        versions: Versions,
        follow: Callable[[], None],
        now: Callable[[], datetime],
    ) -> None:
        self._log = log
        self._versions = versions
        self._follow = follow
        self._now = now

    def change(self, before: str, after: str) -> Change:
        """What differs in the second version from the first, by topic."""
        digests = (topic_digests(self._versions.path(name)) for name in (before, after))
        return Change(*compare_topics(*digests))

    def step(self, server: int, member: int, before: str, after: str) -> Manifest:
        """Makes a version serve instead of another, and logs it.

        Raises:
            BuildUnderWayError, OvertakenError, DamagedIndexError: see `Versions.choose`; nothing
                is changed then.
        """
        manifest = self._versions.choose(after, instead_of=before)
        number = self._log.begin(Kind.ROLLBACK, server, member, self._now())
        change = self.change(before, after)
        self._log.end(number, Outcome.DONE, self._now(), after, change)
        self._follow()
        return manifest
