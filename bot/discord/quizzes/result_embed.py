"""The end of a quiz or a placement as a Discord embed. Pure: values in, JSON out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.discord.limits import EMBED_FIELD_VALUE, EMBED_TITLE, join_within, length, shorten
from bot.discord.quizzes.question_embed import QUESTION, RIGHT, cited
from bot.quizzes.examiner import Ahead
from bot.quizzes.questions import Reading
from bot.quizzes.result import PlacementResult, Result
from bot.quizzes.subjects import Subject

_LONGEST_LINE = 400


def result_embed(subject: Subject, result: Result, reminded: bool) -> dict[str, Any]:
    """The result of a quiz or of reviews: the score, what to read again, what comes next.

    Args:
        reminded: whether the member is reminded of reviews.
    """
    faultless = result.right == result.total
    lines = [f"**{result.right} of {result.total} right.** {_word(result)}"]
    if result.due:
        lines.append(f"{_reviews(result.due)} due now: `/quiz` asks what is due.")
    elif result.back_at is not None:
        lines.append(f"The first of these comes back {moment(result.back_at)}: `/quiz` asks it.")
    if not reminded:
        lines.append("`/reminders` tells you once a day when reviews are due.")
    fields = []
    if result.again:
        fields.append(_field("Read again", map(_to_read, result.again)))
    if result.steps:
        steps = [f"**{step.title}** – {step.reason}" for step in result.steps]
        fields.append(_field("Next steps", steps))
    return {
        "title": shorten(f"{subject.title} · result", EMBED_TITLE),
        "description": "\n".join(lines),
        "color": RIGHT if faultless else QUESTION,
        "fields": fields,
    }


def placement_embed(subject: Subject, result: PlacementResult) -> dict[str, Any]:
    """What a placement found. Nothing is marked before the member says so."""
    fields = []
    if result.known:
        fields.append(_field("You know these, as it seems", _listed(result.known.values())))
    if result.foundations:
        fields.append(_field("They rest on these", _listed(result.foundations.values())))
    text = f"{result.right} of {result.total} right. "
    if result.known:
        text += (
            "Shall I mark what you know, so that roadmaps and suggestions leave it out? What it "
            "rests on can be marked with it; whatever you are not sure of, leave out."
        )
    else:
        text += (
            "I found nothing here that you know already, apart from what is marked. `/roadmap` "
            "shows where to begin."
        )
    return {
        "title": shorten(f"Placement: {subject.title} · result", EMBED_TITLE),
        "description": text,
        "color": RIGHT if result.known else QUESTION,
        "fields": fields,
    }


def marked_embed(subject: Subject, count: int) -> dict[str, Any]:
    """After a placement was taken over."""
    topics = "1 topic is" if count == 1 else f"{count} topics are"
    return {
        "title": shorten(f"Placement: {subject.title}", EMBED_TITLE),
        "description": (
            f"**{topics} marked as known.** `/progress` shows where you stand now, and `/next` "
            "what to learn."
        ),
        "color": RIGHT,
    }


def nothing_due_embed(ahead: Ahead) -> dict[str, Any]:
    """What is said to somebody who asks for reviews when none is due."""
    if ahead.next_at is None:
        text = (
            "You have no reviews yet. Take a quiz on a topic or a track, as in `/quiz topic:SQL`; "
            "its questions come back just before you would forget the answers."
        )
    else:
        reviews = "1 review waits" if ahead.total == 1 else f"{ahead.total} reviews wait"
        text = (
            f"Nothing is due, well done. {reviews}, and the next is due {moment(ahead.next_at)}. "
            "`/quiz` with a topic asks something new."
        )
    return {"title": "Reviews", "description": text, "color": QUESTION}


def moment(at: datetime) -> str:
    """A time that each reader sees by their own clock, and how far off it is."""
    return f"<t:{int(at.timestamp())}:f> (<t:{int(at.timestamp())}:R>)"


def _word(result: Result) -> str:
    if result.right == result.total:
        return "All of it, very well."
    if 5 * result.right >= 4 * result.total:
        return "Nearly all of it; what was wrong comes back tomorrow."
    if 2 * result.right >= result.total:
        return "That is a good start; what was wrong comes back tomorrow."
    return "This takes another reading; what was wrong comes back tomorrow."


def _reviews(count: int) -> str:
    return "1 review is" if count == 1 else f"{count} reviews are"


def _listed(titles: Iterable[str]) -> list[str]:
    return [f"• {title}" for title in titles]


def _to_read(reading: Reading) -> str:
    """A line with a link, which is never cut: a long one goes without."""
    line = cited(reading, sources=1)
    return line if length(line) <= _LONGEST_LINE else cited(reading, sources=0)


def _field(name: str, lines: Iterable[str]) -> dict[str, Any]:
    value = join_within([shorten(line, _LONGEST_LINE) for line in lines], EMBED_FIELD_VALUE)
    return {"name": name, "value": value}
