"""A run as a tree of its steps, and a workflow as what it would do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from rich.text import Text
from rich.tree import Tree

from firstmate.adapters.journal import RunRow, StepRow
from firstmate.services.actions.values import LEFT
from firstmate.services.crew import UNDOING
from firstmate.services.judge import shown
from firstmate.services.rehearse import Judged, Rehearsed
from firstmate.text import plain
from firstmate.workflow import parse
from firstmate.workflow.values import BLOCKS, Kind, Step, Workflow

SIGNS = {
    "running": ("…", "cyan"),
    "done": ("✓", "green"),
    "failed": ("✗", "red"),
    "unsure": ("?", "yellow"),
    "skipped": ("-", "dim"),
}
TAKEN_BACK = ("rolled back", "rollback failed")
STATES = {"done": "green", "running": "cyan", "asks": "yellow"}


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
    if run.state in TAKEN_BACK:
        _add_left(top, latest.values())
    return top


def _add_left(top: Tree, rows: Iterable[StepRow]) -> None:
    """What is still there after everything was taken back."""
    found = [what for row in rows if isinstance(row.output, dict) for what in row.output.get(LEFT, ())]
    if found:
        left = top.add(Text("left behind", style="yellow"))
        for what in dict.fromkeys(found):
            left.add(Text(plain(str(what))))


def _add(
    holder: Tree, steps: Sequence[Step], around: tuple[str, ...], rows: Mapping[tuple[str, ...], StepRow], whole: bool
) -> None:
    for step in steps:
        path = (*around, step.id)
        if step.kind not in BLOCKS:
            done = holder.add(_line(step, rows.get(path), whole))
            if undone := rows.get((*path, UNDOING)):
                done.add(_line(replace(step, id="undo"), undone, whole))
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
    told = _done(row.intent) or row.error
    line.append(f"  {plain(str(told or ''), 100)}", style="dim")
    if row.error and told != row.error:
        line.append(f"\n  {plain(row.error)}", style="red")
    if whole and isinstance(row.output, dict) and row.output.get("stdout"):
        line.append("\n" + "\n".join(f"  │ {plain(text, 160)}" for text in row.output["stdout"].splitlines()[:20]))
    return line


def _done(intent: Any) -> str:
    """The command that it ran, or that has the same effect."""
    told = intent if isinstance(intent, dict) else {}
    return str(told.get("command") or "; ".join((told.get("plan") or {}).get("commands", ())))


def rehearsal(workflow: Workflow, steps: Sequence[Rehearsed]) -> Tree:
    """What each step would do, and what the guard says to its commands."""
    top = Tree(Text.assemble((workflow.name, "bold"), f"  {workflow.description}"))
    _rehearsed(top, steps)
    return top


def _rehearsed(holder: Tree, steps: Sequence[Rehearsed]) -> None:
    for told in steps:
        step = told.step
        line = Text.assemble(f"{step.id}: {step.kind} ", plain("" if told.commands else told.what, 100))
        if told.note:
            line.append(f"  ({plain(told.note)})", style="dim")
        if step.when:
            line.append(f"  when {plain(step.when)}", style="dim")
        if step.approve:
            line.append("  after a person's yes", style="yellow")
        for judged in told.commands:
            line.append_text(_judged(judged))
        if told.shows:
            line.append("\n" + "\n".join(f"  │ {plain(text, 160)}" for text in told.shows.splitlines()[:20]))
        inside = holder.add(line)
        for name, block in told.blocks:
            _rehearsed(inside.add(Text(name, style="dim")), block)


def _judged(judged: Judged) -> Text:
    decision = judged.decision
    told = f"{decision.tier or 'none'}: {decision.outcome}" + (f", {decision.reasons[0]}" if decision.reasons else "")
    return Text.assemble(plain(judged.line), (f"  [{plain(told)}]", "dim"))


def rehearsal_document(workflow: Workflow, steps: Sequence[Rehearsed]) -> dict[str, Any]:
    """The same as plain data."""
    return {"workflow": workflow.name, "steps": [_rehearsed_document(told) for told in steps]}


def _rehearsed_document(told: Rehearsed) -> dict[str, Any]:
    return {
        "id": told.step.id,
        "kind": str(told.step.kind),
        "what": told.what,
        "commands": [{"command": judged.line, **shown(judged.decision)} for judged in told.commands],
        "shows": told.shows,
        "note": told.note,
        "when": told.step.when,
        "asks": told.step.approve is not None,
        "blocks": {name: [_rehearsed_document(inner) for inner in block] for name, block in told.blocks},
    }
