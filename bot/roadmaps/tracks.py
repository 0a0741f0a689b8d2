"""Finding a track by its slug, title or alias, as people type it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SUGGESTED = 25
"""How many suggestions there are at most; Discord shows no more."""

_LIKELY = 65.0
_GAPS = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, slots=True)
class Track:
    """A roadmap by its names."""

    slug: str
    title: str
    aliases: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it may be called."""
        return (self.slug, self.title, *self.aliases)


class UnknownTrackError(LookupError):
    """No track has that name.

    Attributes:
        nearest: the track that may have been meant.
    """

    def __init__(self, name: str, nearest: Track) -> None:
        super().__init__(f"there is no track {name!r}")
        self.name = name
        self.nearest = nearest


class NoTracksError(LookupError):
    """The serving index holds no roadmap at all."""

    def __init__(self) -> None:
        super().__init__("the index holds no roadmaps")


def read_tracks(roadmaps: Mapping[str, Mapping[str, Any]]) -> tuple[Track, ...]:
    """The tracks of an index's roadmaps, in their order."""
    return tuple(
        Track(slug, plan["title"], tuple(plan["aliases"])) for slug, plan in roadmaps.items()
    )


def find_track(name: str, tracks: Sequence[Track]) -> Track:
    """The track of that slug, title or alias.

    Case, hyphens and spaces don't matter. A name of 4 letters or more may differ in one edit
    (Damerau-Levenshtein), one of 8 or more in two; and words that stand in the names of one track
    alone name that track.

    Raises:
        UnknownTrackError: with the nearest one.
        NoTracksError: where there are no tracks.
    """
    if not tracks:
        raise NoTracksError
    wanted = _folded(name)
    exact = [t for t in tracks if wanted in map(_folded, t.names)]
    if exact:
        return exact[0]
    close = _misspelt(wanted, tracks) or _by_words(wanted, tracks)
    if close is None:
        raise UnknownTrackError(name, _ranked(wanted, tracks)[0][1])
    return close


def suggest_tracks(typed: str, tracks: Sequence[Track]) -> tuple[Track, ...]:
    """The tracks that may be meant while a name is typed, likeliest first, at most `SUGGESTED`.

    All of them before anything is typed.
    """
    wanted = _folded(typed)
    if not wanted:
        return tuple(tracks[:SUGGESTED])
    begun = [t for t in tracks if any(n.startswith(wanted) for n in map(_folded, t.names))]
    holding = [t for t in tracks if any(wanted in name for name in map(_folded, t.names))]
    likely = [track for score, track in _ranked(wanted, tracks) if score >= _LIKELY]
    return tuple(dict.fromkeys([*begun, *holding, *likely]))[:SUGGESTED]


def nearest_name(name: str, names: Sequence[str]) -> str:
    """The most similar of some names; the first of several that are equally near."""
    from rapidfuzz import fuzz

    return max(names, key=lambda known: fuzz.ratio(_folded(name), _folded(known)))


def _misspelt(wanted: str, tracks: Sequence[Track]) -> Track | None:
    from rapidfuzz.distance import DamerauLevenshtein

    limit = 0 if len(wanted) < 4 else 1 if len(wanted) < 8 else 2
    near = [
        (DamerauLevenshtein.distance(wanted, _folded(name), score_cutoff=limit), number)
        for number, track in enumerate(tracks)
        for name in track.names
    ]
    distance, number = min(near)
    return tracks[number] if 0 < distance <= limit else None


def _by_words(wanted: str, tracks: Sequence[Track]) -> Track | None:
    words = set(wanted.split())
    found = [t for t in tracks if words and words <= {w for n in t.names for w in _words(n)}]
    return found[0] if len(found) == 1 else None


def _ranked(wanted: str, tracks: Sequence[Track]) -> list[tuple[float, Track]]:
    from rapidfuzz import fuzz

    def score(track: Track) -> float:
        return max(fuzz.WRatio(wanted, _folded(name)) for name in track.names)

    return sorted(((score(track), track) for track in tracks), key=lambda pair: -pair[0])


def _folded(name: str) -> str:
    return _GAPS.sub(" ", name).strip().casefold()


def _words(name: str) -> list[str]:
    return _folded(name).split()
