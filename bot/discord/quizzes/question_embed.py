"""Questions, and what is said of an answer, as Discord embeds. Pure: values in, JSON out."""

from __future__ import annotations

import re
from typing import Any

from bot.discord.limits import EMBED_DESCRIPTION, EMBED_TITLE, shorten
from bot.quizzes.questions import Reading
from bot.quizzes.result import LETTERS, Feedback
from bot.quizzes.sitting import Sitting
from bot.quizzes.subjects import Kind

QUESTION, RIGHT, WRONG = 0x5B6EAE, 0x2F7D5D, 0x8A6D3B

_MARKUP = re.compile(r"([\\*_~|>])")
_CODE = re.compile(r"(`[^`]+`)")
_BRACKETS = re.compile(r"[\[\]]")


def question_embed(sitting: Sitting, topic_title: str | None, resumed: bool) -> dict[str, Any]:
    """The current question of a sitting, with its options by letter.

    Args:
        topic_title: named where the subject of the sitting does not say it already.
        resumed: whether the member comes back to it.
    """
    question = sitting.current
    assert question is not None
    lines = [f"**{plain(question.text)}**", ""]
    options = zip(LETTERS, question.options(sitting.id), strict=True)
    lines += [f"**{letter}** · {plain(option)}" for letter, option in options]
    if resumed:
        lines.insert(0, "*You were in the middle of this; here is where you left off.*\n")
    footer = question.difficulty.value
    if topic_title is not None and sitting.subject.kind is not Kind.TOPIC:
        footer = f"{topic_title} · {footer}"
    return {
        "title": shorten(f"{_name(sitting)} · {_count(sitting)}", EMBED_TITLE),
        "description": shorten("\n".join(lines), EMBED_DESCRIPTION),
        "color": QUESTION,
        "footer": {"text": shorten(footer, EMBED_TITLE)},
    }


def feedback_embed(feedback: Feedback) -> dict[str, Any]:
    """Whether an answer was right, which one is, why, and where that is written."""
    question = feedback.question
    answer = f"**{feedback.answer}** · {plain(question.answer)}"
    if feedback.right:
        title = "✓ Right"
    elif feedback.chosen is None:
        title = "Good to know"
    else:
        title = f"✗ Not {feedback.chosen}"
    lines = [f"*{plain(question.text)}*", answer, "", plain(question.explanation)]
    if feedback.reading is not None:
        lines[-1] += " [1]"
        lines += ["", f"[1] {cited(feedback.reading)}"]
    return {
        "title": title,
        "description": shorten("\n".join(lines), EMBED_DESCRIPTION),
        "color": RIGHT if feedback.right else WRONG,
    }


def cited(reading: Reading, sources: int | None = None) -> str:
    """The article and section of a reading, with links to its sources, or to the first of them."""
    links = ", ".join(
        f"[{_BRACKETS.sub(' ', link.title).strip()}]({link.url})"
        for link in reading.sources[:sources]
    )
    place = f"{reading.title} – {reading.section}"
    return f"{place}: {links}" if links else place


def plain(text: str) -> str:
    """A text whose signs are shown as they are, except for code between backticks."""
    pieces = _CODE.split(text)
    return "".join(
        piece if number % 2 else _MARKUP.sub(r"\\\1", piece) for number, piece in enumerate(pieces)
    )


def _name(sitting: Sitting) -> str:
    if sitting.subject.kind is Kind.PLACEMENT:
        return f"Placement: {sitting.subject.title}"
    return sitting.subject.title


def _count(sitting: Sitting) -> str:
    if sitting.subject.kind is Kind.PLACEMENT:
        return f"question {sitting.position + 1}, at most {sitting.most}"
    return f"question {sitting.position + 1} of {sitting.most}"
