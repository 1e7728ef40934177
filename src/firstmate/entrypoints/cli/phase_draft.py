"""`firstmate phase draft`: a compose file or manifests for a service that has none, for review."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from firstmate import probe_wiring, wiring
from firstmate.adapters import draft_files
from firstmate.entrypoints.cli.options import SITE, console, output_options
from firstmate.errors import ExitCode
from firstmate.services.drafts import draft, refusal
from firstmate.services.drafts.values import Draft
from firstmate.text import plain

UNASKED = "not validated: there is no `docker compose` on this machine"


@click.command("draft")
@click.argument("service")
@click.option(
    "--into", default="drafts", show_default=True, metavar="DIR", help="Where to write it; never over a file."
)
@SITE
@output_options
def command(service: str, into: str, site: str, as_json: bool, no_color: bool) -> None:
    """Write a draft of what would deploy SERVICE: a compose file for one of a node, an Argo CD Application with its
    manifests for one of a cluster.

    It is made of what the site file says: image, ports, probe, memory, secrets by reference (never their
    values). A compose file is validated by `docker compose config` where there is one. Nothing is deployed: check
    it, put it in place, and name it in the site file; `firstmate phase up` runs it then.

    \b
    Exit codes: 0 written; 1 written, and Compose does not accept it; 2 wrong usage, or a file is in the way.

    \b
    Example:
      firstmate phase draft grafana
    """
    found = wiring.site_file(site).site
    made = draft(found, service)
    written = draft_files.write({Path(into) / name: content for name, content in made.files.items()}, made.heading)
    told = [refusal(probe_wiring.tools(found), path) for path in written if path.name.endswith(".compose.yaml")]
    if as_json:
        click.echo(json.dumps(_document(made, written, told), indent=2))
    else:
        _show(made, written, told, no_color)
    click.get_current_context().exit(ExitCode.FINDINGS if any(told) else ExitCode.OK)


def _show(made: Draft, written: Sequence[Path], told: Sequence[str | None], no_color: bool) -> None:
    screen = console(no_color)
    for path in written:
        screen.print(f"wrote {path}", soft_wrap=True)
    for each in told:
        what = UNASKED if each is None else f"Compose refuses it: {plain(each)}" if each else "Compose accepts it"
        screen.print(what, soft_wrap=True)
    for line in made.todo:
        screen.print(line, soft_wrap=True)


def _document(made: Draft, written: Sequence[Path], told: Sequence[str | None]) -> dict[str, object]:
    return {
        "schema": 1,
        "service": made.service.name,
        "files": [str(path) for path in written],
        "compose": [{"accepted": None if each is None else not each, "said": plain(each or "")} for each in told],
        "check": list(made.checks),
        "then": list(made.then),
    }
