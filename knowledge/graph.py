"""The skill graph: which topics to know before which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter


class SkillGraph:
    """A directed graph of topics with an edge from each topic to those it requires.

    Args:
        requires: for each topic, the topics to know first. Unknown topics are ignored.

    Raises:
        graphlib.CycleError: where a topic requires itself by some way.
    """

    def __init__(self, requires: Mapping[str, Iterable[str]]) -> None:
        self._requires = {
            topic: tuple(needed for needed in needs if needed in requires)
            for topic, needs in requires.items()
        }
        self.order = tuple(TopologicalSorter(self._requires).static_order())
        self._closure: dict[str, frozenset[str]] = {}
        self._dependants: dict[str, list[str]] = {topic: [] for topic in self._requires}
        for topic in self.order:
            needs = self._requires[topic]
            self._closure[topic] = frozenset(needs).union(*(self._closure[n] for n in needs))
            for needed in needs:
                self._dependants[needed].append(topic)

    def __contains__(self, topic: object) -> bool:
        return topic in self._requires

    def requires(self, topic: str) -> tuple[str, ...]:
        """The topics to know right before this one, as the article lists them."""
        return self._requires[topic]

    def all_requires(self, topic: str) -> frozenset[str]:
        """Everything to know before this topic, however far back."""
        return self._closure[topic]

    @cached_property
    def needed_by(self) -> Mapping[str, int]:
        """How many topics need each one, however far back."""
        return Counter(needed for closure in self._closure.values() for needed in closure)

    def builds_on(self, topic: str) -> tuple[str, ...]:
        """The topics that require this one directly, in topological order."""
        return tuple(self._dependants[topic])

    def redundant(self, topic: str) -> list[tuple[str, str]]:
        """Pairs (needed, by way of): direct requirements that another one already implies."""
        needs = self._requires[topic]
        return [(a, b) for a in needs for b in needs if a != b and a in self._closure[b]]

    def components(self) -> list[frozenset[str]]:
        """Groups of topics that hang together when direction is ignored, largest first."""
        left, groups = set(self._requires), []
        while left:
            reached, border = set(), {min(left)}
            while border:
                topic = border.pop()
                reached.add(topic)
                neighbours = {*self._requires[topic], *self._dependants[topic]}
                border |= neighbours - reached
            groups.append(frozenset(reached))
            left -= reached
        return sorted(groups, key=len, reverse=True)


def find_cycle(requires: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """One cycle, its first topic repeated at the end; empty where there is none."""
    known = {topic: [n for n in needs if n in requires] for topic, needs in requires.items()}
    try:
        TopologicalSorter(known).prepare()
    except CycleError as error:
        return tuple(reversed(error.args[1]))
    return ()
