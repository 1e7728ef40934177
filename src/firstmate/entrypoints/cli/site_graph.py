"""`firstmate site graph`: the site as a picture."""

from __future__ import annotations

import json
from pathlib import Path

import click

from firstmate import probe_wiring, wiring
from firstmate.adapters import files
from firstmate.entrypoints.cli.options import SITE, output_options
from firstmate.entrypoints.show.site_graph import Outcomes, document, html, svg, worst
from firstmate.errors import UsageError
from firstmate.services.verify import Which, by_name, verify
from firstmate.sites.values import Site
from firstmate.text import plain

PICTURES = {".svg": svg, ".html": html}


@click.command("graph")
@click.option("-o", "--output", default="", metavar="FILE", help="Write it: FILE.svg or FILE.html. Else it is printed.")
@click.option("--verify", "verifies", is_flag=True, help="Look what is up first, as `firstmate verify --all` does.")
@SITE
@output_options
def command(output: str, verifies: bool, site: str, as_json: bool, no_color: bool) -> None:
    """Draw the site: its nodes, its services by phase, arrows to what they need and, with --verify, what is up.

    \b
    Examples:
      firstmate site graph -o site.svg
      firstmate site graph -o site.html --verify
    """
    suffix = Path(output).suffix.lower()
    if output and suffix not in PICTURES:
        raise UsageError(f"-o {output}: the picture is an SVG or a page.", hint="name it FILE.svg or FILE.html")
    described = wiring.site_file(site).site
    outcomes = _outcomes(described) if verifies else {}
    drawn = PICTURES[suffix or ".svg"](described, outcomes)
    if output:
        files.write_atomically(Path(output), drawn.encode())
    if as_json:
        click.echo(json.dumps(document(described, outcomes), indent=2))
    elif output:
        click.echo(f"{plain(output)} is written.")
    else:
        click.echo(drawn, nl=False)


def _outcomes(site: Site) -> Outcomes:
    report = verify(site, Which(everything=True), probe_wiring.tools(site))
    return worst(by_name(report.rows))
