"""`firstmate status`: look, diagnose, show."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn
from rich.text import Text

from firstmate import wiring
from firstmate.adapters import files
from firstmate.analyzers import rules
from firstmate.entrypoints.cli.options import SITE, cluster_options, console, output_options
from firstmate.entrypoints.show.graph import html, svg
from firstmate.entrypoints.show.markdown import markdown
from firstmate.entrypoints.show.page import print_changed, print_page
from firstmate.entrypoints.show.words import headline
from firstmate.errors import UnknownError, UsageError
from firstmate.findings import Severity
from firstmate.services.compare import changed
from firstmate.services.diagnose import Filter, Report, diagnose
from firstmate.services.document import document
from firstmate.services.look import Scope, look
from firstmate.snapshot import Snapshot

SEVERITIES = {str(severity): severity for severity in Severity}


@click.command("status")
@cluster_options
@click.option("--prometheus", default="", metavar="URL", help="Where Prometheus is, when its Service is not found.")
@click.option("--alertmanager", default="", metavar="URL", help="Where Alertmanager is, when its Service is not found.")
@click.option(
    "--from", "source", metavar="PATH", help="Judge a saved snapshot or a folder of `kubectl get -o json` lists."
)
@click.option("--now", metavar="TIME", help="With --from: the moment to judge from (2026-01-31T12:00:00Z).")
@click.option("--save", metavar="FILE", help="Write the snapshot too (values that may be secret left out).")
@click.option("--graph", metavar="FILE", help="Draw causes and consequences: FILE.svg or FILE.html.")
@click.option("--watch", is_flag=True, help="Stay, and print what changes; end with Ctrl-C.")
@click.option(
    "--every",
    type=click.FloatRange(1, 3600),
    default=15.0,
    show_default=True,
    metavar="SECONDS",
    help="With --watch: how often to look.",
)
@click.option("--only", multiple=True, metavar="CODE", help="Only incidents with this cause; may be repeated.")
@click.option(
    "--severity", type=click.Choice(list(SEVERITIES)), default="info", help="Only incidents at least this bad."
)
@SITE
@click.option("--markdown", "as_markdown", is_flag=True, help="For a model: at most 1,500 tokens.")
@output_options
def command(**options: Any) -> None:
    """What is wrong, root cause first.

    \b
    Exit codes: 0 healthy; 1 findings at warning or above; 2 wrong usage;
    3 something that matters could not be read, so nothing is called healthy.

    \b
    Examples:
      firstmate status                       the current context
      firstmate status -n media              one namespace
      firstmate status --save snap.json      keep what was seen
      firstmate status --from snap.json      judge it again, anywhere
      firstmate status --graph why.svg       a picture of causes and consequences
    """
    wanted = Wanted(**options)
    _check(wanted)
    snapshot = _snapshot(wanted)
    chosen = Filter(wanted.only, SEVERITIES[wanted.severity], wiring.site(wanted.site).suppressions)
    report = diagnose(snapshot, chosen)
    if wanted.save:
        files.save(snapshot, Path(wanted.save))
    if wanted.graph:
        picture = html(report) if wanted.graph.endswith((".html", ".htm")) else svg(report)
        files.write_atomically(Path(wanted.graph), picture.encode())
    _print(report, wanted)
    if wanted.watch:
        _watch(report, wanted, chosen)
    sys.exit(report.exit_code)


@dataclass(frozen=True)
class Wanted:
    """The options of one call, as click hands them over."""

    kubeconfig: str
    context: str
    namespace: str
    timeout: float
    prometheus: str
    alertmanager: str
    source: str | None
    now: str | None
    save: str | None
    graph: str | None
    watch: bool
    every: float
    only: tuple[str, ...]
    severity: str
    site: str
    as_markdown: bool
    as_json: bool
    no_color: bool


def _check(wanted: Wanted) -> None:
    """Refuse what does not fit together before anything is read."""
    known = {rule.code for rule in rules()}
    for code in wanted.only:
        if code not in known:
            raise UsageError(f"--only {code}: there is no such finding code.", hint="`firstmate explain` lists them")
    if wanted.watch and (wanted.source or wanted.as_json or wanted.as_markdown):
        raise UsageError(
            "--watch is for a person at a live cluster: it goes with neither --from, --json nor --markdown."
        )
    if wanted.now and not wanted.source:
        raise UsageError("--now goes with --from only: a live cluster is judged as of now.")


def _snapshot(wanted: Wanted) -> Snapshot:
    if wanted.source:
        return files.load(Path(wanted.source), _moment(wanted.now))
    cluster = wiring.cluster(wanted.kubeconfig, wanted.context, wanted.timeout)
    scope = Scope(wanted.namespace, {"prometheus": wanted.prometheus, "alertmanager": wanted.alertmanager})
    screen = console(wanted.no_color, stderr=True)
    if wanted.as_json or wanted.as_markdown or not screen.is_terminal:
        return look(cluster, scope, wiring.now())
    with Progress(TextColumn("reading {task.fields[kind]}"), BarColumn(), console=screen, transient=True) as bar:
        task = bar.add_task("read", kind="")

        def show(kind: str, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, kind=kind)

        return look(cluster, scope, wiring.now(), show)


def _watch(report: Report, wanted: Wanted, chosen: Filter) -> None:
    """Look again and again; print incidents that came or went, and whether it can still be seen."""
    screen = console(wanted.no_color)
    while True:
        time.sleep(wanted.every)
        try:
            latest = diagnose(_snapshot(wanted), chosen)
        except UnknownError as error:
            screen.print(Text(f"{wiring.now():%H:%M:%S} cannot see: {error.message}", style="magenta"))
            continue
        changes = changed(report, latest)
        if changes.came or changes.went or latest.unreadable.keys() != report.unreadable.keys():
            screen.print(Text(f"{latest.taken_at:%H:%M:%S} UTC {headline(latest)}", style="bold"))
            print_changed(replace(changes, stayed=()), screen)
        report = latest


def _print(report: Report, wanted: Wanted) -> None:
    if wanted.as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(document(report))))
    elif wanted.as_markdown:
        click.echo(markdown(report), nl=False)
    else:
        print_page(report, console(wanted.no_color))


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now {text}: this is not a time.", hint="write it as 2026-01-31T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
