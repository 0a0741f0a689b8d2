"""Figures of a server: counted, drawn, and told in words; feedback within Discord's limits."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from PIL import Image

from bot.discord.limits import EMBED_TOTAL, length
from bot.discord.moderation.report_embed import NO_COMPLAINT, feedback_embed, insight_embed
from bot.moderation.gaps import GapGroup, MissedQuestion
from bot.moderation.insight import Counted, Insight, insight_of
from bot.moderation.insight_picture import HEIGHT, WIDTH, draw_insight
from bot.moderation.insight_text import alt_text, summary
from bot.moderation.reports import Feedback
from bot.state.feedback import Complaint, DayOfVotes, Tally
from bot.state.questions import LoggedQuestion

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
TODAY = date(2026, 3, 10)


def asked(days_ago: int, outcome: str, *topics: str) -> LoggedQuestion:
    at = NOW - timedelta(days=days_ago)
    return LoggedQuestion(at, 1, "text", outcome, topics, id=days_ago)


def gap(name: str, count: int) -> GapGroup:
    return GapGroup(name, tuple(MissedQuestion(n, name, NOW, True) for n in range(count)))


def some_insight() -> Insight:
    questions = [
        asked(0, "answered", "dns", "http"),
        asked(0, "answered", "sql"),
        asked(0, "not_covered", "dns"),
        asked(0, "small_talk"),
        asked(2, "answered", "dns"),
        asked(6, "answered", "gone"),
        asked(7, "answered", "sql"),
    ]
    votes = [
        DayOfVotes(TODAY, 3, 1),
        DayOfVotes(TODAY - timedelta(days=9), 0, 50),
    ]
    titles = {"dns": "The DNS", "sql": "SQL"}
    return insight_of(questions, votes, [gap("bread", 3), gap("tea", 1)], titles, TODAY, 7)


def test_figures_count_the_days_that_were_asked_for() -> None:
    insight = some_insight()
    assert [day.asked for day in insight.days] == [1, 0, 0, 0, 1, 0, 3]
    assert (insight.answered, insight.refused) == (4, 1)
    assert insight.topics == (Counted("The DNS", 2), Counted("SQL", 1), Counted("gone", 1))
    assert insight.satisfaction == 0.75
    assert insight.gaps == (Counted("bread", 3), Counted("tea", 1))
    assert summary(insight) == "5 questions · 4 answered · 1 refused · 75 % liked"
    with pytest.raises(ValueError, match="days must be 1 or more: 0"):
        insight_of([], [], [], {}, TODAY, 0)


def test_a_quiet_time_has_figures_too() -> None:
    insight = insight_of([], [], [], {}, TODAY, 1)
    assert insight.satisfaction is None
    assert summary(insight) == "0 questions"
    assert Image.open(io.BytesIO(draw_insight(insight, "Quiet"))).size == (WIDTH, HEIGHT)


def test_the_picture_shows_what_differs() -> None:
    picture = draw_insight(some_insight(), "Learners")
    assert Image.open(io.BytesIO(picture)).size == (WIDTH, HEIGHT)
    assert picture != draw_insight(insight_of([], [], [], {}, TODAY, 7), "Learners")
    assert picture == draw_insight(some_insight(), "Learners")


@pytest.mark.parametrize(("most", "days"), [(1, 90), (99_999, 1)])
def test_any_time_and_number_is_drawn(most: int, days: int) -> None:
    questions = [asked(0, "answered", "dns")] * most
    gaps = [gap("x" * 2000, 1)] * 9
    insight = insight_of(questions, [], gaps, {"dns": "D" * 300}, TODAY, days)
    assert Image.open(io.BytesIO(draw_insight(insight, "S" * 100))).size == (WIDTH, HEIGHT)


def test_the_alternative_text_says_what_is_drawn() -> None:
    text = alt_text(some_insight(), "Learners")
    for part in ("last 7 days", "4 answered", "10 March with 3 questions", "The DNS (2)", "bread"):
        assert part in text
    long = insight_of([], [], [gap("y" * 2000, 1)], {}, TODAY, 7)
    assert len(alt_text(long, "Learners")) == 1024


def test_feedback_is_told_within_limits_and_harmlessly() -> None:
    tallies = tuple(Tally(f"topic-{n}", "A section [x](https://evil.test)", n, n + 1)
                    for n in range(10))  # fmt: skip
    why = Complaint(1, "@everyone " * 200, "[free](https://evil.test) <@1> " * 30, ("dns",), NOW)
    embed = feedback_embed(Feedback(tallies, tallies, (why,) * 10, {"topic-0": "Zero"}))
    texts = [embed["title"], embed["description"]]
    texts += [field["name"] + field["value"] for field in embed["fields"]]
    assert sum(map(length, texts)) <= EMBED_TOTAL
    assert all(length(field["value"]) <= 1024 for field in embed["fields"])
    assert "👎 1 👍 0  Zero" in embed["fields"][0]["value"]
    assert "](" not in embed["fields"][1]["value"]
    assert "](" not in embed["fields"][2]["value"]
    assert feedback_embed(Feedback((), (), (), {}))["description"] == NO_COMPLAINT
    assert insight_embed(some_insight())["title"] == "The last 7 days"
