"""`firstmate phase advance`: on to the next phase, only through the gate of the current one."""

from __future__ import annotations

import getpass
import json

import click

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.options import SITE
from firstmate.services.advance import Witness, advance
from firstmate.services.verify import Which, verify
from firstmate.services.where_it_stands import current


@click.command("advance")
@SITE
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(site: str, as_json: bool) -> None:
    """Go on to the next phase: `phase: N` in the site file. Everything that the gate asks for is probed first.

    \b
    Exit codes: 0 done; 4 the gate is closed, or the next phase is blocked;
    3 nobody can say whether the gate may open: it stays closed.
    """
    found = wiring.site_file(site)
    before = current(found.site)
    report = verify(found.site, Which(), probe_wiring.tools(found.site))
    witness = Witness(getpass.getuser(), wiring.now(), wiring.folders().state)
    after = advance(found.document.path, report, witness)
    if as_json:
        click.echo(
            json.dumps({"schema": 1, "from": before.number, "to": after.number, "file": str(wiring.site_path(site))})
        )
        return
    click.echo(f"Phase {before.number}, {before.name}, is over: the site stands in phase {after.number}, {after.name}.")
    click.echo("Next: `firstmate render`, so that CLAUDE.md says so too.")
