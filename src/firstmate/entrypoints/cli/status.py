"""`firstmate status`: look, diagnose, show."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn

from firstmate import wiring
from firstmate.adapters import files
from firstmate.analyzers import rules
from firstmate.entrypoints.cli.options import cluster_options, console, output_options
from firstmate.entrypoints.show.document import document
from firstmate.entrypoints.show.markdown import markdown
from firstmate.entrypoints.show.page import print_page
from firstmate.errors import UsageError
from firstmate.findings import Severity
from firstmate.services.diagnose import Report, diagnose
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
@click.option("--only", multiple=True, metavar="CODE", help="Only incidents with this cause; may be repeated.")
@click.option(
    "--severity", type=click.Choice(list(SEVERITIES)), default="info", help="Only incidents at least this bad."
)
@click.option("--markdown", "as_markdown", is_flag=True, help="For a model: at most 1,500 tokens.")
@output_options
def command(
    kubeconfig: str,
    context: str,
    namespace: str,
    timeout: float,
    prometheus: str,
    alertmanager: str,
    source: str | None,
    now: str | None,
    save: str | None,
    only: tuple[str, ...],
    severity: str,
    as_markdown: bool,
    as_json: bool,
    no_color: bool,
) -> None:
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
    """
    _check_codes(only)
    if source:
        snapshot = files.load(Path(source), _moment(now))
    else:
        addresses = {"prometheus": prometheus, "alertmanager": alertmanager}
        snapshot = _live(kubeconfig, context, timeout, Scope(namespace, addresses), quiet=as_json or as_markdown)
    if save:
        files.save(snapshot, Path(save))
    report = diagnose(snapshot, only, SEVERITIES[severity])
    _print(report, as_json, as_markdown, no_color)
    sys.exit(report.exit_code)


def _live(kubeconfig: str, context: str, timeout: float, scope: Scope, quiet: bool) -> Snapshot:
    cluster = wiring.cluster(kubeconfig, context, timeout)
    screen = console(stderr=True)
    if quiet or not screen.is_terminal:
        return look(cluster, scope, wiring.now())
    with Progress(TextColumn("reading {task.fields[kind]}"), BarColumn(), console=screen, transient=True) as bar:
        task = bar.add_task("read", kind="")
        return look(
            cluster,
            scope,
            wiring.now(),
            lambda kind, done, total: bar.update(task, completed=done, total=total, kind=kind),
        )


def _print(report: Report, as_json: bool, as_markdown: bool, no_color: bool) -> None:
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(document(report))))
    elif as_markdown:
        click.echo(markdown(report), nl=False)
    else:
        print_page(report, console(no_color))


def _check_codes(only: tuple[str, ...]) -> None:
    known = {rule.code for rule in rules()}
    for code in only:
        if code not in known:
            raise UsageError(f"--only {code}: there is no such finding code.", hint="`firstmate explain` lists them")


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--now {text}: this is not a time.", hint="write it as 2026-01-31T12:00:00Z") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
