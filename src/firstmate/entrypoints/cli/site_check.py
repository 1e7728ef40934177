"""`firstmate site check`: what contradicts itself in the site file."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from firstmate import wiring
from firstmate.entrypoints.cli.options import SITE
from firstmate.errors import ExitCode
from firstmate.services.site_check import check
from firstmate.text import plain, plural


@click.command("check")
@click.argument("file", required=False, default="", metavar="[FILE]")
@SITE
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(file: str, site: str, as_json: bool) -> None:
    """Say what is wrong in the site FILE, with file and line; without one, in the site file in force.

    \b
    First the shape of everything in it; when that is right, what contradicts itself: ports taken twice, names
    of nothing, circles, what waits for a later phase, watts over the UPS, memory over a node, probes that are
    missing, pages that are not there. Exit code 1: something is wrong.
    """
    path = wiring.existing_site_path(file or site)
    faults = check(path)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
    else:
        for fault in faults:
            click.echo(plain(str(fault), 500))
        click.echo(f"{plain(str(path))}: {plural(len(faults), 'fault') if faults else 'nothing is wrong'}.")
    if faults:
        click.get_current_context().exit(ExitCode.FINDINGS)
