"""`firstmate orders`: the standing orders, shown, changed and checked."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from firstmate import wiring
from firstmate.adapters import orders_file
from firstmate.adapters.orders_sidecar import Files, InForce
from firstmate.entrypoints.cli.options import console
from firstmate.errors import ExitCode, RefusedError, UsageError
from firstmate.guard.orders import Orders, Override
from firstmate.services import standing_orders

NOTHING = "(nothing)"


@click.group("orders", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The standing orders: what may be done alone, and what is asked about.

    \b
      firstmate orders show     what is in force
      firstmate orders edit     change them in your editor; what is wrong is not saved
      firstmate orders check    after a change by other means
    """


@command.command("show")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def show_command(as_json: bool) -> None:
    """Show the orders in force. Exit code 1 when the file says something else, because it is not valid."""
    files = wiring.orders_files()
    found = standing_orders.in_force(files)
    if as_json:
        click.echo(json.dumps(_document(files, found), indent=2))
    else:
        _print(files, found)
    if found.problem:
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
def check_command(file: Path | None) -> None:
    """Check FILE, or your standing orders, which are then in force. Exit code 2 with file and line when it is bad."""
    if file:
        orders_file.load(file)
        click.echo(f"{file} is good.")
        return
    files = wiring.orders_files()
    if not Path(files.written).exists():
        click.echo(f"There is no {files.written}: the default orders are in force.")
        return
    standing_orders.check(files)
    click.echo(f"{files.written} is good and in force.")


@command.command("edit")
def edit_command() -> None:
    """Change the orders in $VISUAL or $EDITOR; a commented file is there the first time. For a person at a terminal."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise RefusedError("Standing orders are edited by a person at a terminal.", hint="firstmate orders show")
    files = wiring.orders_files()
    if standing_orders.begin(files):
        click.echo(f"{files.written} is there now, with the defaults.")
    text = Path(files.written).read_text(encoding="utf-8")
    while True:
        edited = click.edit(text, extension=".yaml", require_save=True)
        if edited is None:
            click.echo("Nothing was changed.")
            return
        text = edited
        try:
            standing_orders.replace(files, text)
        except UsageError as error:
            click.echo(f"firstmate: {error.message} {error.hint}", err=True)
            click.confirm("Edit again? Otherwise nothing is changed", default=True, abort=True)
        else:
            click.echo(f"{files.written} is good and in force.")
            return


def _document(files: Files, found: InForce) -> dict[str, Any]:
    orders = found.orders
    return {
        "file": files.written,
        "written": Path(files.written).exists(),
        "problem": found.problem,
        "inForce": {
            **orders._asdict(),
            "overrides": [{"tier": str(entry.tier), **entry.patterns, "why": entry.why} for entry in orders.overrides],
            "bounds": orders.bounds._asdict(),
            "grants": [entry._asdict() for entry in orders.grants],
        },
    }


def _print(files: Files, found: InForce) -> None:
    screen = console()
    where = files.written if Path(files.written).exists() else "the defaults; `firstmate orders edit` writes a file"
    if found.problem:
        screen.print(f"not as in the file: {found.problem}")
    for label, text in [("file", where), *_rows(found.orders)]:
        screen.print(f"{label:<11} {text}")


def _rows(orders: Orders) -> list[tuple[str, str]]:
    bounds = orders.bounds
    quiet = f"{bounds.quiet_from} to {bounds.quiet_to}" if bounds.quiet_from else "none"
    return [
        ("mode", str(orders.mode)),
        *[("override", _override(entry)) for entry in orders.overrides],
        ("replicas", f"{bounds.fewest_replicas} to {bounds.most_replicas}"),
        ("automatic", f"at most {bounds.per_hour} an hour and {bounds.per_day} a day on one object"),
        ("quiet", quiet),
        ("protected", ", ".join((*orders.namespaces, *orders.contexts, *orders.paths)) or f"{NOTHING} of your own"),
        ("approvers", ", ".join(orders.approvers) or "everybody who has set a passphrase"),
        *[("grant", f"{entry.runbook}: {entry.level}") for entry in orders.grants],
    ]


def _override(entry: Override) -> str:
    patterns = " ".join(f"{key}={pattern}" for key, pattern in entry.patterns.items()) or "everything"
    return f"{entry.tier}: {patterns}" + (f" ({entry.why})" if entry.why else "")
