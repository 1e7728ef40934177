"""`firstmate freeze`: stop every change, at once."""

from __future__ import annotations

import getpass
import re
from datetime import UTC, datetime

import click

from firstmate.entrypoints.cli.approvals import desk_now
from firstmate.errors import UsageError
from firstmate.services import approve

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@click.command("freeze")
@click.option("--for", "span", default="", metavar="TIME", help="Such as 30m, 2h or 1d; without it, until `thaw`.")
@click.option("--why", default="", metavar="TEXT", help="Told to whoever wants to change something.")
def command(span: str, why: str) -> None:
    """Refuse every change from now on, also what is safe and what is approved. Only `firstmate thaw` ends it early."""
    holds = approve.freeze(desk_now(), _seconds(span), getpass.getuser(), why)
    end = (
        "`firstmate thaw`" if holds.until is None else f"{datetime.fromtimestamp(holds.until, UTC):%Y-%m-%d %H:%M} UTC"
    )
    click.echo(f"Frozen until {end}.")


def _seconds(span: str) -> float | None:
    if not span:
        return None
    found = re.fullmatch(r"(\d{1,5})([smhd])", span)
    if not found or not int(found[1]):
        raise UsageError(f"--for {span}: this is not a time.", hint="write it as 30m, 2h or 1d")
    return float(int(found[1]) * UNITS[found[2]])
