"""`firstmate site check`: what contradicts itself in the site file."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from firstmate import wiring
from firstmate.errors import ExitCode
from firstmate.services.site_check import check


@click.command("check")
@click.argument("file", required=False, default="", metavar="[FILE]")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(file: str, as_json: bool) -> None:
    """Say what is wrong in the site FILE, with file and line; without one, in the site file in force.

    Exit code 1: something is.
    """
    path: Path = wiring.site_path(file)
    faults = check(path)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in faults], indent=2))
    for fault in () if as_json else faults:
        click.echo(fault)
    if not faults and not as_json:
        click.echo(f"{path}: nothing is wrong.")
    if faults:
        click.get_current_context().exit(ExitCode.FINDINGS)
