"""The progress of a build on the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from index.build import Progress as Told


@contextmanager
def build_progress(console: Console) -> Iterator[Told]:
    """A bar that follows a build; a line for each step where the console is no terminal."""
    if not console.is_terminal:
        shown: set[str] = set()

        def tell_plainly(step: str, done: int, whole: int) -> None:
            quarter = 4 * done // whole if whole else 0
            line = f"{step} … {25 * quarter} %" if whole else f"{step} …"
            if line not in shown:
                shown.add(line)
                console.file.write(line + "\n")
                console.file.flush()

        yield tell_plainly
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Starting", total=None)

        def tell(step: str, done: int, whole: int) -> None:
            progress.update(task, description=step, completed=done, total=whole or None)

        yield tell
