"""`firstmate doctor`: is the guard really there?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.text import Text

from firstmate import wiring
from firstmate.entrypoints.cli.options import console, output_options
from firstmate.errors import ExitCode
from firstmate.services.doctor import Health, examine

COLOURS = {Health.GOOD: "green", Health.BAD: "red", Health.UNKNOWN: "yellow"}


@click.command("doctor")
@output_options
def command(as_json: bool, no_color: bool) -> None:
    """Try the guard: by the very command that the client runs, with a call that must be denied.

    Also: the client's version, whether the hook is registered once, the rules in the settings beside it, the shell's
    grammar, the standing orders. Exit code 1 when something is wrong, 3 when something could not be found out.
    """
    checks = list(examine(wiring.patient()))
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], indent=2))
    else:
        screen = console(no_color)
        for check in checks:
            screen.print(Text.assemble((f"{check.health:8}", COLOURS[check.health]), f"{check.name}: {check.found}"))
            if check.hint:
                screen.print(f"        next: {check.hint}")
    found = {check.health for check in checks}
    code = ExitCode.UNKNOWN if Health.UNKNOWN in found else ExitCode.FINDINGS if Health.BAD in found else ExitCode.OK
    click.get_current_context().exit(code)
