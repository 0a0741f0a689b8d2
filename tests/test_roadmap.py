"""Roadmaps: where a learner stands as values, as text, as a picture, and on the command line."""

from __future__ import annotations

import io
import time
from collections.abc import Collection
from pathlib import Path

import pytest
from PIL import Image
from test_command_line import backroad

from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TOTAL, length
from bot.discord.roadmap_embed import (
    ALT_TEXT,
    picture_alt_text,
    picture_embed,
    stage_embed,
    stage_options,
    text_embed,
)
from bot.roadmaps import marks, picture
from bot.roadmaps.layout import PANEL_RIGHT, TALLEST, WIDTH, lay_out
from bot.roadmaps.path import NEXT, LearningPath, State, build_path
from bot.roadmaps.pen import fit, legible, text_width
from bot.roadmaps.picture import draw_path
from bot.roadmaps.text import Reading, alt_text, plain_path, short_title
from bot.roadmaps.tracks import (
    NoTracksError,
    Track,
    UnknownTrackError,
    find_track,
    nearest_name,
    read_tracks,
    suggest_tracks,
)
from index.opened import OpenIndex
from index.store import Topic
from knowledge.graph import SkillGraph
from knowledge.roadmap import Plan

REQUIRES = {
    "base": (),
    "left": ("base",),
    "right": ("base",),
    "extra": ("base",),
    "top": ("left",),
    "far": ("top",),
}
TOPICS = {
    slug: Topic(slug, slug.title(), "apis", "beginner", "", hours, (slug,), needs, ())
    for (slug, needs), hours in zip(REQUIRES.items(), (1, 2, 4, 8, 16, 32), strict=True)
}
GRAPH = SkillGraph(REQUIRES)
PLAN = Plan.model_validate(
    {
        "title": "Up the hill",
        "aim": "To the top.",
        "aliases": ["hill"],
        "assumes": [],
        "stages": [
            {
                "title": "The foot",
                "why": "It is below.",
                "steps": [{"topic": "base"}, {"topic": "extra", "optional": True}],
                "project": {"title": "A stone", "text": "Lay it."},
            },
            {
                "title": "The slope",
                "why": "It is between.",
                "steps": [{"choose": "Take a way", "any_of": ["left", "right"]}, {"topic": "top"}],
                "project": {"title": "A cairn", "text": "Pile it."},
            },
        ],
    }
).model_dump()


def small_path(done: Collection[str] = (), under_way: Collection[str] = ()) -> LearningPath:
    return build_path("hill", PLAN, TOPICS, GRAPH, done, under_way)


def states(path: LearningPath) -> list[str]:
    return [step.state.value for step in path.steps()]


def real_path(index: OpenIndex, slug: str, share: float = 0) -> LearningPath:
    """A track of the project with a share of its steps done and the next two under way."""
    plan = index.store.roadmaps()[slug]
    steps = [step for stage in plan["stages"] for step in stage["steps"]]
    topics = [step["topic"] or step["any_of"][0] for step in steps]
    count = round(len(topics) * share)
    begun = topics[count : count + 2] if share else ()
    return build_path(slug, plan, index.store.topics(), index.graph, topics[:count], begun)


# -- values -----------------------------------------------------------------------------------


def test_a_step_is_next_once_what_it_needs_on_the_path_is_done() -> None:
    assert states(small_path()) == ["next", "open", "open", "open"]
    assert states(small_path(["base"])) == ["done", "open", "next", "open"]
    assert states(small_path(["base"], ["right"])) == ["done", "open", "under way", "open"]
    assert states(small_path(["base", "left"])) == ["done", "open", "done", "next"]


def test_a_choice_is_done_when_one_alternative_is() -> None:
    path = small_path(["base", "right"])
    choice = path.stages[1].steps[0]
    assert choice.state is State.DONE
    assert [topic.state for topic in choice.topics] == [State.OPEN, State.DONE]
    assert path.stages[1].steps[1].state is State.NEXT


def test_optional_steps_count_neither_way() -> None:
    path = small_path(["extra"])
    assert (path.needed, path.done, path.percent) == (3, 0, 0)
    assert small_path(["base", "left", "top"]).percent == 100
    assert small_path(["base", "left", "top"]).current is None
    current = small_path(["base"]).current
    assert current is not None
    assert current.title == "The slope"


def test_hours_count_the_alternative_taken_or_the_mean() -> None:
    assert small_path().hours == 1 + 3 + 16
    assert small_path(["right"]).hours == 1 + 4 + 16
    assert small_path((), ["left"]).hours == 1 + 2 + 16
    assert small_path(["base", "left"]).hours_left == 16


def test_what_is_both_begun_and_done_is_done_and_next_can_be_given() -> None:
    assert states(small_path(["base"], ["base"]))[0] == "done"
    path = build_path("hill", PLAN, TOPICS, GRAPH, ["base"], next_up=["extra"])
    assert states(path) == ["done", "next", "open", "open"]


def test_topics_that_the_index_has_not_are_left_out() -> None:
    topics = {slug: topic for slug, topic in TOPICS.items() if slug not in ("base", "extra")}
    path = build_path("hill", PLAN, topics, GRAPH)
    assert [stage.title for stage in path.stages] == ["The slope"]


def test_percent_is_whole_only_at_the_ends(project_index: OpenIndex) -> None:
    plan = project_index.store.roadmaps()["backend"]
    topics = [step["topic"] for stage in plan["stages"] for step in stage["steps"]]
    graph, known = project_index.graph, project_index.store.topics()
    first = next(topic for topic in topics if topic)
    assert build_path("backend", plan, known, graph, [first]).percent == 1
    almost = [t for stage in plan["stages"] for s in stage["steps"] for t in s["any_of"] or []]
    almost += [topic for topic in topics if topic and topic != first]
    assert build_path("backend", plan, known, graph, almost).percent == 99


def test_every_track_has_something_next_until_it_is_done(project_index: OpenIndex) -> None:
    for slug in project_index.store.roadmaps():
        for share in (0, 0.3, 0.6, 0.9):
            path = real_path(project_index, slug, share)
            found = sum(state == "next" for state in states(path))
            begun = "under way" in states(path)
            assert 0 < found <= NEXT or (begun and found == 0) or path.share == 1, (slug, share)
        assert real_path(project_index, slug, 1).percent == 100


# -- finding a track --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tracks(project_index: OpenIndex) -> tuple[Track, ...]:
    return read_tracks(project_index.store.roadmaps())


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("python", "python"),
        ("Back-end developer with Python", "python"),
        ("BACK END DEVELOPER WITH PYTHON", "python"),
        ("pyhton", "python"),
        ("golang", "go"),
        ("golnag", "go"),
        ("c#", "csharp-dotnet"),
        (".net", "csharp-dotnet"),
        ("javascript", "javascript-nodejs"),
        ("sistem desing", "architecture-and-system-design"),
        ("first job", "first-job-in-six-months"),
        ("beginer", "backend-beginner"),
    ],
)
def test_a_track_is_found_by_any_name_and_past_typing_mistakes(
    tracks: tuple[Track, ...], typed: str, slug: str
) -> None:
    assert find_track(typed, tracks).slug == slug


def test_an_unknown_track_is_told_with_the_nearest(tracks: tuple[Track, ...]) -> None:
    with pytest.raises(UnknownTrackError) as told:
        find_track("pythonista developer", tracks)
    assert told.value.nearest.slug == "python"
    with pytest.raises(UnknownTrackError):
        find_track("go to bed", tracks)
    with pytest.raises(UnknownTrackError):
        find_track("  ", tracks)
    with pytest.raises(NoTracksError):
        find_track("python", ())


def test_suggestions_follow_what_is_typed(tracks: tuple[Track, ...]) -> None:
    assert [track.slug for track in suggest_tracks("", tracks)] == [t.slug for t in tracks][:25]
    assert suggest_tracks("py", tracks)[0].slug == "python"
    assert suggest_tracks("node", tracks)[0].slug == "javascript-nodejs"
    assert suggest_tracks("devosp path", tracks)[0].slug == "cloud-and-operations"
    assert len(suggest_tracks("e", tracks * 3)) <= 25
    assert nearest_name("gti", ["http", "git"]) == "git"


# -- text -------------------------------------------------------------------------------------


def test_the_text_says_everything_by_words_and_marks() -> None:
    text = plain_path(small_path(["base"], ["right"]))
    assert "2 stages, 3 steps, about 21 hours; 1 done (33 %)." in text
    assert "1. The foot  (1 of 1 done, about 1 h)\n   It is below.\n   [x] Base, 1 h\n" in text
    assert "[ ] Extra, 8 h (optional)" in text
    assert "[~] Take a way: one of (under way)\n       [ ] Left, 2 h\n       [~] Right" in text
    assert "Project: A cairn. Pile it." in text
    assert text.endswith("[x] done  [~] under way  [>] next  [ ] open\n")


def test_alt_text_says_what_the_picture_shows(project_index: OpenIndex) -> None:
    text = alt_text(small_path(["base"]))
    assert "1 done (33 %)" in text
    assert "Next: Take a way." in text
    assert "2 The slope, 0 of 2 done" in text
    for slug in project_index.store.roadmaps():
        shown = picture_alt_text(real_path(project_index, slug, 0.5))
        assert 100 < len(shown) <= ALT_TEXT


def test_short_titles_leave_out_what_goes_without_saying() -> None:
    assert short_title("ORMs: active record, data mapper") == "ORMs"
    assert short_title("Python for back end") == "Python"
    assert short_title("How browsers work, for back-end developers") == "How browsers work"
    assert short_title("Testing a back end: the test pyramid") == "Testing a back end"


def embed_length(embed: dict[str, object]) -> int:
    fields: list[dict[str, str]] = embed.get("fields", [])  # type: ignore[assignment]
    footer: dict[str, str] = embed.get("footer", {})  # type: ignore[assignment]
    texts = [embed["title"], embed["description"], footer.get("text", "")]
    texts += [text for field in fields for text in (field["name"], field["value"])]
    assert all(field["value"] and length(field["value"]) <= EMBED_FIELD_VALUE for field in fields)
    return sum(length(str(text)) for text in texts)


@pytest.mark.parametrize("share", [0, 0.5, 1])
def test_embeds_of_every_track_keep_within_the_limits(
    project_index: OpenIndex, share: float
) -> None:
    link = Reading("A very long title of a page about it " * 2, "https://example.test/" + "x" * 60)
    for slug in project_index.store.roadmaps():
        path = real_path(project_index, slug, share)
        assert embed_length(picture_embed(path)) <= EMBED_TOTAL
        whole = text_embed(path)
        assert embed_length(whole) <= EMBED_TOTAL
        assert all(stage.title in str(whole["fields"]) for stage in path.stages)
        assert len(stage_options(path)) == len(path.stages)
        for stage in path.stages:
            links = {topic.slug: link for step in stage.steps for topic in step.topics}
            embed = stage_embed(path, stage, links)
            assert embed_length(embed) <= EMBED_TOTAL
            assert length(embed["description"]) <= 4096
            for step in stage.steps:
                assert all(topic.title in embed["description"] for topic in step.topics)


# -- picture ----------------------------------------------------------------------------------


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGBA")


def test_every_track_makes_a_picture_of_a_sane_size(project_index: OpenIndex) -> None:
    for slug in project_index.store.roadmaps():
        for share in (0, 0.5, 1):
            layout = lay_out(real_path(project_index, slug, share))
            assert layout.height <= TALLEST
            assert layout.sizes.text >= 20
            for panel in layout.panels:
                assert panel.bottom < layout.height
                for cell in panel.cells:
                    assert cell.x + cell.width <= PANEL_RIGHT
                    assert panel.top < cell.y < panel.bottom
                    assert not cell.text.endswith("…"), cell.text


def test_cells_do_not_overlap(project_index: OpenIndex) -> None:
    for slug in project_index.store.roadmaps():
        for panel in lay_out(real_path(project_index, slug, 0.5)).panels:
            for one, other in zip(panel.cells, panel.cells[1:], strict=False):
                assert one.y < other.y or one.x + one.width < other.x


def test_the_picture_is_a_small_png_with_round_corners(project_index: OpenIndex) -> None:
    data = draw_path(real_path(project_index, "backend", 0.5))
    image = opened(data)
    assert data.startswith(b"\x89PNG")
    assert (image.width, image.height <= TALLEST) == (WIDTH, True)
    assert len(data) < 400_000
    assert image.getpixel((0, 0))[3] == 0  # type: ignore[index]
    assert image.getpixel((WIDTH // 2, 4))[3] == 255  # type: ignore[index]


def test_the_same_path_gives_the_same_bytes_from_the_cache() -> None:
    draw_path.cache_clear()
    first = draw_path(small_path(["base"]))
    before = draw_path.cache_info()
    assert draw_path(small_path(["base"])) is first
    assert draw_path.cache_info().hits == before.hits + 1
    draw_path.cache_clear()
    assert draw_path(small_path(["base"])) == first
    assert draw_path.cache_info().maxsize == picture.KEPT


def test_every_state_changes_the_picture() -> None:
    drawn = [
        draw_path(small_path(done, begun))
        for done, begun in (
            ((), ()),
            (("base",), ()),
            (("base",), ("left",)),
            (("base", "left"), ()),
            (("base", "extra"), ()),
            (("base", "left", "top"), ()),
        )
    ]
    assert len(set(drawn)) == len(drawn)


def test_states_differ_in_shape_not_only_in_colour() -> None:
    grey = {opened(draw_path(small_path(*s))).convert("L").tobytes() for s in _PROGRESS}
    assert len(grey) == len(_PROGRESS)


_PROGRESS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    ((), ()),
    (("base",), ()),
    ((), ("base",)),
)


def test_drawing_takes_well_under_a_second(project_index: OpenIndex) -> None:
    path = real_path(project_index, "backend", 0.4)
    draw_path(small_path())
    started = time.process_time()
    draw_path.__wrapped__(path)
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize("ground", ["GROUND", "PANEL", "PANEL_HERE", "GROUP", "INK", "CONTOUR"])
@pytest.mark.parametrize("ink", ["TEXT", "SOFT", "DONE", "UNDER_WAY", "NEXT", "PROJECT"])
def test_text_stands_out_from_every_ground(ink: str, ground: str) -> None:
    assert contrast(getattr(marks, ink), getattr(marks, ground)) >= 4.5


def test_quiet_text_stands_out_where_it_is_used() -> None:
    assert contrast(marks.FAINT, marks.GROUP) >= 4.5
    assert contrast(marks.INK, marks.NEXT) >= 4.5
    assert contrast(marks.INK, marks.DONE) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours after WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (
            p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_text_is_cut_and_spelt_so_that_the_font_can_show_it() -> None:
    assert legible("Čapek – naïve “C#” … ×2 中") == "Capek - naive “C#” … x2 ?"
    cut = fit("A title that is far too long", 120, 26)
    assert cut.endswith("…")
    assert text_width(cut, 26) <= 120


def test_a_path_with_absurdly_long_names_still_fits(project_index: OpenIndex) -> None:
    topics = {s: Topic(s, "Long " * 60, "a", "b", "", 1, (s,), (), ()) for s in TOPICS}
    plan = {**PLAN, "title": "Title " * 60}
    path = build_path("hill", plan, topics, GRAPH)
    for panel in lay_out(path).panels:
        assert all(cell.x + cell.width <= PANEL_RIGHT for cell in panel.cells)
    assert opened(draw_path(path)).width == WIDTH
    assert embed_length(text_embed(path)) <= EMBED_TOTAL


# -- command line -----------------------------------------------------------------------------


def test_the_roadmap_is_printed_as_text(built_small: Path) -> None:
    status, out, error = backroad(built_small, "roadmap", "smal", "--done", "tables")
    assert (status, error) == (0, "")
    assert out.startswith("Small path\n")
    assert "[x] Tables, 3 h\n   [>] Queries, 3 h (next)\n" in out
    assert "Project: A list. Make a list." in out


def test_the_roadmap_is_drawn_into_a_file(built_small: Path, tmp_path: Path) -> None:
    file = tmp_path / "small.png"
    status, out, error = backroad(built_small, "roadmap", "small", "--png", str(file))
    assert (status, error) == (0, "")
    assert str(file) in out
    assert opened(file.read_bytes()).width == WIDTH


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a track: small"),
        (["cooking"], "there is no track 'cooking': did you mean 'small'?"),
        (["small", "--done", "tabels"], "no topic 'tabels': did you mean 'tables'?"),
        (["small", "--png", "missing/file.png"], "No such file or directory"),
    ],
)
def test_wrong_names_are_one_line_and_status_two(
    built_small: Path, arguments: list[str], message: str
) -> None:
    status, out, error = backroad(built_small, "roadmap", *arguments)
    assert (status, out) == (2, "")
    assert message in error
    assert error.startswith("backroad: ")
    assert error.count("\n") == 1
