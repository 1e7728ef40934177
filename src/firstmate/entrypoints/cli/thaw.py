"""`firstmate thaw`: end a freeze."""

from __future__ import annotations

import getpass

import click

from firstmate.entrypoints.cli.approvals import as_person, desk_now, passphrase
from firstmate.services import approve
from firstmate.services.approve import Person


@click.command("thaw")
@as_person
def command(name: str | None) -> None:
    """End a freeze. For a person at a terminal: asks for your passphrase."""
    desk = desk_now()
    approve.thaw(desk, Person(name or getpass.getuser(), passphrase("Passphrase")))
    click.echo("Thawed: the standing orders decide again.")
