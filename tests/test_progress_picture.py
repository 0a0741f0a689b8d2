"""A member's progress as a picture and in words."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from bot.discord.learning.progress_embed import progress_alt_text, progress_embed
from bot.discord.limits import EMBED_TOTAL, length
from bot.learning.companion import Companion
from bot.learning.pace import Forecast, Outlook, Streak
from bot.learning.progress import Progress
from bot.learning.progress_picture import HEIGHT, KEPT, WIDTH, draw_progress
from bot.learning.progress_text import alt_text, forecast_text
from bot.state.database import open_database
from bot.state.learners import SqliteLearners
from index.opened import OpenIndex

ANA = 80351110224678912


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def companion(project_index: OpenIndex, tmp_path: Path, clock: Clock) -> Iterator[Companion]:
    database = open_database(tmp_path)
    yield Companion(lambda: project_index, SqliteLearners(database), clock)
    database.close()


def walked(companion: Companion, clock: Clock, index: OpenIndex, track: str, share: float) -> None:
    """Learns a share of a track, a topic every second day, and begins two more."""
    companion.choose_track(ANA, track)
    plan = index.store.roadmaps()[track]
    steps = [step for stage in plan["stages"] for step in stage["steps"]]
    topics = [step["topic"] or step["any_of"][0] for step in steps]
    count = round(share * len(topics))
    for topic in topics[:count]:
        companion.learn(ANA, topic)
        clock.now += timedelta(days=2)
    for topic in topics[count : count + 2] if share else ():
        companion.begin(ANA, topic)


def progress_of(companion: Companion) -> Progress:
    progress = companion.progress(ANA)
    assert progress is not None
    return progress


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("track", ["python", "backend", "databases"])
def test_empty_half_and_whole_are_drawn_and_told(
    companion: Companion, clock: Clock, project_index: OpenIndex, track: str, share: float
) -> None:
    walked(companion, clock, project_index, track, share)
    progress = progress_of(companion)
    picture = Image.open(io.BytesIO(draw_progress(progress)))
    assert picture.size == (WIDTH, HEIGHT)
    text = alt_text(progress)
    assert progress.path.title in text
    assert f"({progress.path.percent} %)" in text
    assert ("This track is finished." in text) == (share == 1.0)
    assert ("Under way:" in text) == (share == 0.5)
    assert progress_embed(progress)["image"]["url"] == "attachment://progress.png"


def test_equal_progress_gives_equal_bytes_and_other_progress_others(
    companion: Companion, clock: Clock, project_index: OpenIndex
) -> None:
    walked(companion, clock, project_index, "python", 0.2)
    first, second = progress_of(companion), progress_of(companion)
    assert first == second
    assert draw_progress(first) is draw_progress(second)
    longer = replace(first, streak=Streak(41, 41))
    assert draw_progress(longer) != draw_progress(first)
    assert draw_progress.cache_info().maxsize == KEPT


def test_drawing_takes_well_under_a_second(
    companion: Companion, clock: Clock, project_index: OpenIndex
) -> None:
    walked(companion, clock, project_index, "backend", 0.6)
    progress = progress_of(companion)
    draw_progress.__wrapped__(replace(progress, hours=1))
    started = time.process_time()
    draw_progress.__wrapped__(progress)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Forecast(Outlook.TOO_EARLY), "too early to say"),
        (Forecast(Outlook.RESTING), "I name no date"),
        (Forecast(Outlook.FAR, 0.2), "less than an hour a week"),
        (Forecast(Outlook.FAR, 3), "more than five years"),
        (Forecast(Outlook.DATED, 4.2, datetime(2027, 3, 1).date()), "March 2027"),
        (Forecast(Outlook.FINISHED), "finished"),
    ],
)
def test_an_outlook_says_what_it_rests_on(told: Forecast, words: str) -> None:
    assert words in forecast_text(told, 120)


@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_whatever_is_learned_fits_the_picture_and_the_limits_of_discord(
    project_index: OpenIndex, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    database = open_database(tmp_path_factory.mktemp("learned"))
    companion = Companion(lambda: project_index, SqliteLearners(database), Clock())
    topics = st.sampled_from(sorted(project_index.store.topics()))
    companion.know(ANA, data.draw(st.lists(topics, max_size=200)))
    for topic in data.draw(st.lists(topics, max_size=30)):
        companion.begin(ANA, topic)
    progress = progress_of(companion)
    database.close()
    assert Image.open(io.BytesIO(draw_progress(progress))).size == (WIDTH, HEIGHT)
    assert length(progress_alt_text(progress)) <= 1024
    embed = progress_embed(progress, "x" * 32 + "'s")
    texts = [embed["description"], embed["author"]["name"]]
    texts += [text for field in embed["fields"] for text in (field["name"], field["value"])]
    assert sum(map(length, texts)) <= EMBED_TOTAL
