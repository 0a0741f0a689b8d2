"""The commands that build and look after the index."""

from __future__ import annotations

import click

from bot.errors import AT_FAULT
from bot.terminal.context import Context, console, pass_context


@click.group()
def index() -> None:
    """Builds and looks after the index."""


@index.command("build")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line, as it goes.")
@click.option("--gentle", is_flag=True, help="Let other programs of this machine go first.")
@pass_context
def index_build(context: Context, as_json: bool, gentle: bool) -> None:
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
        with build_progress(console(stderr=True)) as tell:
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
@pass_context
def index_status(context: Context) -> None:
    """Describes the serving version and the earlier ones."""
    from bot.terminal.reports import status_report
    from index.versions import Versions, index_folder

    click.echo(status_report(Versions(index_folder(context.settings.data_dir))))


@index.command("verify")
@pass_context
def index_verify(context: Context) -> None:
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
@pass_context
def index_rollback(context: Context) -> None:
    """Steps back to the newest whole version before the serving one."""
    from index.versions import Versions, index_folder

    name = Versions(index_folder(context.settings.data_dir)).rollback()
    click.echo(f"Version {name} serves.")
