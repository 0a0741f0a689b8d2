"""The command line. Each command reads the settings, builds what it needs, and hands over."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from bot.errors import AT_FAULT, UsageError
from bot.settings import Settings, read_settings

if TYPE_CHECKING:
    from rich.console import Console

    from bot.answering.service import AnswerService


class _Context:
    """Made once for a run; what it holds is made when first asked for."""

    def __init__(self) -> None:
        self._settings: Settings | None = None

    @property
    def settings(self) -> Settings:
        if self._settings is None:
            self._settings = read_settings()
        return self._settings


_pass = click.make_pass_decorator(_Context, ensure=True)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 96},
    epilog="Settings come from the environment or a .env file; .env.example lists them all.",
)
@click.version_option(package_name="backroad")
def backroad() -> None:
    """Answers questions about back-end development, each statement with its source."""


@backroad.command()
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer object.")
@click.option(
    "--batch",
    type=click.File("r", encoding="utf-8"),
    help='Read one question a line, or {"turns": ["…"]}, from a file (- for standard input), '
    "and print one JSON object a line.",
)
@_pass
def ask(context: _Context, question: str | None, as_json: bool, batch: TextIO | None) -> None:
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
        show_reply(_console(), reply, finisher)


@backroad.command()
@_pass
def chat(context: _Context) -> None:
    """A conversation on the terminal, with follow-ups."""
    from bot.terminal.chat import chat as converse
    from bot.terminal.wording import opened_finisher

    service = _service(context.settings)
    with opened_finisher(context.settings, service) as finisher:
        converse(service, _console(), finisher)


@backroad.command()
@_pass
def run(context: _Context) -> None:
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
@_pass
def roadmap(context: _Context, track: str | None, done: str, png: Path | None) -> None:
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
def index() -> None:
    """Builds and looks after the index."""


@index.command("build")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line, as it goes.")
@click.option("--gentle", is_flag=True, help="Let other programs of this machine go first.")
@_pass
def index_build(context: _Context, as_json: bool, gentle: bool) -> None:
    """Builds a new version from the knowledge folder; embeds only what changed."""
    from bot.terminal.build_lines import build_in_lines, give_way
    from bot.terminal.progress import build_progress
    from index.build import build_index
    from knowledge.faults import KnowledgeError

    settings = context.settings
    if gentle:
        give_way()
    if as_json:
        build_in_lines(settings, click.echo)
        return
    try:
        with build_progress(_console(stderr=True)) as tell:
            report = build_index(settings.knowledge_dir, settings.data_dir, settings.model, tell)
    except KnowledgeError as error:
        for fault in error.faults:
            click.echo(fault)
        raise
    manifest = report.manifest
    if report.unchanged:
        click.echo(f"Nothing changed: version {manifest.version} still serves.")
        return
    click.echo(
        f"Version {manifest.version} serves: {manifest.counts['articles']} articles, "
        f"{manifest.counts['sections']} sections. {report.embedded} texts embedded, "
        f"{report.reused} reused, {manifest.seconds:.1f} s."
    )
    for name in ("added", "changed", "removed"):
        topics = getattr(report, name)
        if topics:
            shown = ", ".join(topics[:8]) + (" …" if len(topics) > 8 else "")
            click.echo(f"{len(topics)} {name}: {shown}")


@index.command("status")
@_pass
def index_status(context: _Context) -> None:
    """Describes the serving version and the earlier ones."""
    from bot.terminal.reports import status_report
    from index.versions import Versions, index_folder

    click.echo(status_report(Versions(index_folder(context.settings.data_dir))))


@index.command("verify")
@_pass
def index_verify(context: _Context) -> None:
    """Checks every file of every version and encoder; exit status 1 where one is damaged."""
    from bot.terminal.reports import encoder_report
    from index.errors import DamagedIndexError
    from index.versions import Versions, index_folder

    versions = Versions(index_folder(context.settings.data_dir))
    current = versions.current()
    damaged = 0
    for name in sorted({current, *versions.names()}, reverse=True):
        mark = " (serving)" if name == current else ""
        try:
            versions.verify(name)
        except DamagedIndexError as error:
            damaged += 1
            click.echo(f"{name}{mark}: damaged, {error.problem}")
        else:
            click.echo(f"{name}{mark}: whole")
    encoders, faulty = encoder_report(context.settings.data_dir)
    for line in encoders:
        click.echo(line)
    if damaged or faulty:
        raise click.exceptions.Exit(AT_FAULT)


@index.command("rollback")
@_pass
def index_rollback(context: _Context) -> None:
    """Steps back to the newest whole version before the serving one."""
    from index.versions import Versions, index_folder

    name = Versions(index_folder(context.settings.data_dir)).rollback()
    click.echo(f"Version {name} serves.")


@backroad.group()
def knowledge() -> None:
    """Checks and counts the knowledge base."""


@knowledge.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@_pass
def knowledge_check(context: _Context, paths: tuple[Path, ...]) -> None:
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
@_pass
def knowledge_stats(context: _Context) -> None:
    """The counts of the knowledge base at a glance."""
    from bot.terminal.reports import knowledge_report
    from knowledge.loading import check_folder

    library, faults = check_folder(context.settings.knowledge_dir)
    click.echo(knowledge_report(library, len(faults)))


@backroad.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--misses", is_flag=True, help="Also list the questions that were answered wrongly.")
@_pass
def evaluate(context: _Context, file: Path | None, misses: bool) -> None:
    """Retrieval and answer figures on labelled questions, beside two baselines.

    FILE holds one JSON object a line. Without FILE, the two parts of the project's own questions
    are measured: the one used for tuning, and the one never used for it.
    """
    from bot.evaluation.reports import evaluation_reports

    for report in evaluation_reports(context.settings, file, misses):
        click.echo(report)


@backroad.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@_pass
def benchmark(context: _Context, as_json: bool) -> None:
    """Speed and memory, each beside what a hobby bot needs, in one run of about four minutes."""
    from bot.benchmark.run import run_benchmark

    report = run_benchmark(context.settings, lambda step: click.echo(f"{step} …", err=True))
    if as_json:
        click.echo(json.dumps(report.to_json(), ensure_ascii=False, indent=2))
        return
    click.echo(report.to_text())


@backroad.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_pass
def backup(context: _Context, file: Path) -> None:
    """Saves the data folder into FILE, while the bot runs."""
    from bot.backup.saving import save_backup
    from bot.terminal.reports import backup_report

    click.echo(backup_report(file, save_backup(context.settings.data_dir, file)))


@backroad.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Keep what is in the data folder aside first.")
@_pass
def restore(context: _Context, file: Path, replace: bool) -> None:
    """Puts the backup in FILE back into the data folder; the bot must be stopped."""
    from bot.backup.restoring import restore_backup
    from bot.terminal.reports import restore_report

    folder = context.settings.data_dir
    click.echo(restore_report(folder, restore_backup(file, folder, replace)))


def _service(settings: Settings) -> AnswerService:
    from bot.answering.service import AnswerService
    from bot.state.gaps import OpeningGapLog

    return AnswerService(settings.data_dir, OpeningGapLog(settings.data_dir))


def _console(stderr: bool = False) -> Console:
    from rich.console import Console

    return Console(file=sys.stderr if stderr else sys.stdout, highlight=False)
