"""What the learning companion does for a member, over the serving index and the stored progress.

Everything here reads and writes SQLite, so call it in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Protocol

from bot.learning.claims import Claim, beneath, read_claim
from bot.learning.member_paths import MemberPaths
from bot.learning.progress import Progress, read_progress
from bot.learning.skill import Skill, read_skill, state_of
from bot.learning.skill_names import SkillNames
from bot.learning.suggesting import Suggestion, suggest_skills
from bot.roadmaps.path import LearningPath, State
from bot.roadmaps.text import Reading
from bot.roadmaps.tracks import Track, read_tracks
from bot.state.learners import LearnerStore, Mark, TopicState
from index.opened import OpenIndex
from index.store import Topic


class Zones(Protocol):
    """Knows where members are."""

    def zone(self, member: int) -> tzinfo:
        """The member's time zone; UTC where it is not known."""


class Everywhere:
    """`Zones` before anybody said where they are."""

    def zone(self, member: int) -> tzinfo:
        return UTC


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to learn now.

    Attributes:
        track: the member's, or the one that fits best.
        chosen: whether the member chose it.
        under_way: the topics begun, newest first.
        untouched: whether nothing is stored of the member.
    """

    track: LearningPath
    chosen: bool
    suggestions: tuple[Suggestion, ...]
    under_way: tuple[Topic, ...]
    untouched: bool


class Companion:
    """Knows what each member learns, and what that means on the serving index.

    Args:
        index: gives the serving index, whichever it is at the moment.
        now: the clock, in UTC.
    """

    def __init__(
        self,
        index: Callable[[], OpenIndex],
        learners: LearnerStore,
        now: Callable[[], datetime],
        zones: Zones | None = None,
    ) -> None:
        self._index = index
        self._learners = learners
        self._now = now
        self._zones = zones or Everywhere()
        self._names: tuple[str, SkillNames] | None = None
        self._paths = MemberPaths(index)

    # -- looking --------------------------------------------------------------------------------

    def names(self) -> SkillNames:
        """The names of the skills of the serving index."""
        index = self._index()
        if self._names is None or self._names[0] != index.version:
            self._names = (index.version, SkillNames(index.store.topics()))
        return self._names[1]

    def title(self, topic: str) -> str | None:
        """The title of a topic; None where there is none (any more)."""
        found = self._index().store.topics().get(topic)
        return found.title if found is not None else None

    def titles(self, topics: Iterable[str]) -> dict[str, str]:
        """The titles of those topics that there are, by slug, in order."""
        known = self._index().store.topics()
        return {slug: known[slug].title for slug in topics if slug in known}

    def at_hand(self, member: int) -> tuple[str, ...]:
        """The topics under way and to learn now; nothing where the index holds no roadmaps."""
        if not self._paths.roadmaps():
            return ()
        outlook = self.outlook(member)
        return (*(t.slug for t in outlook.under_way), *(s.topic for s in outlook.suggestions))

    def skill(self, member: int, topic: str) -> Skill | None:
        """A skill as the member sees it; None where there is none (any more)."""
        index = self._index()
        track = self._learners.track(member) or ""
        return read_skill(topic, index.store, index.graph, self._learners.states(member), track)

    def claim(self, member: int, text: str) -> Claim | None:
        """What a text says that the member knows; None where it says no such thing."""
        index = self._index()
        found = index.search.search(text)
        return read_claim(found.text, found.mentions, index.graph, self._learners.learned(member))

    def claim_of(self, member: int, topics: Iterable[str]) -> Claim:
        """What knowing some topics means for the member; unknown topics are left out."""
        index = self._index()
        learned = self._learners.learned(member)
        named = [topic for topic in topics if topic in index.graph]
        known = tuple(topic for topic in named if topic not in learned)
        had = tuple(topic for topic in named if topic in learned)
        return Claim(known, beneath(named, index.graph, learned), had)

    def path(self, member: int, track: str) -> LearningPath | None:
        """A track with the member's states; None where there is none (any more)."""
        return self._paths.path(
            track, self._learners.states(member), self._learners.dismissed(member)
        )

    def tracks(self) -> tuple[Track, ...]:
        """Every track, in order."""
        return read_tracks(self._paths.roadmaps())

    def chosen_track(self, member: int) -> str | None:
        """The track that the member chose, while there is such a track."""
        track = self._learners.track(member)
        return track if track in self._paths.roadmaps() else None

    def outlook(self, member: int) -> Outlook:
        """What the member should learn now.

        Raises:
            NoTracksError: where the index holds no roadmaps.
        """
        states = self._learners.states(member)
        path, chosen = self._own_path(member, states)
        topics = self._index().store.topics()
        begun = [slug for slug, state in states.items() if state.mark is Mark.UNDER_WAY]
        under_way = tuple(topics[slug] for slug in reversed(begun) if slug in topics)
        suggestions = self._suggestions(member, path, states)
        return Outlook(path, chosen, suggestions, under_way, not states)

    def progress(self, member: int, track: str | None = None) -> Progress | None:
        """How far the member has come on a track; None where there is none (any more).

        Args:
            track: a slug; without it, the chosen track, else the one that fits best.

        Raises:
            NoTracksError: where the index holds no roadmaps.
        """
        states = self._learners.states(member)
        own, chosen = self._own_path(member, states)
        path: LearningPath | None = own
        if track is not None and track != own.slug:
            path, chosen = self.path(member, track), False
        if path is None:
            return None
        now = self._now().astimezone(self._zones.zone(member))
        return read_progress(
            path, chosen, states, self._index().store.topics(),
            self._learners.active_days(member), self._suggestions(member, path, states),
            self._paths.all(states, self._learners.dismissed(member)), now,
        )  # fmt: skip

    def reading(self, topics: Iterable[str]) -> dict[str, Reading]:
        """Where to read on about some topics: the first source of each."""
        store = self._index().store
        links = {topic: list(store.sources(topic).values())[:1] for topic in topics}
        return {topic: Reading(a.title, a.url) for topic, firsts in links.items() for a in firsts}

    # -- changing -------------------------------------------------------------------------------

    def begin(self, member: int, topic: str) -> None:
        """Puts a topic under way; one that is learned stays learned."""
        if state_of(topic, self._learners.states(member)) is not State.DONE:
            self._learners.mark(member, [topic], Mark.UNDER_WAY, self._local_now(member))

    def learn(self, member: int, topic: str) -> None:
        """Marks a topic as learned; one that was known before stays so."""
        if topic not in self._learners.learned(member):
            self._learners.mark(member, [topic], Mark.LEARNED, self._local_now(member))

    def know(self, member: int, topics: Iterable[str]) -> tuple[str, ...]:
        """Marks topics as known before Backroad; gives those that were not learned so far."""
        known = self._index().store.topics()
        learned = self._learners.learned(member)
        new = tuple(topic for topic in topics if topic in known and topic not in learned)
        if new:
            self._learners.mark(member, new, Mark.KNOWN, self._local_now(member))
        return new

    def unmark(self, member: int, topic: str) -> None:
        """Makes a topic open again."""
        self._learners.unmark(member, [topic])

    def choose_track(self, member: int, track: str) -> bool:
        """Makes a track the member's own; False where there is none (any more)."""
        if track not in self._paths.roadmaps():
            return False
        self._learners.choose_track(member, track, self._now())
        return True

    def dismiss(self, member: int, topic: str) -> None:
        """Suggests a topic no more."""
        self._learners.dismiss(member, topic, self._now())

    def undo_dismissal(self, member: int, topic: str) -> None:
        """Suggests a topic again."""
        self._learners.undo_dismissal(member, topic)

    # -- parts ----------------------------------------------------------------------------------

    def _local_now(self, member: int) -> datetime:
        return self._now().astimezone(self._zones.zone(member))

    def _own_path(self, member: int, states: Mapping[str, TopicState]) -> tuple[LearningPath, bool]:
        """The chosen track or the one that fits best, and whether it was chosen."""
        dismissed = self._learners.dismissed(member)
        chosen = self.chosen_track(member)
        path = self._paths.path(chosen, states, dismissed) if chosen is not None else None
        return (path, True) if path else (self._paths.best(states, dismissed), False)

    def _suggestions(
        self, member: int, path: LearningPath, states: Mapping[str, TopicState]
    ) -> tuple[Suggestion, ...]:
        index = self._index()
        learned = {t for t, state in states.items() if state.mark is not Mark.UNDER_WAY}
        return suggest_skills(
            path, index.store.topics(), index.graph, learned, states.keys() - learned,
            self._learners.dismissed(member),
        )  # fmt: skip
