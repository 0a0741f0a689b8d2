"""The tracks of the serving index with where a member stands on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from bot.roadmaps.path import LearningPath, build_path
from bot.roadmaps.tracks import NoTracksError
from bot.state.learners import Mark, TopicState
from index.opened import OpenIndex

DEFAULT_TRACK = "backend-beginner"
"""The track of those who have chosen none and learned nothing."""


class MemberPaths:
    """Builds the paths of members.

    Args:
        index: gives the serving index, whichever it is at the moment.
    """

    def __init__(self, index: Callable[[], OpenIndex]) -> None:
        self._index = index
        self._plans: tuple[str, Mapping[str, Mapping[str, Any]]] | None = None

    def roadmaps(self) -> Mapping[str, Mapping[str, Any]]:
        """The roadmaps of the serving index, read once a version."""
        index = self._index()
        if self._plans is None or self._plans[0] != index.version:
            self._plans = (index.version, index.store.roadmaps())
        return self._plans[1]

    def path(
        self, track: str, states: Mapping[str, TopicState], dismissed: Collection[str]
    ) -> LearningPath | None:
        """A track with the member's states; None where there is none (any more)."""
        index = self._index()
        plan = self.roadmaps().get(track)
        if plan is None:
            return None
        done = {t for t, state in states.items() if state.mark is not Mark.UNDER_WAY}
        return build_path(
            track, plan, index.store.topics(), index.graph, done, states.keys() - done,
            dismissed=dismissed,
        )  # fmt: skip

    def all(
        self, states: Mapping[str, TopicState], dismissed: Collection[str]
    ) -> list[LearningPath]:
        """Every track with the member's states, in order."""
        found = (self.path(slug, states, dismissed) for slug in self.roadmaps())
        return [path for path in found if path is not None]

    def best(self, states: Mapping[str, TopicState], dismissed: Collection[str]) -> LearningPath:
        """The track with the most done; where there are several, the default one if it is one.

        Raises:
            NoTracksError: where the index holds no roadmaps.
        """
        paths = self.all(states, dismissed)
        if not paths:
            raise NoTracksError
        return max(paths, key=lambda path: (path.done, path.slug == DEFAULT_TRACK))
