"""What quizzes show keeps within the limits of Discord, for every question that there is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import discord
import pytest

from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TITLE, EMBED_TOTAL, length
from bot.discord.quizzes.controls import (
    Act,
    Press,
    QuizControl,
    option_buttons,
    start_button,
    topic_select,
)
from bot.discord.quizzes.question_embed import feedback_embed, plain, question_embed
from bot.discord.quizzes.result_embed import placement_embed, result_embed
from bot.quizzes.questions import QuizQuestion, Reading, cite, each_once, read_questions
from bot.quizzes.result import PlacementResult, Result, Step, feedback_on
from bot.quizzes.sitting import NOT_SURE, Sitting
from bot.quizzes.subjects import Kind, Subject, Subjects
from index.opened import OpenIndex
from index.store import SourceLink
from knowledge.quiz import Difficulty

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TRACK = Subject(Kind.TRACK, "a-track", "A track")


def texts(embed: dict[str, Any]) -> list[str]:
    parts = [embed["title"], embed["description"], embed.get("footer", {}).get("text", "")]
    return parts + [f["name"] + f["value"] for f in embed.get("fields", [])]


def sitting_of(*questions: QuizQuestion) -> Sitting:
    return Sitting("0123456789ab", 7, TRACK, len(questions), questions, (), NOW, NOW)


def test_every_question_and_its_feedback_fit_into_one_message(project_index: OpenIndex) -> None:
    store = project_index.store
    titles = {slug: topic.title for slug, topic in store.topics().items()}
    questions = [q for slug in titles for q in read_questions(store, slug)]
    for before, after in pairwise(questions):
        sitting = sitting_of(before, after).answer(0, NOT_SURE, NOW)
        shown = question_embed(sitting, titles[after.topic], resumed=True)
        feedback = feedback_embed(feedback_on(sitting, None))
        assert length(shown["title"]) <= EMBED_TITLE
        assert after.text in re.sub(r"\\(.)", r"\1", shown["description"])
        assert sum(map(length, texts(shown) + texts(feedback))) <= EMBED_TOTAL - 800


def test_the_longest_result_fits(project_index: OpenIndex) -> None:
    store = project_index.store
    longest = sorted(store.topics(), key=lambda slug: -len(store.topics()[slug].title))[:20]
    missed = [cite(store, question) for slug in longest for question in read_questions(store, slug)]
    again = each_once([reading for reading in missed if reading is not None])
    steps = tuple(Step(store.topics()[slug].title, "builds on " * 20) for slug in longest)
    result = Result(0, 20, again, steps, "X" * 90, NOW, 12)
    read = result_embed(TRACK, result, reminded=False)["fields"][0]
    assert read["name"] == "Read again"
    for line in read["value"].splitlines()[:-1]:
        assert line.count("[") == line.count("](https://") == 1, line
        assert line.endswith(")")
    known = {slug: store.topics()[slug].title for slug in store.topics()}
    for embed in (
        result_embed(TRACK, result, reminded=False),
        placement_embed(TRACK, PlacementResult(known, known, 12, 12)),
    ):
        assert all(0 < length(field["value"]) <= EMBED_FIELD_VALUE for field in embed["fields"])
        assert sum(map(length, texts(embed))) <= EMBED_TOTAL - 1500
    control = topic_select(sitting_of(), known).item
    assert isinstance(control, discord.ui.Select)
    assert len(control.options) == control.max_values == 25


def test_every_control_has_an_id_that_is_read_back(project_index: OpenIndex) -> None:
    store = project_index.store
    everything = Subjects.of_quizzes(store.topics(), store.roadmaps())
    subjects = [*map(everything.by_code, everything.codes()), Subject(Kind.REVIEWS, "", "Reviews")]
    for subject in subjects:
        assert subject is not None
        custom_id = str(start_button(subject, "Start").item.custom_id)
        assert len(custom_id) <= 100
        match = QuizControl.__discord_ui_compiled_template__.fullmatch(custom_id)
        assert match is not None
        assert match["about"] == subject.code
    sitting = sitting_of(QuizQuestion("sql", "?", Difficulty.EASY, "A", ("b", "c", "d"), "!", "S"))
    for place, button in enumerate(option_buttons(sitting)):
        match = QuizControl.__discord_ui_compiled_template__.fullmatch(str(button.item.custom_id))
        assert match is not None
        assert (match["about"], match["position"]) == ("0123456789ab", "0")
        assert int(match["option"]) == place
    for act in Act:
        custom_id = Press(act, "0123456789ab").custom_id
        assert QuizControl.__discord_ui_compiled_template__.fullmatch(custom_id)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("SELECT COUNT(*) and COUNT(*)", r"SELECT COUNT(\*) and COUNT(\*)"),
        ("snake_case or __init__", r"snake\_case or \_\_init\_\_"),
        ("a || b ~~c~~ > d", r"a \|\| b \~\~c\~\~ \> d"),
        ("run `rm *_old` now*", r"run `rm *_old` now\*"),
        (r"^\S*$", r"^\\S\*$"),
    ],
)
def test_signs_are_shown_as_they_are(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_links_have_no_brackets_of_their_own() -> None:
    reading = Reading("sql", "SQL", "Joins", (SourceLink("A [draft]", "https://a.test/"),))
    question = QuizQuestion("sql", "?", Difficulty.EASY, "A", ("b", "c", "d"), "So.", "Joins")
    sitting = sitting_of(question).answer(0, NOT_SURE, NOW)
    text = feedback_embed(feedback_on(sitting, reading))["description"]
    assert "So. [1]\n\n[1] SQL – Joins: [A  draft](https://a.test/)" in text
    assert "[1]" not in feedback_embed(feedback_on(sitting, None))["description"]
