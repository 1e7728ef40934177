"""`firstmate gap`: planned against actual against documented."""

from __future__ import annotations

import json
from itertools import groupby

import click
from rich.text import Text

from firstmate import probe_wiring, wiring
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.entrypoints.cli.render import places
from firstmate.services import render
from firstmate.services.gaps import Differences, differences
from firstmate.text import plain, plural

SCHEMA = 1


@click.command("gap")
@SITE
@output_options
def command(site: str, as_json: bool, no_color: bool) -> None:
    """Say where the site file, what runs and what is written differ: planned, actual, documented.

    Every probe of the site is asked, every node for its containers, every cluster for its workloads; the pages that
    the site file lists, and CLAUDE.md, are read. Services of later phases are not missed.

    \b
    Exit codes: 0 the three agree; 1 they do not; 2 wrong usage;
    3 something could not be looked at, so nothing there is called missing or unplanned.
    """
    found = wiring.site_file(site)
    where = places(found)
    stale = [change.path for change in render.planned(found.site, where).changes]
    folder = found.document.path.absolute().parent
    told = differences(found.site, folder, probe_wiring.tools(found.site), stale, where.claude_md)
    if as_json:
        click.echo(json.dumps(_document(told), indent=2))
    else:
        for line in _shown(told):
            console(no_color).print(line, soft_wrap=True)
    click.get_current_context().exit(told.exit_code)


def _document(told: Differences) -> dict[str, object]:
    gaps = [{"kind": gap.kind, "what": gap.what, "where": gap.where, "detail": gap.detail} for gap in told.gaps]
    return {
        "schema": SCHEMA,
        "exit_code": told.exit_code,
        "services": told.services,
        "gaps": gaps,
        "unseen": told.unseen,
    }


def _shown(told: Differences) -> list[Text]:
    lines = []
    for kind, gaps in groupby(told.gaps, key=lambda gap: gap.kind):
        lines.append(Text(f"{kind}:", style="bold"))
        for gap in gaps:
            parts = filter(None, (plain(gap.what), gap.where and f"({plain(gap.where)})", plain(gap.detail)))
            lines.append(Text(f"  {' '.join(parts)}"))
    if told.unseen:
        lines.append(Text("could not be looked at:", style="bold magenta"))
        lines += [Text(f"  {plain(why)}") for why in told.unseen]
    agreed = "" if told.gaps or told.unseen else ": plan, reality and documents agree"
    lines.append(Text(f"{plural(told.services, 'service')} due, {plural(len(told.gaps), 'gap')}{agreed}."))
    return lines
