"""Finding a skill by what people type: its title, an alias, a piece of one, a misspelling."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

SUGGESTED = 25
"""How many suggestions there are at most; Discord shows no more."""

_LIKELY = 70.0
_GAPS = re.compile(r"[\s\-_]+")


class UnknownSkillError(LookupError):
    """No skill has that name.

    Attributes:
        nearest: slugs of skills that may have been meant, likeliest first; never empty.
    """

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"there is no skill {name!r}")
        self.nearest = nearest


class Named(Protocol):
    """Something with names, such as a topic."""

    @property
    def title(self) -> str:
        """Its first name."""

    @property
    def names(self) -> tuple[str, ...]:
        """What else it is called."""


class SkillNames:
    """The names of all topics, prepared for finding.

    Args:
        topics: by slug; at least one.
    """

    def __init__(self, topics: Mapping[str, Named]) -> None:
        if not topics:
            raise ValueError("there are no topics to find one in")
        self._titles = {slug: _folded(topic.title) for slug, topic in topics.items()}
        self._names = [
            (name, slug)
            for slug, topic in topics.items()
            for name in dict.fromkeys(map(_folded, (topic.title, slug, *topic.names)))
        ]
        self._words = sorted({word for name, _ in self._names for word in name.split()})

    def find(self, name: str) -> str:
        """The slug of the skill of that title, alias or slug.

        Case, hyphens and spaces don't matter. A name of 4 letters or more may differ in one edit
        (Damerau-Levenshtein), one of 8 or more in two.

        Raises:
            UnknownSkillError: with the nearest ones.
        """
        wanted = _folded(name)
        exact = [slug for known, slug in self._names if known == wanted]
        if exact:
            return next((slug for slug in exact if self._titles[slug] == wanted), exact[0])
        close = self._misspelt(wanted)
        if close is None:
            raise UnknownSkillError(name, self._nearest(wanted, 3))
        return close

    def suggest(self, typed: str, first: Iterable[str] = ()) -> tuple[str, ...]:
        """Slugs of skills that may be meant while a name is typed, likeliest first.

        At most `SUGGESTED`. A whole name comes first. Titles that begin so come before aliases,
        then names with a word that begins so, then names that hold it, then similar ones.

        Args:
            first: what to offer before anything is typed.
        """
        wanted = _folded(typed)
        if not wanted:
            return tuple(dict.fromkeys([*first, *self._titles]))[:SUGGESTED]
        tiers = (
            [slug for name, slug in self._names if name == wanted],
            [slug for slug, title in self._titles.items() if title.startswith(wanted)],
            [slug for name, slug in self._names if name.startswith(wanted)],
            [slug for name, slug in self._names if f" {wanted}" in name],
            [slug for name, slug in self._names if len(wanted) > 2 and wanted in name],
        )
        found = list(dict.fromkeys(slug for tier in tiers for slug in tier))
        if len(found) < SUGGESTED:
            found += self._nearest(wanted, SUGGESTED, _LIKELY)
        return tuple(dict.fromkeys(found))[:SUGGESTED]

    def _misspelt(self, wanted: str) -> str | None:
        from rapidfuzz.distance import DamerauLevenshtein

        limit = 0 if len(wanted) < 4 else 1 if len(wanted) < 8 else 2
        near = [
            (DamerauLevenshtein.distance(wanted, name, score_cutoff=limit), number)
            for number, (name, _) in enumerate(self._names)
        ]
        distance, number = min(near)
        return self._names[number][1] if 0 < distance <= limit else None

    def _nearest(self, wanted: str, count: int, least: float = 0.0) -> tuple[str, ...]:
        """Slugs of the names whose words are nearest to some of the typed words.

        A word is as near as its best similarity (Indel) to a typed word, and a name as its mean.
        """
        from rapidfuzz import fuzz, process

        near = process.cdist(wanted.split() or [""], self._words, scorer=fuzz.ratio).max(axis=0)
        scores: dict[str, float] = dict(zip(self._words, near.tolist(), strict=True))

        def score(name: str) -> float:
            words = name.split()
            return sum(scores[word] for word in words) / len(words)

        ranked = sorted(((score(name), slug) for name, slug in self._names), key=lambda n: -n[0])
        likely = [slug for found, slug in ranked if found >= least]
        return tuple(dict.fromkeys(likely))[:count]


def _folded(name: str) -> str:
    return _GAPS.sub(" ", name).strip().casefold()
