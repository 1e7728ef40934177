"""`firstmate run next` and `report`: how the main thread of a session carries a run, and delegates its steps."""

from __future__ import annotations

import json
import sys

import click

from firstmate import run_wiring
from firstmate.adapters.journal import Journal, RunRow
from firstmate.entrypoints.cli.options import target_options
from firstmate.errors import ExitCode, UsageError
from firstmate.services import runs
from firstmate.services.runs import Wanted, Where


@click.command("next")
@click.argument("named", metavar="NAME|RUN")
@click.option("--input", "-i", "given", multiple=True, metavar="KEY=VALUE", help="An input of the workflow.")
@target_options
def next_command(named: str, given: tuple[str, ...], kubeconfig: str, context: str) -> None:
    """Carry RUN on, or a new run of the workflow NAME, and say what the main thread is to do next, as JSON.

    `next` lists what the run waits for: `delegate` a step to its agent, with this prompt and model, then `firstmate
    run report`; `ask` the person, then `firstmate run answer`; `wait` for an approval, which a person gives at a
    terminal; `decide` about a failure. Nothing risky runs without an approval. An empty list: the run has ended.
    """
    journal = run_wiring.journal()
    run = journal.run(named)
    if run is not None and run.ended is None and run.worker != run_wiring.carrier(named):
        raise UsageError(f"Run {named} goes on by itself.", hint=f"firstmate run show {named}")
    where = run_wiring.where(kubeconfig, context)
    told = run_wiring.next_of(journal, run.id if run else _begun(journal, named, given, where))
    click.echo(json.dumps(told, indent=2))
    if not told["next"] and told["state"] != "done":
        click.get_current_context().exit(ExitCode.FINDINGS)


def _begun(journal: Journal, name: str, given: tuple[str, ...], where: Where) -> str:
    content, workflow = run_wiring.load(name)
    inputs = runs.complete(workflow, runs.read_inputs(workflow, given))
    return run_wiring.begun(journal, Wanted(content, workflow, inputs, where))


@click.command("report")
@click.argument("run_id", metavar="RUN")
@click.argument("step")
@click.option("--ticket", required=True, help="That of the step, as `firstmate run next` gave it.")
@click.option("--output", required=True, metavar="TEXT|-", help="What the agent answered; - reads it from stdin.")
def report_command(run_id: str, step: str, ticket: str, output: str) -> None:
    """Hand in what the agent of STEP of RUN answered. Exit code 1: it does not hold; `run next` says who is asked."""
    text = sys.stdin.read() if output == "-" else output
    journal = run_wiring.journal()
    run = _row(journal, run_id)
    told = run_wiring.report(journal, run, step, ticket, text)
    click.echo(json.dumps({**told, "then": f"firstmate run next {_outermost(run_id)}"}, indent=2))
    if not told["holds"]:
        click.get_current_context().exit(ExitCode.FINDINGS)


def _row(journal: Journal, run_id: str) -> RunRow:
    run = journal.run(run_id)
    if run is None:
        raise UsageError(f"There is no run {run_id}.", hint="firstmate run list")
    return run


def _outermost(run_id: str) -> str:
    return run_id.partition(".")[0]
