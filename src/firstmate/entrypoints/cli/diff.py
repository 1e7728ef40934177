"""`firstmate diff A B`: what changed between two snapshots."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.text import Text

from firstmate.adapters import files
from firstmate.entrypoints.cli.options import console, output_options
from firstmate.entrypoints.show.page import print_changed
from firstmate.entrypoints.show.words import name
from firstmate.errors import ExitCode
from firstmate.incidents import Incident
from firstmate.services.compare import Comparison, compare
from firstmate.text import plain


@click.command("diff")
@click.argument("before", type=click.Path(path_type=Path))
@click.argument("after", type=click.Path(path_type=Path))
@output_options
def command(before: Path, after: Path, as_json: bool, no_color: bool) -> None:
    """What changed between two snapshots: incidents that came or went, objects added, removed or altered.

    Each is a file of `firstmate status --save` or a folder of kubectl lists. Exits with 1 when an incident came.

    \b
    Example: firstmate status --save a.json; …; firstmate status --save b.json; firstmate diff a.json b.json
    """
    comparison = compare(files.load(before), files.load(after))
    if as_json:
        click.echo(msgspec.json.format(msgspec.json.encode(_plain(comparison))))
    else:
        _print(comparison, console(no_color))
    sys.exit(ExitCode.FINDINGS if comparison.incidents.came else ExitCode.OK)


def _print(comparison: Comparison, screen: Console) -> None:
    if not comparison.same_cluster:
        screen.print(Text("These are snapshots of two different clusters.", style="magenta"))
    print_changed(comparison.incidents, screen)
    for mark, refs in (("+", comparison.added), ("-", comparison.removed), ("~", comparison.altered)):
        for ref in refs:
            screen.print(Text(f"{mark} {name(ref)}"))
    if comparison.not_compared:
        screen.print(Text(f"not compared (not read in both): {', '.join(comparison.not_compared)}", style="dim"))
    changes = (comparison.incidents.came, comparison.incidents.went, comparison.added, comparison.removed)
    if not any(changes) and not comparison.altered:
        screen.print(Text("Nothing changed."))


def _plain(comparison: Comparison) -> dict[str, Any]:
    return {
        "schema": 1,
        "before": comparison.before.isoformat(),
        "after": comparison.after.isoformat(),
        "sameCluster": comparison.same_cluster,
        "incidents": {
            "came": _incidents(comparison.incidents.came),
            "went": _incidents(comparison.incidents.went),
            "stayed": _incidents(comparison.incidents.stayed),
        },
        "objects": {
            "added": [str(r) for r in comparison.added],
            "removed": [str(r) for r in comparison.removed],
            "altered": [str(r) for r in comparison.altered],
        },
        "notCompared": list(comparison.not_compared),
    }


def _incidents(incidents: Iterable[Incident]) -> list[dict[str, str]]:
    return [
        {"code": i.cause.code, "object": str(i.cause.object), "claim": plain(i.cause.claim, 500)} for i in incidents
    ]
