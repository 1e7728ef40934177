"""`firstmate prp`: the plan of one change, begun from the template and checked before anybody acts on it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from firstmate import wiring
from firstmate.command_tiers import CommandTier
from firstmate.errors import ExitCode
from firstmate.guard.values import ToolCall
from firstmate.services import prp
from firstmate.services.judge import Asked, judge
from firstmate.services.standing_orders import in_force
from firstmate.text import plain, plural

as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@click.group("prp", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The plan of one change: problem, options, steps, verification, rollback.

    \b
      firstmate prp new move-logs   begin one, from the template
      firstmate prp check           what those in PRPs/ still lack
    """


@command.command("new")
@click.argument("name")
@as_json
def new_command(name: str, as_json: bool) -> None:
    """Begin PRPs/NAME.md below the current folder; never over a file that is there."""
    path = prp.begin(name, wiring.shipped("PRPs") / prp.TEMPLATE)
    if as_json:
        click.echo(json.dumps({"file": str(path)}))
    else:
        click.echo(f"{path} is begun. What it still lacks: firstmate prp check {path}")


@command.command("check")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@as_json
def check_command(files: tuple[Path, ...], as_json: bool) -> None:
    """Say what each FILE still lacks; without one, each in PRPs/ here. Exit code 1: something is missing.

    The guard is asked about the commands of the steps: a risk that is larger than the step says is told as well.
    """
    paths = list(files) or prp.here()
    found = prp.faults(paths, _tier_of)
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in found], indent=2))
    else:
        for fault in found:
            click.echo(plain(str(fault)))
        if not found:
            click.echo(f"{plural(len(paths), 'PRP')} checked, nothing is missing.")
    if found:
        click.get_current_context().exit(ExitCode.FINDINGS)


def _tier_of(script: str) -> CommandTier | None:
    orders = in_force(wiring.orders_files()).orders
    return judge(
        Asked(None, ToolCall("Bash", {"command": script}), "", {}), wiring.known(orders), wiring.answers()
    ).tier
