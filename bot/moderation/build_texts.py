"""What moderators read of a build: how far it is, what it changed, why it failed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.moderation.build_events import Built, Failed, Faulty, Progress, Reason
from bot.moderation.plain_words import counted, seconds_in_words
from bot.state.gap_answers import RegressionRun

_SHARES = {
    "Starting": (0.0, 0.02),
    "Reading the articles": (0.02, 0.06),
    "Preparing the model": (0.06, 0.1),
    "Embedding": (0.1, 0.92),
    "Writing the index": (0.92, 0.96),
    "Verifying": (0.96, 0.98),
    "Asking the regression questions": (0.98, 1.0),
}
"""Where each step of a build begins and ends, as shares of the time a whole build takes."""

_BAR = 20
_SLUGS_NAMED = 12
_QUESTIONS_NAMED = 5
_REASONS = {
    Reason.UNDER_WAY: (
        "Another build is under way that was not started from here, on the machine that I run on. "
        "Try again when it has ended."
    ),
    Reason.MODEL: (
        "The embedding model could not be made ready. Whoever runs me finds the reason in my log."
    ),
    Reason.DISK: "The disk could not be read or written. It may be full.",
    Reason.UNFORESEEN: (
        "The build stopped unexpectedly. Whoever runs me finds the reason in my log."
    ),
}


def share_done(progress: Progress) -> float:
    """How much of a build is done, in [0, 1]; an unknown step counts as begun."""
    begin, end = _SHARES.get(progress.step, _SHARES["Starting"])
    part = min(1.0, progress.done / progress.whole) if progress.whole else 0.0
    return begin + (end - begin) * part


def progress_bar(share: float) -> str:
    """A bar and its percentage, of the same width always: `▰▰▰▱▱▱ 50 %`."""
    filled = int(share * _BAR)
    return f"{'▰' * filled}{'▱' * (_BAR - filled)} {share:.0%}".replace("%", " %")


def step_in_words(progress: Progress) -> str:
    """The step under way, with its counts where it has any."""
    if progress.whole:
        return f"{progress.step}: {progress.done:,} of {counted(progress.whole, 'text')}"
    return f"{progress.step} …"


def built_in_words(built: Built) -> str:
    """What a build did, in a sentence or two."""
    if built.unchanged:
        return f"Nothing had changed: version `{built.version}` still answers."
    counts = ", ".join(
        counted(built.counts.get(name, 0), name[:-1]) for name in ("articles", "sections")
    )
    return (
        f"Version `{built.version}` answers now: {counts}. "
        f"It took {seconds_in_words(built.seconds)}; {counted(built.embedded, 'text')} embedded "
        f"anew, {built.reused:,} kept."
    )


def slugs_in_words(slugs: Sequence[str]) -> str:
    """The first slugs as code, and how many more there are."""
    named = ", ".join(f"`{slug}`" for slug in slugs[:_SLUGS_NAMED])
    more = len(slugs) - _SLUGS_NAMED
    return f"{named} and {more:,} more" if more > 0 else named


def regression_in_words(run: RegressionRun) -> str:
    """How many regression questions are answered by what they should be, and which are not."""
    text = f"{run.kept} of {run.asked} still answered by what they should be."
    if not run.missed:
        return text
    named = "\n".join(f"- {question}" for question in run.missed[:_QUESTIONS_NAMED])
    more = len(run.missed) - _QUESTIONS_NAMED
    return f"{text} Not any more:\n{named}" + (f"\n- and {more} more" if more > 0 else "")


def problem_of(ending: Faulty | Failed) -> str:
    """Why a build failed: a sentence, or a fault a line as `file:line: message`."""
    if isinstance(ending, Failed):
        return _REASONS[ending.reason]
    return "\n".join(str(fault) for fault in ending.faults)
