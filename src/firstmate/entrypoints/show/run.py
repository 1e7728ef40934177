"""A run as a tree of its steps, and a workflow as what it would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.text import Text
from rich.tree import Tree

from firstmate.adapters.journal import RunRow, StepRow
from firstmate.guard.values import Decision
from firstmate.text import plain
from firstmate.workflow import parse
from firstmate.workflow.expressions import ExpressionError, command
from firstmate.workflow.values import BLOCKS, Kind, Step, Workflow

SIGNS = {"running": ("…", "cyan"), "done": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("-", "dim")}
STATES = {"done": "green", "running": "cyan", "asks": "yellow"}
Judge = Callable[[str], Decision]


def tree(run: RunRow, rows: Sequence[StepRow], *, whole: bool = False) -> Tree:
    """The run with its steps; `whole`: with what each printed."""
    head = Text.assemble((run.id, "bold"), "  ", (run.state, STATES.get(run.state, "red")))
    if run.why:
        head.append(f"  {plain(run.why)}")
    top = Tree(head)
    latest: dict[tuple[str, ...], StepRow] = {}
    for row in rows:
        latest[row.path] = row
    _add(top, parse.workflow(run.content).steps, (), latest, whole)
    return top


def _add(
    holder: Tree, steps: Sequence[Step], around: tuple[str, ...], rows: Mapping[tuple[str, ...], StepRow], whole: bool
) -> None:
    for step in steps:
        path = (*around, step.id)
        if step.kind not in BLOCKS:
            holder.add(_line(step, rows.get(path), whole))
            continue
        inside = holder.add(Text(f"{step.id} ({step.kind})", style="dim"))
        names = dict.fromkeys(at[len(path)] for at in rows if at[: len(path)] == path)
        blocks = {block.name: block for block in step.blocks}
        for name in names or blocks:
            block = blocks.get(name) or step.blocks[0]
            branch = (
                inside
                if len(step.blocks) == 1 and step.kind is not Kind.FOREACH
                else inside.add(Text(name, style="dim"))
            )
            _add(branch, block.steps, (*path, name), rows, whole)


def _line(step: Step, row: StepRow | None, whole: bool) -> Text:
    sign, style = SIGNS.get(row.status, ("?", "")) if row else ("·", "dim")
    line = Text.assemble((f"{sign} ", style), (step.id, "" if row else "dim"))
    if row is None:
        return line
    if row.attempt > 1:
        line.append(f" (attempt {row.attempt})", style="dim")
    if row.ended is not None and row.ended - row.begun >= 1:
        line.append(f" {row.ended - row.begun:.0f} s", style="dim")
    told = row.intent.get("command") or row.error if isinstance(row.intent, dict) else row.error
    line.append(f"  {plain(str(told or ''), 100)}", style="dim")
    if row.error and told != row.error:
        line.append(f"\n  {plain(row.error)}", style="red")
    if whole and isinstance(row.output, dict) and row.output.get("stdout"):
        line.append("\n" + "\n".join(f"  │ {plain(text, 160)}" for text in row.output["stdout"].splitlines()[:20]))
    return line


def planned(workflow: Workflow, inputs: Mapping[str, Any], judge: Judge) -> Tree:
    """What each step would do, and what the guard says to its commands."""
    top = Tree(Text.assemble((workflow.name, "bold"), f"  {workflow.description}"))
    _plan(top, workflow.steps, {"inputs": inputs}, judge)
    return top


def _plan(holder: Tree, steps: Sequence[Step], names: Mapping[str, Any], judge: Judge) -> None:
    for step in steps:
        line = Text(f"{step.id}: {step.kind} ")
        line.append_text(
            _command(step, names, judge) if step.kind is Kind.RUN else Text(plain(step.what or ""), style="dim")
        )
        if step.when:
            line.append(f"  when {plain(step.when)}", style="dim")
        if step.approve:
            line.append("  after a person's yes", style="yellow")
        inside = holder.add(line)
        for block in step.blocks:
            _plan(inside.add(Text(block.name, style="dim")), block.steps, names, judge)


def _command(step: Step, names: Mapping[str, Any], judge: Judge) -> Text:
    try:
        line = command(step.what, names)
    except ExpressionError:
        return Text(f"{plain(step.what)}  (what it is will be known when it runs)", style="dim")
    decision = judge(line)
    told = f"{decision.tier or 'none'}: {decision.outcome}" + (f", {decision.reasons[0]}" if decision.reasons else "")
    return Text.assemble(plain(line), (f"  [{told}]", "dim"))
