"""`firstmate run`: begin a workflow, watch it, steer it, take it up again."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click
from rich.live import Live

from firstmate import run_wiring, wiring
from firstmate.adapters.journal import Journal, RunRow
from firstmate.entrypoints.cli.options import console, target_options
from firstmate.entrypoints.cli.run_next import next_command, report_command
from firstmate.entrypoints.show.run import rehearsal, rehearsal_document, tree
from firstmate.errors import ExitCode, UsageError
from firstmate.services import runs
from firstmate.services.crew import ROLLING_BACK
from firstmate.services.due import Due
from firstmate.services.rehearse import rehearse
from firstmate.services.runs import Wanted, Worker

LOOKS = 0.25
as_json = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


class RunGroup(click.Group):
    """`firstmate run NAME` begins a workflow, `firstmate run list` is a command: what is no command is a name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.commands:
            return "begin", self.commands["begin"], args
        return super().resolve_command(ctx, args)


@click.group("run", cls=RunGroup, context_settings={"help_option_names": ["-h", "--help"]})
def command() -> None:
    """Begin a workflow, watch it, steer it, take it up again.

    \b
      firstmate run NAME --input namespace=shop   begin; --dry-run only says what it would do
      firstmate run list                          the latest runs
      firstmate run show RUN                      every step, what it did and why
      firstmate run resume                        take up what was interrupted
      firstmate run retry RUN STEP                go on after a failure
      firstmate run skip RUN STEP --why WORDS     leave that step out
      firstmate run answer RUN STEP WORDS         to a question
      firstmate run pause|continue|cancel|rollback RUN
      firstmate run next NAME|RUN                 for a session: what it is to do; `report` hands it back
      firstmate run due                           what is due by its schedule: for cron, or a systemd timer

    A run survives the end of its process. Its commands go through the guard: what is risky waits for
    `firstmate approvals approve`. Exit code 0: it is done; 1: it ended otherwise.
    """


@command.command("begin", hidden=True)
@click.argument("name")
@click.option("--input", "-i", "given", multiple=True, metavar="KEY=VALUE", help="An input of the workflow.")
@click.option("--dry-run", is_flag=True, help="Show every step, and what the guard would say; do nothing.")
@target_options
@as_json
def begin_command(
    name: str, given: tuple[str, ...], dry_run: bool, kubeconfig: str, context: str, as_json: bool
) -> None:
    """Begin the workflow NAME, or of a file, and carry it to its end."""
    content, workflow = run_wiring.load(name)
    inputs = runs.complete(workflow, runs.read_inputs(workflow, given))
    wanted = Wanted(content, workflow, inputs, run_wiring.where(kubeconfig, context))
    if dry_run:
        _rehearse(wanted, as_json)
        return
    journal = run_wiring.journal()
    with run_wiring.worker(journal) as worker:
        run = worker.new_run(wanted, run_wiring.run_name(workflow.name))
        carry(worker, run, hidden=as_json)
    tell(journal, run.id, as_json=as_json)


def _rehearse(wanted: Wanted, as_json: bool) -> None:
    with run_wiring.worker(run_wiring.journal()) as worker:
        steps = rehearse(wanted.workflow, wanted.inputs, worker.hands(worker, wanted.where))
    if as_json:
        click.echo(json.dumps(rehearsal_document(wanted.workflow, steps), indent=2))
        return
    console().print(rehearsal(wanted.workflow, steps))


def carry(worker: Worker, run: RunRow, *, hidden: bool = False) -> None:
    """Carry the latest life of a run, shown as it goes."""
    with _interruptible(run.id), _shown(worker.journal, run.id, hidden=hidden):
        worker.carry(run.life)


@contextmanager
def _interruptible(run_id: str) -> Iterator[None]:
    """Ctrl-C ends the process as a power cut would: the run stays where it is, and says how to take it up."""

    def leave(*_: Any) -> None:
        os.write(2, f"\nfirstmate: run {run_id} is interrupted; take it up: firstmate run resume\n".encode())
        os._exit(130)

    before = signal.signal(signal.SIGINT, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _shown(journal: Journal, run_id: str, *, hidden: bool) -> Iterator[None]:
    """The tree of steps while it runs, on a terminal only; beside it, on any, what is waited for."""
    screen = console(stderr=True)
    if hidden or not screen.is_terminal:
        yield
        return
    over = threading.Event()
    with Live(console=screen, auto_refresh=False, transient=True) as live:

        def draw() -> None:
            while not over.wait(LOOKS):
                if run := journal.run(run_id):
                    live.update(tree(run, journal.steps(run_id)), refresh=True)

        drawing = threading.Thread(target=draw, daemon=True)
        drawing.start()
        try:
            yield
        finally:
            over.set()
            drawing.join()


def tell(journal: Journal, run_id: str, *, as_json: bool) -> None:
    run = _row(journal, run_id)
    if as_json:
        click.echo(json.dumps(_document(run, journal), indent=2))
    else:
        console().print(tree(run, journal.steps(run_id)))
    if run.state != "done":
        click.get_current_context().exit(ExitCode.FINDINGS)


def _row(journal: Journal, run_id: str) -> RunRow:
    run = journal.run(run_id)
    if run is None:
        raise UsageError(f"There is no run {run_id}.", hint="firstmate run list")
    return run


def _document(run: RunRow, journal: Journal) -> dict[str, Any]:
    head = {key: value for key, value in asdict(run).items() if key not in ("content", "names", "key")}
    return {**head, "inputs": run.names.get("inputs", {}), "steps": [asdict(step) for step in journal.steps(run.id)]}


# ---- what there is -------------------------------------------------------------------------------------------------


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="So many at the most.")
@as_json
def list_command(limit: int, as_json: bool) -> None:
    """Show the latest runs, the newest first."""
    journal = run_wiring.journal()
    found = journal.runs(limit)
    if as_json:
        click.echo(json.dumps([_document(run, journal) for run in found], indent=2))
        return
    for run in found:
        begun = datetime.fromtimestamp(run.begun, UTC).astimezone()
        click.echo(f"{run.id:<32} {run.state:<16} {begun:%Y-%m-%d %H:%M}  {run.why}".rstrip())
    if not found:
        click.echo("There is no run yet: firstmate run NAME; the names: firstmate workflow list.", err=True)


@command.command("show")
@click.argument("run_id", metavar="RUN")
@as_json
def show_command(run_id: str, as_json: bool) -> None:
    """Show a run: every step, what it did, and why."""
    journal = run_wiring.journal()
    run = _row(journal, run_id)
    if as_json:
        click.echo(json.dumps(_document(run, journal), indent=2))
        return
    console().print(tree(run, journal.steps(run_id), whole=True))


# ---- what people say -----------------------------------------------------------------------------------------------


@command.command("resume")
def resume_command() -> None:
    """Take up the runs of processes that have ended, and carry them to their ends."""
    journal = run_wiring.journal()
    with run_wiring.worker(journal) as worker:
        states = worker.carry(adopt=True)
    for life, state in states.items():
        click.echo(f"{life.partition('~')[0]}: {state}")
    if not states:
        click.echo("Nothing was interrupted.")
    if any(state != "done" for state in states.values()):
        click.get_current_context().exit(ExitCode.FINDINGS)


@command.command("due")
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
@as_json
def due_command(dry_run: bool, as_json: bool) -> None:
    """Begin what is due by its schedule, and carry it to its end.

    \b
    From cron, every five minutes:
      */5 * * * *  firstmate run due

    Each time that a workflow is due it is begun once, however often this is called, and from however many machines that
    share a database. What was missed while the machine was off is made up for once, not as often as it was missed.
    """
    journal = run_wiring.journal()
    found = list(run_wiring.due(journal))
    states = {}
    if not dry_run:
        states = _begin_due(journal, [one for one in found if isinstance(one, Due)])
    if as_json:
        told = [_told_due(one, states) for one in found]
        click.echo(json.dumps(told, indent=2))
    else:
        for one in found:
            click.echo(_due_line(one, states), err=isinstance(one, UsageError))
    if any(isinstance(one, UsageError) for one in found) or any(state != "done" for state in states.values()):
        click.get_current_context().exit(ExitCode.FINDINGS)


def _begin_due(journal: Journal, found: list[Due]) -> dict[str, str]:
    """The state of each run at its end, by its name; of one that another of its key kept from beginning, why."""
    states, begun = {}, []
    with run_wiring.worker(journal) as worker:
        for one in found:
            try:
                begun.append(worker.new_run(one.wanted, one.run_id).life)
            except UsageError as error:
                states[one.run_id] = f"not begun: {error.message}"
        if begun:
            states |= {life.partition("~")[0]: state for life, state in worker.carry(*begun).items()}
    return states


def _told_due(one: Due | UsageError, states: dict[str, str]) -> dict[str, Any]:
    if isinstance(one, UsageError):
        return {"problem": one.message}
    return {"workflow": one.name, "due": one.at.isoformat(), "run": one.run_id, "state": states.get(one.run_id, "due")}


def _due_line(one: Due | UsageError, states: dict[str, str]) -> str:
    if isinstance(one, UsageError):
        return f"firstmate: {one.message}"
    return f"{one.run_id}: {states.get(one.run_id, 'due')}"


@command.command("retry")
@click.argument("run_id", metavar="RUN")
@click.argument("step")
def retry_command(run_id: str, step: str) -> None:
    """Try a failed STEP of RUN once more, and go on from there."""
    _steer(run_id, {"do": "retry", "path": _path(run_id, step)})


@command.command("skip")
@click.argument("run_id", metavar="RUN")
@click.argument("step")
@click.option("--why", required=True, help="The reason; it stays with the run.")
def skip_command(run_id: str, step: str, why: str) -> None:
    """Go on without a failed STEP of RUN."""
    path = _path(run_id, step)
    run_wiring.journal().skip(run_id, tuple(path), why, wiring.clock())
    _steer(run_id, {"do": "skip", "path": path, "why": why})


@command.command("answer")
@click.argument("run_id", metavar="RUN")
@click.argument("step")
@click.argument("words")
def answer_command(run_id: str, step: str, words: str) -> None:
    """Answer the question of STEP of RUN."""
    _say(run_id, {"do": "answer", "path": _path(run_id, step), "answer": words})


@command.command("pause")
@click.argument("run_id", metavar="RUN")
def pause_command(run_id: str) -> None:
    """Let RUN begin nothing new; what runs may end."""
    _say(run_id, {"do": "pause"})


@command.command("continue")
@click.argument("run_id", metavar="RUN")
def continue_command(run_id: str) -> None:
    """Let a paused RUN go on."""
    _say(run_id, {"do": "resume"})


@command.command("cancel")
@click.argument("run_id", metavar="RUN")
def cancel_command(run_id: str) -> None:
    """Let RUN begin nothing more, and end it; nothing is taken back."""
    _say(run_id, {"do": "cancel"})


@command.command("rollback")
@click.argument("run_id", metavar="RUN")
def rollback_command(run_id: str) -> None:
    """Take back what RUN has done, the last first."""
    _steer(run_id, {"do": "rollback"})


def _path(run_id: str, step: str) -> list[str]:
    """The way to a step, by the end of it: `b`, or `fan.left.b` where there are several."""
    asked = tuple(step.replace("/", ".").split("."))
    journal = run_wiring.journal()
    _row(journal, run_id)
    found = {row.path for row in journal.steps(run_id) if row.path[-len(asked) :] == asked}
    if len(found) != 1:
        known = sorted(".".join(row.path) for row in journal.steps(run_id))
        several = f": {', '.join('.'.join(path) for path in sorted(found))}" if found else ""
        raise UsageError(
            f"Run {run_id} has {'several steps' if found else 'no step'} `{step}`{several}.",
            hint=f"there is: {', '.join(dict.fromkeys(known))}",
        )
    return list(found.pop())


def _say(run_id: str, said: dict[str, Any]) -> None:
    """To a run that goes on."""
    journal = run_wiring.journal()
    run = _row(journal, run_id)
    if run.ended is not None:
        raise UsageError(f"Run {run_id} has ended: {run.state}.", hint=f"firstmate run show {run_id}")
    journal.tell(run_id, said, wiring.clock())
    click.echo(f"Told run {run_id}: {said['do']}.")


def _steer(run_id: str, said: dict[str, Any]) -> None:
    """To a run that goes on, or to one that has ended, which then goes on here."""
    journal = run_wiring.journal()
    run = _row(journal, run_id)
    if run.ended is None:
        _say(run_id, said)
        return
    if run.state == "rolled back" or (run.state == "done" and said["do"] != "rollback"):
        raise UsageError(f"Run {run_id} has ended: {run.state}.", hint=f"firstmate run {run.workflow}")
    with run_wiring.worker(journal) as worker:
        state = ROLLING_BACK if said["do"] == "rollback" else "running"
        carry(worker, journal.reopen(run, worker.name, state))
    tell(journal, run_id, as_json=False)


command.add_command(next_command)
command.add_command(report_command)
