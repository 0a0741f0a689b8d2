"""A roadmap from the index, as named on the command line."""

from __future__ import annotations

from pathlib import Path

from bot.errors import UsageError
from bot.roadmaps.path import LearningPath, build_path
from bot.roadmaps.tracks import UnknownTrackError, find_track, nearest_name, read_tracks
from index.opened import open_index


def read_path(data_folder: Path, track: str | None, done: str) -> LearningPath:
    """The path of a track with some topics done.

    Args:
        done: slugs of topics, with commas between them; of this path or any other.

    Raises:
        UsageError: where there is no such track or topic, naming the nearest.
    """
    index = open_index(data_folder)
    roadmaps, topics = index.store.roadmaps(), index.store.topics()
    tracks = read_tracks(roadmaps)
    if not tracks:
        raise UsageError("the index holds no roadmaps: add some and run 'backroad index build'")
    if track is None:
        raise UsageError(f"name a track: {', '.join(known.slug for known in tracks)}")
    try:
        slug = find_track(track, tracks).slug
    except UnknownTrackError as error:
        raise UsageError(f"{error}: did you mean {error.nearest.slug!r}?") from error
    known = [topic for topic in (part.strip() for part in done.split(",")) if topic]
    for topic in known:
        if topic not in topics:
            nearest = nearest_name(topic, list(topics))
            raise UsageError(f"--done: there is no topic {topic!r}: did you mean {nearest!r}?")
    return build_path(slug, roadmaps[slug], topics, index.graph, known)
