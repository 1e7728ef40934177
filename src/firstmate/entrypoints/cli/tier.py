"""`firstmate tier`: which model tier each agent's step of a workflow would get, and why."""

from __future__ import annotations

import json

import click
from rich.table import Table

from firstmate import run_wiring, wiring
from firstmate.adapters import price_table
from firstmate.entrypoints.cli.options import console
from firstmate.errors import UsageError
from firstmate.model_tiers import Choice, choose
from firstmate.problems import nearest
from firstmate.services import agents
from firstmate.workflow.values import Kind


@click.command("tier")
@click.argument("workflow")
@click.argument("step", default="")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def command(workflow: str, step: str, as_json: bool) -> None:
    """Say which model each agent's step of WORKFLOW gets, or STEP alone, and why.

    The step's own `model` comes before the workflow's, that before the agent's; `auto` decides by what is known when
    the step begins, which is told here as if nothing were. A budget that does not bear a tier lowers it.
    """
    found = _choices(workflow, step)
    if as_json:
        told = [
            {"step": name, "agent": agent, "tier": str(choice.tier), "why": list(choice.why)}
            for name, agent, choice in found
        ]
        click.echo(json.dumps(told, indent=2))
        return
    table = Table("step", "agent", "tier", "why", box=None, pad_edge=False)
    for name, agent, choice in found:
        table.add_row(name, agent, str(choice.tier), "; ".join(choice.why))
    console().print(table) if found else click.echo(f"{workflow} has no step for an agent.", err=True)


def _choices(name: str, only: str) -> list[tuple[str, str, Choice]]:
    workflow = run_wiring.load(name)[1]
    steps = {step.id: step for step in workflow.walk() if step.kind is Kind.AGENT}
    if only and only not in steps:
        raise UsageError(f"{workflow.name} has no agent's step `{only}`.", hint=nearest(only, steps))
    asked = [step for step in steps.values() if only in ("", step.id)]
    folders, left = wiring.agent_folders(), workflow.budget.usd or None
    tasks = [agents.task(workflow, step, agents.load(step.what, folders), step.arguments) for step in asked]
    choices = [choose(task, (), left, price_table.prices()) for task in tasks]
    return [(step.id, step.what, choice) for step, choice in zip(asked, choices, strict=True)]
