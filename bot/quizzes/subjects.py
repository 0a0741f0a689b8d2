"""What a quiz can be about, and finding it by name, as people type it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.learning.skill_names import SkillNames, UnknownSkillError
from index.store import Topic


class Kind(StrEnum):
    """The kinds of sittings."""

    TOPIC = "topic"
    TRACK = "track"
    PLACEMENT = "placement"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Subject:
    """What one quiz is about; `slug` is that of a topic or a track, empty for reviews."""

    kind: Kind
    slug: str
    title: str

    @property
    def code(self) -> str:
        """Kind and slug in one word, such as `topic:http-caching`."""
        return f"{self.kind}:{self.slug}"


REVIEWS = Subject(Kind.REVIEWS, "", "Reviews")


class UnknownSubjectError(LookupError):
    """Nothing to ask about has that name.

    Attributes:
        nearest: what may have been meant; None where there is nothing at all.
    """

    def __init__(self, name: str, nearest: Subject | None) -> None:
        super().__init__(f"there is no quiz on {name!r}")
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class _Named:
    title: str
    names: tuple[str, ...]


class Subjects:
    """Subjects by their names. Where a topic and a track share a name, it means the topic.

    Args:
        named: each subject with what else it is called, in the order in which they are suggested.
    """

    def __init__(self, named: Mapping[Subject, tuple[str, ...]]) -> None:
        self._by_code = {subject.code: subject for subject in named}
        by_name = {subject.code: _Named(subject.title, names) for subject, names in named.items()}
        self._names = SkillNames(by_name) if by_name else None

    @staticmethod
    def of_quizzes(
        topics: Mapping[str, Topic], roadmaps: Mapping[str, Mapping[str, Any]]
    ) -> Subjects:
        """Everything a quiz can be about; before anything is typed, the tracks stand first."""
        of_topics = {
            Subject(Kind.TOPIC, slug, topic.title): (slug, *topic.names)
            for slug, topic in topics.items()
        }
        return Subjects({**of_topics, **_tracks(roadmaps, Kind.TRACK)})

    @staticmethod
    def of_placements(roadmaps: Mapping[str, Mapping[str, Any]]) -> Subjects:
        """Every track, as the subject of a placement."""
        return Subjects(_tracks(roadmaps, Kind.PLACEMENT))

    def codes(self) -> tuple[str, ...]:
        """The code of every subject."""
        return tuple(self._by_code)

    def by_code(self, code: str) -> Subject | None:
        """The subject of that code; None where there is none."""
        return REVIEWS if code == REVIEWS.code else self._by_code.get(code)

    def find(self, typed: str) -> Subject:
        """The subject of that code, title, slug or other name, typing mistakes allowed.

        Raises:
            UnknownSubjectError: with the nearest one.
        """
        by_code = self.by_code(typed)
        if by_code is not None:
            return by_code
        if self._names is None:
            raise UnknownSubjectError(typed, None)
        try:
            return self._by_code[self._names.find(typed)]
        except UnknownSkillError as error:
            raise UnknownSubjectError(typed, self._by_code[error.nearest[0]]) from None

    def suggest(self, typed: str) -> tuple[Subject, ...]:
        """What may be meant while a name is typed, likeliest first; see `SkillNames.suggest`."""
        if self._names is None:
            return ()
        tracks = [code for code, subject in self._by_code.items() if subject.kind is Kind.TRACK]
        return tuple(self._by_code[code] for code in self._names.suggest(typed, tracks))


def _tracks(
    roadmaps: Mapping[str, Mapping[str, Any]], kind: Kind
) -> dict[Subject, tuple[str, ...]]:
    return {
        Subject(kind, slug, plan["title"]): (slug, *plan["aliases"])
        for slug, plan in roadmaps.items()
    }
