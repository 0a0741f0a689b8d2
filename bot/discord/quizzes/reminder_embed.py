"""What `/reminders` and a reminder say. Pure: values in, text or JSON out."""

from __future__ import annotations

from typing import Any

from bot.discord.quizzes.question_embed import QUESTION
from bot.discord.quizzes.result_embed import moment
from bot.quizzes.reminders import Reminder

OFF = (
    "Reminders are off. With `/reminders` and an hour and your time zone, I write to you once a "
    "day when reviews are due, and only then."
)
STOPPED = "Reminders are off. `/reminders` turns them on again, and `/quiz` asks what is due."
NO_HOUR = "At which hour shall I write? Pick one under `hour`, from 0 to 23."
NO_ZONE = "Which time zone are you in? Pick one under `zone`; it lists them while you type."


def unknown_zone(nearest: str | None) -> str:
    """What is said to somebody who named an unknown zone."""
    hint = f" Did you mean `{nearest}`?" if nearest else ""
    return f"I know no such time zone.{hint} `/reminders` lists them while you type."


def told_when(reminder: Reminder) -> str:
    """When a member is reminded."""
    return (
        f"I write to you at **{reminder.hour:02}:00** ({reminder.zone}) on days when reviews are "
        f"due, at most once a day; at the earliest {moment(reminder.next_at)}. If I cannot write "
        "to you directly, reminders go off."
    )


def reminder_embed(reviews: int) -> dict[str, Any]:
    """The reminder itself."""
    waiting = "1 review is due" if reviews == 1 else f"{reviews} reviews are due"
    return {
        "title": waiting,
        "description": "A few minutes now, and you keep what you have learned.",
        "color": QUESTION,
        "footer": {"text": "You asked for this with /reminders."},
    }
