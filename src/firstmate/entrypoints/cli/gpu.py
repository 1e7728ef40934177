"""`firstmate gpu`: the GPUs of the site's nodes against what the site file allows."""

from __future__ import annotations

import json
import sys

import click

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.entrypoints.show.gpus import document, print_gpus
from firstmate.services.gpu import look_at_gpus


@click.command("gpu")
@SITE
@output_options
def command(site: str, as_json: bool, no_color: bool) -> None:
    """Ask every node with GPUs of NVIDIA: power limits against the site's, draw, temperature, memory.

    A limit above the site's is a finding, with the command that sets it and what keeps it after a restart.

    \b
    Exit codes: 0 all as the site says; 1 something is not; 2 wrong usage;
    3 a node could not be asked.

    \b
    Examples:
      firstmate gpu
      firstmate gpu --json
    """
    found = wiring.site_file(site).site
    report = look_at_gpus(found, probe_wiring.tools(found))
    if as_json:
        click.echo(json.dumps(document(report), indent=2))
    else:
        print_gpus(report, console(no_color))
    sys.exit(report.exit_code)
