"""The command line. Each command reads the settings, builds what it needs, and hands over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.errors import AT_FAULT, UsageError
from bot.settings import Settings
from bot.terminal.context import Context, console, pass_context
from bot.terminal.index_commands import index

if TYPE_CHECKING:
    from bot.answering.service import AnswerService


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="Settings come from the environment or a .env file; .env.example lists them all.",
)
@click.version_option(package_name="backroad")
def backroad() -> None:
    """Answers questions about back-end development, each statement with its source."""


backroad.add_command(index)


@backroad.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer object.")
@click.option(
    "--batch",
    type=click.File("r", encoding="utf-8"),
    help='Read one question a line, or {"turns": ["…"]}, from a file (- for standard input), '
    "and print one JSON object a line.",
)
@pass_context
def ask(context: Context, question: str | None, as_json: bool, batch: TextIO | None) -> None:
    """One cited answer to QUESTION."""
    from bot.terminal.batch import read_batch, reply_to_turns
    from bot.terminal.wording import opened_finisher, show_reply

    if (question is None) == (batch is None):
        raise UsageError('give a question, as in backroad ask "What is an API?", or --batch FILE')
    service = _service(context.settings)
    with opened_finisher(context.settings, service) as finisher:
        if batch is not None:
            for turns in read_batch(batch):
                answer = finisher.finish(reply_to_turns(service, turns))
                click.echo(json.dumps(answer.to_json(), ensure_ascii=False))
            return
        reply = service.answer(question or "")
        if as_json:
            answer = finisher.finish(reply)
            click.echo(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
            return
        show_reply(console(), reply, finisher)


@backroad.command()
@pass_context
def chat(context: Context) -> None:
    """A conversation on the terminal, with follow-ups."""
    from bot.terminal.chat import chat as converse
    from bot.terminal.wording import opened_finisher

    service = _service(context.settings)
    with opened_finisher(context.settings, service) as finisher:
        converse(service, console(), finisher)


@backroad.command()
@pass_context
def run(context: Context) -> None:
    """The Discord bot; needs DISCORD_TOKEN."""
    from bot.discord.running import run_bot

    run_bot(context.settings)


@backroad.command()
@click.argument("track", required=False)
@click.option("--done", default="", help="Topics you know, as slugs: terminal,git,http.")
@click.option(
    "--png",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Draw the roadmap into this file.",
)
@pass_context
def roadmap(context: Context, track: str | None, done: str, png: Path | None) -> None:
    """The roadmap of TRACK, named by its slug, title or another name, as text or a picture."""
    from bot.roadmaps.text import plain_path
    from bot.terminal.roadmaps import read_path

    path = read_path(context.settings.data_dir, track, done)
    if png is None:
        click.echo(plain_path(path), nl=False)
        return
    from bot.roadmaps.picture import draw_path

    png.write_bytes(draw_path(path))
    click.echo(f"{path.title}: drawn into {png}")


@backroad.group()
def knowledge() -> None:
    """Checks and counts the knowledge base."""


@knowledge.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@pass_context
def knowledge_check(context: Context, paths: tuple[Path, ...]) -> None:
    """Validates every article, roadmap and quiz; each fault as path:line: message.

    With PATHS, the whole knowledge base is read but only faults in those files are told.
    """
    from knowledge.loading import check_folder

    library, faults = check_folder(context.settings.knowledge_dir)
    if paths:
        wanted = {path.resolve() for path in paths}
        faults = [fault for fault in faults if fault.path.resolve() in wanted]
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.exceptions.Exit(AT_FAULT)
    click.echo(f"{len(library.articles)} articles, no fault.")


@knowledge.command("stats")
@pass_context
def knowledge_stats(context: Context) -> None:
    """The counts of the knowledge base at a glance."""
    from bot.terminal.reports import knowledge_report
    from knowledge.loading import check_folder

    library, faults = check_folder(context.settings.knowledge_dir)
    click.echo(knowledge_report(library, len(faults)))


@backroad.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--misses", is_flag=True, help="Also list the questions that were answered wrongly.")
@pass_context
def evaluate(context: Context, file: Path | None, misses: bool) -> None:
    """Retrieval and answer figures on labelled questions, beside two baselines.

    FILE holds one JSON object a line. Without FILE, the two parts of the project's own questions
    are measured: the one used for tuning, and the one never used for it.
    """
    from bot.evaluation.reports import evaluation_reports

    for report in evaluation_reports(context.settings, file, misses):
        click.echo(report)


@backroad.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@pass_context
def benchmark(context: Context, as_json: bool) -> None:
    """Speed and memory, each beside what a hobby bot needs, in one run of about four minutes."""
    from bot.benchmark.run import run_benchmark

    report = run_benchmark(context.settings, lambda step: click.echo(f"{step} …", err=True))
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        return
    click.echo(report.to_text())


@backroad.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@pass_context
def backup(context: Context, file: Path) -> None:
    """Saves the data folder into FILE, while the bot runs."""
    from bot.backup.saving import save_backup
    from bot.terminal.reports import backup_report

    click.echo(backup_report(file, save_backup(context.settings.data_dir, file)))


@backroad.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Keep what is in the data folder aside first.")
@pass_context
def restore(context: Context, file: Path, replace: bool) -> None:
    """Puts the backup in FILE back into the data folder; the bot must be stopped."""
    from bot.backup.restoring import restore_backup
    from bot.terminal.reports import restore_report

    folder = context.settings.data_dir
    click.echo(restore_report(folder, restore_backup(file, folder, replace)))


def _service(settings: Settings) -> AnswerService:
    from bot.answering.service import AnswerService
    from bot.state.gaps import OpeningGapLog

    return AnswerService(settings.data_dir, OpeningGapLog(settings.data_dir))
