"""Gaps: missed questions of one server, grouped by meaning, and what becomes of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.answering.answer import Answer, Citation, Outcome
from bot.answering.conversation import Turn
from bot.answering.engine import Reply
from bot.discord.limits import EMBED_DESCRIPTION, length
from bot.discord.moderation.gap_embed import NOTHING, gap_options, gaps_embed, group_embed
from bot.moderation.clusters import group_by_meaning
from bot.moderation.gaps import Gaps
from bot.moderation.settling import Settling
from bot.state.database import Database, open_database
from bot.state.feedback import FeedbackStore
from bot.state.gap_answers import GapAnswers, RegressionQuestion, Wish
from bot.state.pseudonyms import open_pseudonyms
from bot.state.questions import Question, QuestionLog, Retention
from index.encoder import OnnxEncoder

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOME, ELSEWHERE = 1, 2
ANA, BEN = 11, 12
BREAD = ("how do I bake bread", "How do i bake bread?", "baking bread at home, how does it go")
CANARY = "what does our canary channel do"


class Here:
    """What a test works with."""

    def __init__(self, database: Database, folder: Path, encoder: OnnxEncoder) -> None:
        pseudonyms = open_pseudonyms(folder)
        self.log = QuestionLog(database, pseudonyms)
        self.votes = FeedbackStore(database, pseudonyms)
        self.answers = GapAnswers(database)
        self.removed: set[str] = set()
        self.previews = Previews()
        self.database = database
        self.gaps = Gaps(
            self.log, self.votes, self.answers, lambda: encoder, self.is_live, lambda: NOW
        )
        self.settling = Settling(self.previews, self.gaps, self.answers, self.is_live, lambda: NOW)

    def is_live(self, server: int, topic: str) -> bool:
        return topic not in self.removed

    def asked(
        self, text: str, server: int | None = HOME, outcome: str = "not_covered", days: int = 0,
        by: int = ANA,
    ) -> int:  # fmt: skip
        at = NOW - timedelta(days=days)
        return self.log.record(Question(at, server, text, outcome), by)


class Previews:
    """Answers that cite what the test says, by server and question."""

    def __init__(self) -> None:
        self.cited: dict[tuple[int | None, str], str] = {}

    def preview(self, question: str, community: int | None = None) -> Reply:
        topic = self.cited.get((community, question))
        citations = (Citation(1, topic, "T", "S", "quote", ()),) if topic else ()
        outcome = Outcome.ANSWERED if topic else Outcome.NOT_COVERED
        answer = Answer(question, outcome, "text", citations)
        return Reply(answer, Turn(question, (), (), NOW))


@pytest.fixture
def here(tmp_path: Path, encoder: OnnxEncoder) -> Iterator[Here]:
    database = open_database(tmp_path)
    yield Here(database, tmp_path, encoder)
    database.close()


def test_texts_that_mean_the_same_are_grouped(encoder: OnnxEncoder) -> None:
    texts = [*BREAD, CANARY, "what is the canary channel for", "who runs the book club"]
    groups = group_by_meaning(encoder.encode(texts), [1] * len(texts))
    assert groups == [[0, 1, 2], [3, 4], [5]]


def test_grouping_knows_its_borders() -> None:
    assert group_by_meaning(np.empty((0, 3), np.float32), []) == []
    same = np.tile(np.asarray([[1, 0, 0]], np.float32), (5, 1))
    assert group_by_meaning(same, [1] * 5) == [[0, 1, 2, 3, 4]]
    apart = np.eye(3, dtype=np.float32)
    assert group_by_meaning(apart, [1, 9, 1]) == [[0], [1], [2]]
    with pytest.raises(ValueError, match="one weight a row"):
        group_by_meaning(apart, [1])


def test_the_gaps_of_a_server_are_its_own_and_most_asked_first(here: Here) -> None:
    for text in BREAD:
        here.asked(text)
    here.asked(CANARY)
    here.asked("how do I bake bread", server=ELSEWHERE)
    here.asked("how do I bake bread", server=None)
    here.asked("how do I bake bread", days=91)
    here.asked("what is SQL", outcome="answered")
    bad = here.asked("what is a saga", outcome="answered")
    for member in (ANA, BEN):
        here.votes.vote(bad, member, False, NOW)
    here.votes.explain(bad, BEN, "It is about [boats](https://evil.test)")
    groups = here.gaps.groups(HOME)
    assert [(g.name, len(g.questions), g.refused, g.votes_down) for g in groups] == [
        (BREAD[0], 3, 3, 0),
        ("what is a saga", 1, 0, 2),
        (CANARY, 1, 1, 0),
    ]
    assert groups[0].wordings(5) == [BREAD[0], BREAD[2]]
    assert [len(g.questions) for g in here.gaps.groups(ELSEWHERE)] == [1]
    assert here.gaps.group(HOME, bad) == groups[1]
    (why,) = group_embed(groups[1])["fields"]
    assert why["value"].startswith("“It is about \\[boats\\]\\(https")
    assert "fields" not in group_embed(groups[0])
    assert here.gaps.group(ELSEWHERE, bad) is None


def test_an_entry_settles_what_it_answers(here: Here) -> None:
    first, second = here.asked(CANARY), here.asked("the canary channel, what is it for", by=BEN)
    other = here.asked("how do I bake bread")
    foreign = here.asked(CANARY, server=ELSEWHERE)
    for question, member in ((first, ANA), (second, BEN), (other, ANA)):
        assert here.answers.wish(question, member, HOME, NOW)
    assert here.answers.wish(foreign, BEN, ELSEWHERE, NOW)
    here.previews.cited[HOME, CANARY] = "entry:1"
    told = here.settling.published(HOME, "entry:1", [CANARY])
    assert [(f.wish, f.question) for f in told] == [(Wish(first, ANA), CANARY)]
    assert told[0].answer.citations[0].topic == "entry:1"
    names = [group.name for group in here.gaps.groups(HOME)]
    assert names == ["how do I bake bread", "the canary channel, what is it for"]
    assert here.answers.expected(HOME) == [RegressionQuestion(CANARY, "entry:1")]
    assert here.answers.expected(ELSEWHERE) == []
    assert [group.name for group in here.gaps.groups(ELSEWHERE)] == [CANARY]
    assert here.settling.published(HOME, "entry:1", [CANARY, "another"]) == []
    assert [q.text for q in here.answers.expected(HOME)] == ["another", CANARY]
    here.removed.add("entry:1")
    assert CANARY in [text for g in here.gaps.groups(HOME) for text in g.wordings(5)]


def test_an_entry_that_answers_no_gap_changes_nothing(here: Here) -> None:
    here.asked(CANARY)
    assert here.settling.published(HOME, "entry:1", [CANARY]) == []
    assert here.answers.expected(HOME) == []
    assert here.settling.published(HOME, "entry:1", []) == []


def test_regression_questions_are_asked_again_and_counted(here: Here) -> None:
    here.answers.expect(HOME, ["one", "two"], "entry:1", NOW)
    here.answers.expect(HOME, ["three"], "entry:2", NOW)
    here.previews.cited = {(HOME, "one"): "entry:1", (HOME, "two"): "dns"}
    here.removed.add("entry:2")
    run = here.settling.regression(HOME, "v1")
    assert run is not None
    assert (run.asked, run.kept, run.missed) == (2, 1, ("two",))
    assert here.answers.last_run(HOME) == run
    assert here.settling.regression(ELSEWHERE, "v1") is None
    here.answers.expect(HOME, ["four"], "entry:1", NOW)
    assert [q.text for q in here.answers.expected(HOME)] == ["four", "three"]


def test_articles_fulfil_wishes_too(here: Here) -> None:
    refused = here.asked("what is a saga")
    here.answers.wish(refused, ANA, HOME, NOW)
    assert here.settling.rebuilt(HOME) == []
    here.previews.cited[HOME, "what is a saga"] = "saga"
    assert [f.wish for f in here.settling.rebuilt(HOME)] == [Wish(refused, ANA)]


def test_a_wish_is_taken_once(here: Here) -> None:
    refused = here.asked("what is a saga")
    here.answers.wish(refused, ANA, HOME, NOW)
    assert here.answers.take(Wish(refused, ANA))
    assert not here.answers.take(Wish(refused, ANA))
    assert here.answers.wishes(HOME) == []


def test_wishes_need_a_question_that_is_kept(here: Here) -> None:
    private = here.asked("what is a saga", server=None)
    assert not here.answers.wish(private, ANA, HOME, NOW)
    assert not here.answers.wish(999, ANA, HOME, NOW)
    kept = here.asked(CANARY, days=30)
    assert not here.answers.wish(kept, ANA, ELSEWHERE, NOW)
    assert here.answers.wish(kept, ANA, HOME, NOW)
    assert here.answers.wish(kept, ANA, HOME, NOW)
    assert here.answers.wish(kept, BEN, None, NOW)
    assert not here.answers.wish(private, ANA, None, NOW)
    assert here.answers.wishes(HOME) == [Wish(kept, ANA), Wish(kept, BEN)]
    assert [row["question"] for row in here.answers.wishes_of(ANA)] == [kept]
    Retention(here.database, lambda server: 7).delete_past(NOW)
    assert here.answers.wishes(HOME) == []
    here.answers.forget(ANA)
    assert here.answers.wishes_of(ANA) == []


def test_gaps_are_shown_within_limits_and_harmlessly(here: Here) -> None:
    hostile = "@everyone [click](https://evil.test) **now** `x` <@1> \u202egnp ||" + "long " * 60
    for number in range(20):
        here.asked(f"{number} {hostile} {chr(0x4E00 + number) * 9}")
    here.asked("")
    groups = here.gaps.groups(HOME)
    embed = gaps_embed(groups)
    assert length(embed["description"]) <= EMBED_DESCRIPTION
    for text in (embed["description"], group_embed(groups[0])["description"]):
        assert "](" not in text.replace("\\](", "").replace("\\]\\(", "")
        assert "\u202e" not in text
        assert "\\@everyone" in text
        assert "\\<\\@1\\>" in text
    assert all(length(option.label) <= 100 for option in gap_options(groups))
    assert gaps_embed([])["description"] == NOTHING
