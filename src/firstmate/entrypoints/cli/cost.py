"""`firstmate cost`: what models have cost."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.table import Table

from firstmate import run_wiring, wiring
from firstmate.entrypoints.cli.options import console
from firstmate.services.cost import BY, Sum, of_site, summed


@click.command("cost")
@click.option("--by", type=click.Choice(list(BY)), default="run", show_default=True, help="What is summed up.")
@click.option(
    "--last", type=click.IntRange(1, 10_000), default=20, show_default=True, help="So many lines at the most."
)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(by: str, last: int, as_json: bool) -> None:
    """Show what the agents of workflows have cost, as the client says it, in dollars.

    A call that is under way counts with what is reserved for it. What the site file allows for a day and for
    a month (`budgets`) bounds all runs together: a call that it does not bear is not made.
    """
    calls = run_wiring.call_book().all()
    sums = summed(calls, by)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in sums[-last:]], indent=2))
    elif sums:
        console().print(_table(by, sums, last))
    else:
        click.echo("No model was called yet: an agent's step of a workflow does it.", err=True)
    for limit in () if as_json else of_site(wiring.site().budgets, calls, wiring.clock()):
        click.echo(f"{limit.key}: {limit.spent:.2f} of the {limit.usd:.2f} USD that the site file allows")


def _table(by: str, sums: list[Sum], last: int) -> Table:
    table = Table(by, "calls", "usd", "of it reserved", box=None, pad_edge=False)
    total = Sum("together", sum(s.calls for s in sums), sum(s.usd for s in sums), sum(s.reserved for s in sums))
    for one in [*sums[-last:], total]:
        table.add_row(one.key, str(one.calls), f"{one.usd:.4f}", f"{one.reserved:.4f}" if one.reserved else "")
    return table
