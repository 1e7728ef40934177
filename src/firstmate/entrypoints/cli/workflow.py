"""`firstmate workflow`: the workflows there are, and what is wrong with one."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from firstmate import wiring
from firstmate.documents import Fault
from firstmate.errors import ExitCode, UsageError
from firstmate.services import workflows
from firstmate.workflow.check import Catalogue

as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@click.group("workflow", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """The workflows there are, and what is wrong with one.

    \b
      firstmate workflow list                  yours, and those that ship
      firstmate workflow validate FILE...      file, line, and the nearest thing that would be right
      firstmate workflow schema > schema.json  for your editor

    Yours are in ~/.config/firstmate/workflows and win over those that ship, by name.
    """


@command.command("list")
@as_json
def list_command(as_json: bool) -> None:
    """Show every workflow with what it is for."""
    found = list(workflows.described(wiring.workflow_folders()))
    if as_json:
        told = [{"name": name, "description": text, "file": str(path)} for name, text, path in found]
        click.echo(json.dumps(told, indent=2))
        return
    width = max((len(name) for name, _, _ in found), default=0)
    for name, text, _ in found:
        click.echo(f"{name:<{width}}  {text}")
    if not found:
        click.echo("There is no workflow yet: write one to ~/.config/firstmate/workflows/NAME.yaml.", err=True)


@command.command("validate")
@click.argument("named", metavar="[FILE|NAME]...", nargs=-1)
@as_json
def validate_command(named: tuple[str, ...], as_json: bool) -> None:
    """Say what is wrong with each FILE or NAME; without one, with every workflow. Exit code 1: something is."""
    folders = wiring.workflow_folders()
    paths = [workflows.find(one, folders) for one in named] or list(workflows.names(folders).values())
    catalogue = workflows.catalogue(folders, wiring.agent_folders())
    found = [fault for path in paths for fault in _faults(path, catalogue)]
    if as_json:
        click.echo(json.dumps([asdict(fault) for fault in found], indent=2))
    else:
        for fault in found:
            click.echo(fault)
        if not found:
            click.echo(f"{len(paths)} checked, nothing is wrong.")
    if found:
        click.get_current_context().exit(ExitCode.FINDINGS)


def _faults(path: Path, catalogue: Catalogue) -> list[Fault]:
    try:
        return workflows.faults(path, catalogue)
    except UsageError as error:
        return [Fault(str(path), "the file", error.message, error.hint)]


@command.command("schema")
def schema_command() -> None:
    """Print the JSON Schema of the format."""
    click.echo(json.dumps(workflows.schema(), indent=2))
