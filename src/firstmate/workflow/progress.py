"""Where a run stands, and what may start now: a pure function of the workflow, the records so far, and the time.

The engine starts what it is told, reports what became of it, and asks again. Nothing here waits or acts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from firstmate.workflow.expressions import ExpressionError, evaluate
from firstmate.workflow.values import BLOCKS, Kind, OnFailure, Step, Workflow, walk

Path = tuple[str, ...]
"""A step's way through the blocks: ("fan", "left", "build"), ("each", "2", "push")."""


class Status(StrEnum):
    """What became of a step. RETRYING: it failed, and will be tried again."""

    RUNNING = "running"
    RETRYING = "retrying"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        return self not in (Status.RUNNING, Status.RETRYING)


SETTLED = (Status.DONE, Status.SKIPPED, Status.CANCELLED)
"""Nothing follows from the step itself any more."""


class Verdict(StrEnum):
    """What becomes of the run when nothing can start any more. ASK: a person says how it goes on."""

    DONE = "done"
    FAILED = "failed"
    ROLLBACK = "rollback"
    ASK = "ask"


@dataclass(frozen=True)
class Record:
    """One step of one run. `since` is when the status began, `order` counts the steps that are over.

    `items` is the list of a foreach; the output of a running switch is the name of its case.
    """

    status: Status
    output: Any = None
    error: str = ""
    attempt: int = 1
    since: float = 0.0
    order: int = 0
    items: tuple[Any, ...] | None = None
    unsure: bool = False
    """Failed, since nobody can tell whether it happened: a person is asked before anything else begins."""


Records = Mapping[Path, Record]


@dataclass(frozen=True)
class Start:
    """A step that is to begin now, and everything that its expressions may name."""

    path: Path
    step: Step
    names: Mapping[str, Any]
    attempt: int


@dataclass(frozen=True)
class Advance:
    """The records after everything that follows by itself; what starts; what is called off; how the run ends."""

    records: Records
    start: tuple[Start, ...] = ()
    cancel: tuple[Path, ...] = ()
    verdict: Verdict | None = None
    because: Path = ()
    wake: float | None = None
    """When to ask again, if nothing is reported before: the time of the next retry."""


def advance(workflow: Workflow, records: Records, names: Mapping[str, Any], now: float) -> Advance:
    """What follows from the records. `names` are inputs, alert, site and run, as the expressions know them."""
    return _Walk(workflow, dict(records), names, now).advance()


def reported(
    records: Records, start: Start, now: float, *, output: Any = None, error: str = "", unsure: bool = False
) -> Records:
    """The records once a step has ended: with its output, or with an error. A failed one may be tried again."""
    order = 1 + max((record.order for record in records.values()), default=0)
    if not error:
        ended = Record(Status.DONE, output, "", start.attempt, now, order)
    elif start.step.retry.wait(start.attempt) is not None and not unsure:
        ended = Record(Status.RETRYING, output, error, start.attempt, now)
    else:
        ended = Record(Status.FAILED, output, error, start.attempt, now, order, unsure=unsure)
    return {**records, start.path: ended}


def again(records: Records, path: Path) -> Records:
    """The records with what failed in a step to be tried once more, and the blocks around it open: `run retry STEP`."""
    reopened = {}
    for at, record in records.items():
        if record.status is Status.FAILED and (at[: len(path)] == path or path[: len(at)] == at):
            is_block = any(len(inner) > len(at) and inner[: len(at)] == at for inner in records)
            reopened[at] = replace(
                record, status=Status.RUNNING if is_block else Status.RETRYING, error="", unsure=False
            )
        elif record.status is not Status.CANCELLED:
            reopened[at] = record
    return reopened


def skipped(records: Records, path: Path, why: str, now: float) -> Records:
    """The same, but the step counts as not needed: `run skip STEP --why`."""
    order = 1 + max((record.order for record in records.values()), default=0)
    return {**again(records, path), path: Record(Status.SKIPPED, None, why, 1, now, order)}


def completed(workflow: Workflow, records: Records) -> list[tuple[Path, Step]]:
    """Steps that are no blocks and are done, or failed half way; the last one first, as they are undone."""
    steps = {step.id: step for step in walk(workflow.steps) if step.kind not in BLOCKS}
    did = [(r.order, at) for at, r in records.items() if r.status is Status.DONE or (r.error and r.output)]
    return [(path, steps[path[-1]]) for _, path in sorted(did, reverse=True) if path[-1] in steps]


def names_at(workflow: Workflow, records: Records, names: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """What the expressions of a step may name, for its undo: the same as when it ran, and its own output."""
    known: dict[str, Any] = {}
    more: dict[str, Any] = {}
    for length in range(1, len(path) + 1):
        around = path[: length - 1]
        known.update(_told(records, around))
        above = records.get(around[:-1])
        if above and above.items is not None:
            more = {"item": above.items[int(around[-1])], "index": int(around[-1])}
    known.update(_of_phases(workflow, records))
    return {**names, **more, "steps": known}


def _told(records: Records, around: Path) -> dict[str, Any]:
    """The steps of one list, as expressions know them."""
    inside = {at[-1]: r for at, r in records.items() if at[:-1] == around and r.status.is_over}
    return {name: {"output": r.output, "status": str(r.status), "error": r.error} for name, r in inside.items()}


def _of_phases(workflow: Workflow, records: Records) -> dict[str, Any]:
    """The steps of all phases are known in the later ones."""
    known: dict[str, Any] = {}
    for step in workflow.steps:
        if step.kind is Kind.PHASE:
            known.update(_told(records, (step.id, "steps")))
    return known


@dataclass
class _Walk:
    """One pass over the tree of steps; every change is written into `records` at once."""

    workflow: Workflow
    records: dict[Path, Record]
    names: Mapping[str, Any]
    now: float
    start: list[Start] = field(default_factory=list)
    cancel: list[Path] = field(default_factory=list)
    wakes: list[float] = field(default_factory=list)

    def advance(self) -> Advance:
        halted = self._halted()
        self._list(self.workflow.steps, (), may_begin=halted is None)
        if halted is not None and (halted := self._halted()) is None:  # its block ended well without it
            self._list(self.workflow.steps, (), may_begin=True)
        halted = self._halted()
        if halted is not None:  # by an expression of this very pass: what was to begin beside it does not
            for dropped in self.start:
                del self.records[dropped.path]
            self.start.clear()
        records, start = dict(self.records), tuple(self.start)
        busy = bool(start) or any(r.status is Status.RUNNING and self._is_leaf(at) for at, r in records.items())
        wake = min(self.wakes, default=None)
        if busy or (wake is not None and halted is None):
            return Advance(records, start, tuple(self.cancel), wake=wake)
        verdict, because = halted or self._verdict()
        return Advance(records, (), tuple(self.cancel), verdict, because)

    # ---- lists -----------------------------------------------------------------------------------------------------

    def _list(self, steps: Sequence[Step], around: Path, *, may_begin: bool) -> None:
        """Go on with a list of steps until nothing more follows."""
        changed = True
        while changed:
            before = len(self.records), sum(r.status.is_over for r in self.records.values())
            may_begin = may_begin and self._failed(steps, around) is None
            for step in steps:
                path = (*around, step.id)
                if path not in self.records or self.records[path].status not in SETTLED:
                    self._step(step, path, steps, may_begin)
                    may_begin = may_begin and not self._has_failed(step, around)
            changed = before != (len(self.records), sum(r.status.is_over for r in self.records.values()))

    def _step(self, step: Step, path: Path, steps: Sequence[Step], may_begin: bool) -> None:
        record = self.records.get(path)
        if record is None:
            has_begun = step.kind in BLOCKS and any(self._inside(path))  # in an earlier life, which knew its block
            if has_begun or (may_begin and all(self._is_met(need, path[:-1], steps) for need in step.needs)):
                self._begin(step, path, may_begin)
        elif record.status is Status.RETRYING and may_begin:
            due = record.since + (step.retry.wait(record.attempt) or 0.0)
            if due <= self.now:
                self._go(step, path, record.attempt + 1)
            else:
                self.wakes.append(due)
        elif record.status is Status.RUNNING and step.kind in BLOCKS:
            self._block(step, path, record, may_begin)
        ended = self.records.get(path)
        if ended and ended.status is Status.FAILED and step.on_failure is OnFailure.GOTO and self._halted() is None:
            self._skip_until(step, path, steps)

    def _is_met(self, need: str, around: Path, steps: Sequence[Step]) -> bool:
        record = self.records.get((*around, need))
        if record is None or not record.status.is_over:
            return False
        step = next(step for step in steps if step.id == need)
        return record.status is not Status.FAILED or step.on_failure in (OnFailure.CONTINUE, OnFailure.GOTO)

    def _failed(self, steps: Sequence[Step], around: Path) -> Path | None:
        """The first step of the list that failed and ends it."""
        return next(((*around, step.id) for step in steps if self._has_failed(step, around)), None)

    def _has_failed(self, step: Step, around: Path) -> bool:
        """Whether it failed and ends the list that it stands in."""
        record = self.records.get((*around, step.id))
        is_passed_over = step.on_failure in (OnFailure.CONTINUE, OnFailure.GOTO)
        return record is not None and record.status is Status.FAILED and not is_passed_over

    def _is_over(self, steps: Sequence[Step], around: Path) -> bool:
        records = [self.records.get((*around, step.id)) for step in steps]
        if any(record and not record.status.is_over for record in records):
            return False
        return self._failed(steps, around) is not None or all(records)

    # ---- one step --------------------------------------------------------------------------------------------------

    def _begin(self, step: Step, path: Path, may_begin: bool) -> None:
        try:
            if step.when and not evaluate(step.when, self._names(path)):
                self._end(path, Status.SKIPPED)
            elif step.kind in BLOCKS:
                self._open(step, path, may_begin)
            else:
                self._go(step, path, 1)
        except ExpressionError as error:
            self._end(path, Status.FAILED, error=str(error))

    def _go(self, step: Step, path: Path, attempt: int) -> None:
        self.records[path] = Record(Status.RUNNING, attempt=attempt, since=self.now)
        self.start.append(Start(path, step, self._names(path), attempt))

    def _end(self, path: Path, status: Status, output: Any = None, error: str = "") -> None:
        order = 1 + max((record.order for record in self.records.values()), default=0)
        items = self.records[path].items if path in self.records else None
        self.records[path] = Record(status, output, error, 1, self.now, order, items)

    def _skip_until(self, step: Step, path: Path, steps: Sequence[Step]) -> None:
        """`goto`: what stands between and has not begun is skipped."""
        ids = [one.id for one in steps]
        for name in ids[ids.index(step.id) + 1 : ids.index(step.goto)]:
            if (*path[:-1], name) not in self.records:
                self._end((*path[:-1], name), Status.SKIPPED)

    def _names(self, path: Path) -> Mapping[str, Any]:
        return {**names_at(self.workflow, self.records, self.names, path), "now": self.now}

    # ---- blocks ----------------------------------------------------------------------------------------------------

    def _open(self, step: Step, path: Path, may_begin: bool) -> None:
        output, items = None, None
        if step.kind is Kind.FOREACH:
            listed = evaluate(step.what, self._names(path))
            if not isinstance(listed, list | tuple):
                raise ExpressionError(f"`{step.what}` is no list")
            items = tuple(listed)
        elif step.kind is Kind.SWITCH:
            output = self._case(step, str(evaluate(step.what, self._names(path))))
        self.records[path] = Record(Status.RUNNING, output, since=self.now, items=items)
        self._block(step, path, self.records[path], may_begin)

    def _case(self, step: Step, value: str) -> str:
        """The case of a value; `default` where there is none of it; empty where there is no default either."""
        names = [block.name for block in step.blocks]
        return value if value in names else "default" if "default" in names else ""

    def _branches(self, step: Step, record: Record) -> list[tuple[str, tuple[Step, ...]]]:
        if step.kind is Kind.FOREACH:
            return [(str(number), step.blocks[0].steps) for number in range(len(record.items or ()))]
        return [(b.name, b.steps) for b in step.blocks if step.kind is not Kind.SWITCH or b.name == record.output]

    def _block(self, step: Step, path: Path, record: Record, may_begin: bool) -> None:
        branches = self._branches(step, record)
        going = self._going(branches, path)
        for name, steps in branches:
            around = (*path, name)
            begun = any(at[: len(around)] == around for at in self.records)
            has_room = step.kind is not Kind.FOREACH or begun or going < step.limit
            fails = step.join == "all" and any(self._failed(s, (*path, n)) for n, s in branches)
            if has_room and not self._is_over(steps, around):
                self._list(steps, around, may_begin=may_begin and not fails)
                going = self._going(branches, path)
        self._close(step, path, record, branches)

    def _going(self, branches: Sequence[tuple[str, tuple[Step, ...]]], path: Path) -> int:
        """Branches that have begun and are not over."""
        return sum(
            any(at[: len(path) + 1] == (*path, name) for at in self.records) and not self._is_over(steps, (*path, name))
            for name, steps in branches
        )

    def _close(self, step: Step, path: Path, record: Record, branches: Sequence[tuple[str, tuple[Step, ...]]]) -> None:
        """End the block when its branches have decided about it."""
        over = [(name, steps) for name, steps in branches if self._is_over(steps, (*path, name))]
        failed = [found for name, steps in over if (found := self._failed(steps, (*path, name)))]
        outputs = {name: self._output(steps, (*path, name)) for name, steps in over}
        if step.join == "any" and len(over) < len(branches) and len(failed) == len(over):
            return
        if step.join == "any" and len(failed) < len(over):
            self._call_off(path)
            won = next(name for name, steps in over if not self._failed(steps, (*path, name)))
            self._end(path, Status.DONE, {won: outputs[won]})
        elif failed and not any(not r.status.is_over for at, r in self._inside(path) if self._is_leaf(at)):
            self._call_off(path)
            self._end(path, Status.FAILED, error=f"{'.'.join(failed[0])}: {self.records[failed[0]].error}")
        elif len(over) == len(branches):
            self._end(path, Status.DONE, self._block_output(step, record, outputs))

    def _block_output(self, step: Step, record: Record, outputs: Mapping[str, Any]) -> Any:
        match step.kind:
            case Kind.FOREACH:
                return [outputs[str(number)] for number in range(len(record.items or ()))]
            case Kind.PARALLEL:
                return dict(outputs)
            case _:
                return next(iter(outputs.values()), None)

    def _output(self, steps: Sequence[Step], around: Path) -> Any:
        """That of the last step of a branch."""
        record = self.records.get((*around, steps[-1].id))
        return record.output if record else None

    def _inside(self, path: Path) -> Iterator[tuple[Path, Record]]:
        return ((at, r) for at, r in self.records.items() if len(at) > len(path) and at[: len(path)] == path)

    def _call_off(self, path: Path) -> None:
        for at, record in list(self._inside(path)):
            if not record.status.is_over:
                self._end(at, Status.CANCELLED)
                self.cancel += [at] if self._is_leaf(at) else []
                self.start = [start for start in self.start if start.path != at]

    # ---- the end ---------------------------------------------------------------------------------------------------

    def _is_leaf(self, path: Path) -> bool:
        step = next((step for step in self.workflow.walk() if step.id == path[-1]), None)
        return step is not None and step.kind not in BLOCKS

    def _halted(self) -> tuple[Verdict, Path] | None:
        """What ends or stops the whole run, wherever it stands: nobody knows what happened, or it is taken back."""
        failed = {at: record for at, record in self.records.items() if record.status is Status.FAILED}
        for at, record in failed.items():
            if record.unsure and not self._is_settled(at):
                return Verdict.ASK, at
        backs = {step.id for step in self.workflow.walk() if step.on_failure is OnFailure.ROLLBACK}
        return next(((Verdict.ROLLBACK, at) for at in failed if at[-1] in backs), None)

    def _is_settled(self, path: Path) -> bool:
        """Whether a block around it is done, by another branch."""
        around = (self.records.get(path[:length]) for length in range(1, len(path)))
        return any(record is not None and record.status is Status.DONE for record in around)

    def _verdict(self) -> tuple[Verdict, Path]:
        failed = self._failed(self.workflow.steps, ())
        if failed is None:
            return Verdict.DONE, ()
        asks = next((at for at in self._asking() if at[: len(failed)] == failed), None)
        return (Verdict.ASK, asks) if asks else (Verdict.FAILED, failed)

    def _asking(self) -> Iterator[Path]:
        asking = {step.id for step in self.workflow.walk() if step.on_failure is OnFailure.ASK}
        return (at for at, r in self.records.items() if at[-1] in asking and r.status is Status.FAILED)
