"""`firstmate guard`: what the guard says about a command, and what it has said."""

from __future__ import annotations

import json

import click
from rich.text import Text

from firstmate import wiring
from firstmate.entrypoints.cli.log import show_command
from firstmate.entrypoints.cli.options import console
from firstmate.errors import ExitCode, UsageError
from firstmate.guard.orders import DEFAULTS
from firstmate.guard.values import Decision, Known, Outcome, ToolCall
from firstmate.services.judge import Asked, Misfit, answered, judge, read_batch, shown
from firstmate.services.standing_orders import in_force

COLOURS = {Outcome.ALLOW: "green", Outcome.ASK: "yellow", Outcome.DEFER: "yellow", Outcome.DENY: "red"}


@click.group("guard", context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """What the guard says about a command, and what it has said.

    \b
      firstmate guard check 'kubectl delete pod web-0'
      firstmate guard check --batch commands.jsonl
    """


@command.command("check")
@click.argument("line", metavar="COMMAND", required=False)
@click.option("--batch", metavar="FILE", help="Judge JSON lines {id, command, cwd?, env?, agent?, permission_mode?, "
              "headless?}; `-` reads standard input.")  # fmt: skip
@click.option("--agent", default="", metavar="NAME", help="Who asks; without it, the main thread.")
@click.option("--permission-mode", default="default", show_default=True, metavar="MODE", help="The client's mode.")
@click.option("--headless", is_flag=True, help="Nobody is there to answer.")
@click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")
def check_command(
    line: str | None, batch: str | None, agent: str, permission_mode: str, headless: bool, as_json: bool
) -> None:
    """Say what the guard would decide about COMMAND; nothing is run.

    A batch is judged by the default standing orders and without asking a cluster, so that its answers are the same
    everywhere: one line {id, tier, decision, rule, reasons} for each. `tier` is none, read, safe, risky or forbidden;
    `decision` is none, allow, ask, deny or defer. A line that cannot be read is told on standard error, the others
    are judged, and the exit code is 2.
    """
    if (line is None) == (batch is None):
        raise UsageError("Give either one COMMAND or --batch FILE.", hint="firstmate guard check 'kubectl get pods'")
    if batch is not None:
        _check_batch(batch)
        return
    call = ToolCall("Bash", {"command": line}, agent, permission_mode, headless)
    orders = in_force(wiring.orders_files())
    if orders.problem:
        click.echo(f"firstmate: {orders.problem}", err=True)
    decision = judge(Asked(None, call, "", {}), wiring.known(orders.orders), wiring.answers())
    if as_json:
        click.echo(json.dumps({**shown(decision), "safer": decision.safer}, indent=2))
    else:
        _print(decision)


@command.command("log")
@click.option("--last", default=20, show_default=True, metavar="N", help="Only the newest N.")
@click.pass_context
def log_command(ctx: click.Context, last: int) -> None:
    """Show what was decided last; `firstmate log show` has filters."""
    ctx.invoke(show_command, event="decided", last=last)


def _check_batch(name: str) -> None:
    here = wiring.known(DEFAULTS)
    known = Known(cwd=here.cwd, home=here.home)
    answer = wiring.answers(cluster=False)
    bad = False
    try:
        lines = click.open_file(name, encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}.") from error
    with lines:
        for asked in read_batch(lines):
            if isinstance(asked, Misfit):
                click.echo(f"firstmate: {name}:{asked.line}: not judged, {asked.why}.", err=True)
                bad = True
            else:
                click.echo(json.dumps(answered(asked, judge(asked, known, answer))))
    if bad:
        click.get_current_context().exit(ExitCode.USAGE)


def _print(decision: Decision) -> None:
    screen = console()
    if decision.outcome is Outcome.NONE:
        screen.print("none: the guard has no say in it; the client's own rules decide.")
        return
    outcome = (str(decision.outcome), COLOURS[decision.outcome])
    screen.print(Text.assemble(outcome, f" ({decision.tier})  {decision.rule}"))
    for reason in decision.reasons:
        screen.print(f"  {reason}")
    if decision.safer:
        screen.print(f"  safer: {decision.safer}")
