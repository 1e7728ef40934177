"""`firstmate verify`: look whether a site's services are up, and whether its phase may be left."""

from __future__ import annotations

import json
import sys

import click
from rich.progress import BarColumn, Progress, TextColumn

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.entrypoints.show.verification import document, print_report
from firstmate.errors import UsageError
from firstmate.services.verify import Report, Which, verify
from firstmate.sites.values import Site


@click.command("verify")
@click.option("--phase", default="", metavar="N", help="Only this phase, by its number or name, and its gate.")
@click.option("--service", default="", metavar="NAME", help="Only this service.")
@click.option("--all", "everything", is_flag=True, help="Every service, of later phases too.")
@SITE
@output_options
def command(phase: str, service: str, everything: bool, site: str, as_json: bool, no_color: bool) -> None:
    """Look whether the services of the site are up: those of the current phase and of all before it.

    All probes run at once, each within its own deadline (5 seconds, where it says nothing else), and none
    of them changes anything. After them, the gate: whether the phase may be left, and what blocks the next.

    \b
    Exit codes: 0 all up; 1 something is down or wrong; 2 wrong usage;
    3 something is unreachable or was not checked, so nothing is called fine.

    \b
    Examples:
      firstmate verify                       the current phase and all before it
      firstmate verify --phase 1             one phase, and its gate
      firstmate verify --service postgres    one service
    """
    if sum(map(bool, (phase, service, everything))) > 1:
        raise UsageError("--phase, --service and --all exclude each other.", hint="choose one of them")
    report = _verified(wiring.site_file(site).site, Which(phase, service, everything), as_json, no_color)
    if as_json:
        click.echo(json.dumps(document(report, wiring.now()), indent=2))
    else:
        print_report(report, console(no_color))
    sys.exit(report.exit_code)


def _verified(site: Site, which: Which, as_json: bool, no_color: bool) -> Report:
    tools = probe_wiring.tools(site)
    screen = console(no_color, stderr=True)
    if as_json or not screen.is_terminal:
        return verify(site, which, tools)
    with Progress(TextColumn("probing"), BarColumn(), console=screen, transient=True) as bar:
        task = bar.add_task("probe", total=None)
        return verify(site, which, tools, lambda done, of: bar.update(task, completed=done, total=of))
