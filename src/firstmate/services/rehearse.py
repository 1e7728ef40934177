"""What a workflow would do, found out without doing it: every command with the guard's decision, as far as it is known.

Actions are planned, which only reads, and those that only look are done: what later steps say about them is then known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from firstmate.errors import FirstmateError
from firstmate.guard.values import Decision
from firstmate.services.act import looked, planned
from firstmate.services.hands import Hands, StepError
from firstmate.services.permission import Place
from firstmate.workflow.expressions import ExpressionError, command, evaluate, render
from firstmate.workflow.progress import Status
from firstmate.workflow.values import Kind, Step, Workflow

LATER = "what it is will be known when it runs"
SKIPPED = "skipped: its condition does not hold"
RUN = "rehearsal"
MOST_ITEMS = 20
"""Of a foreach: the others would be done alike."""


@dataclass(frozen=True)
class Judged:
    """A command that would run, and what the guard says to it."""

    line: str
    decision: Decision


@dataclass(frozen=True)
class Rehearsed:
    """A step as it would be done. `note` says what is not known, or why it could not be done."""

    step: Step
    what: str
    commands: tuple[Judged, ...] = ()
    shows: str = ""
    note: str = ""
    blocks: tuple[tuple[str, tuple[Rehearsed, ...]], ...] = ()


def rehearse(workflow: Workflow, inputs: Mapping[str, Any], hands: Hands) -> tuple[Rehearsed, ...]:
    """Every step, in the order of the file. Nothing is changed."""
    run = {"id": RUN, "workflow": workflow.name}
    return _Rehearsal(hands, {"inputs": dict(inputs), "run": run, "now": hands.clock()}).steps(workflow.steps, {})


@dataclass(frozen=True)
class _Rehearsal:
    hands: Hands
    names: Mapping[str, Any]

    def steps(self, steps: Sequence[Step], known: Mapping[str, Any]) -> tuple[Rehearsed, ...]:
        """`known`: what expressions may say about steps that are over."""
        found, known = [], dict(known)
        for step in steps:
            told, output = self.step(step, known)
            found.append(told)
            if told.note == SKIPPED or output is not None:
                status = Status.SKIPPED if told.note == SKIPPED else Status.DONE
                known[step.id] = {"output": output, "status": str(status), "error": ""}
        return tuple(found)

    def step(self, step: Step, known: Mapping[str, Any]) -> tuple[Rehearsed, Any]:
        names = {**self.names, "steps": known}
        try:
            if step.when and not evaluate(step.when, names):
                return Rehearsed(step, step.what, note=SKIPPED), None
            if step.kind is Kind.RUN:
                line = command(step.what, names)
                return Rehearsed(step, line, (Judged(line, self.hands.judge(line)),)), None
            if step.kind is Kind.ACTION:
                return self._action(step, render(dict(step.arguments), names))
        except ExpressionError:
            return Rehearsed(step, step.what, note=LATER), None
        except (StepError, FirstmateError) as error:
            return Rehearsed(step, step.what, note=f"it could not be done now: {error}"), None
        return Rehearsed(step, step.what, blocks=tuple(self._blocks(step, known))), None

    def _action(self, step: Step, arguments: Mapping[str, Any]) -> tuple[Rehearsed, Any]:
        place = Place(RUN, step, (step.id,), 1)
        output = looked(self.hands, place, arguments)
        if output is not None:
            return Rehearsed(step, step.what, note="looked at now"), output
        plan = planned(self.hands, place, arguments)
        judged = tuple(Judged(line, self.hands.judge(line)) for line in plan.commands)
        return Rehearsed(step, step.what, judged, plan.shows), None

    def _blocks(self, step: Step, known: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Rehearsed, ...]]]:
        """The case that holds, the steps for each item: as far as that is known, else all of them as they stand."""
        names = {**self.names, "steps": known}
        try:
            if step.kind is Kind.FOREACH:
                listed = evaluate(step.what, names)
                for number, item in enumerate(listed[:MOST_ITEMS]):
                    inside = replace(self, names={**self.names, "item": item, "index": number})
                    yield str(number), inside.steps(step.blocks[0].steps, known)
                return
            value = str(evaluate(step.what, names)) if step.kind is Kind.SWITCH else None
        except (ExpressionError, TypeError):
            value = None
        for block in step.blocks:
            if value in (None, block.name) or (block.name == "default" and value not in [b.name for b in step.blocks]):
                yield block.name, self.steps(block.steps, known)
