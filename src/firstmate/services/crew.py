"""Does the steps of a run: commands through the guard, checks, approvals, questions, other workflows.

Each attempt's intent is written before it begins and its outcome after. What was interrupted between the two is looked
after before it is done again: a command that only reads is repeated, anything else is left to a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from firstmate.adapters.journal import Journal, StepRow
from firstmate.approvals import Approval, Request, State
from firstmate.command_tiers import CommandTier
from firstmate.errors import FirstmateError
from firstmate.guard.values import Decision, Outcome
from firstmate.process import Ended, Running
from firstmate.services.checks import CHECKS, held
from firstmate.services.run_workflow import Inline, carry_through
from firstmate.services.run_workflow import Outcome as Done
from firstmate.snapshot import Snapshot
from firstmate.workflow.expressions import ExpressionError, command, render
from firstmate.workflow.progress import Path, Start
from firstmate.workflow.values import Kind, Step

TIMEOUT = 600.0
"""Seconds that a command may take when its step says nothing else."""
KEPT = 64 * 1024
"""Bytes of each stream of a command that a run remembers."""
ROLLING_BACK = "rolling back"
"""State of an ended run that a person has reopened to have it taken back."""
PROPOSER = "firstmate"
GLANCE = 0.5
"""Seconds between two looks for an approval, an answer, or a word from a person."""


class Approvals(Protocol):
    """Where people decide: `adapters.approval_store`."""

    def ask(self, request: Request, now: float, lasts: float) -> Approval: ...
    def get(self, number: int) -> Approval: ...
    def use(self, request: Request, now: float) -> Approval | None: ...


@dataclass(frozen=True)
class Hands:
    """What a crew works with, made in wiring. `tell` is told what the run waits for."""

    journal: Journal
    approvals: Approvals
    worker: str
    cwd: str
    env: Mapping[str, str]
    judge: Callable[[str], Decision]
    look: Callable[[str], Snapshot]
    clock: Callable[[], float]
    log: Callable[[Decision, str, str], None]
    """Write down that a command is about to run, and the approval that lets it. FirstmateError: it could not be."""
    begin: Callable[[str, Mapping[str, Any], str], None]
    """Write another run down: the workflow's name, its inputs, the run's id."""


class StepError(Exception):
    """A step failed: one sentence for the person, kept as its error."""


class Crew:
    """Of one run."""

    def __init__(self, hands: Hands, run_id: str) -> None:
        self._hands = hands
        self._journal = hands.journal
        self._run = run_id

    async def begin(self) -> Mapping[str, Any]:
        row = await asyncio.to_thread(self._journal.run, self._run)
        if row is None:
            raise FirstmateError(f"There is no run {self._run}.")
        done = [step for step in await asyncio.to_thread(self._journal.steps, self._run) if step.ended is not None]
        rows = [{**asdict(step), "path": list(step.path)} for step in sorted(done, key=lambda step: step.ended or 0.0)]
        told = await asyncio.to_thread(self._journal.told, self._run, 0)
        return {
            "content": row.content,
            "names": row.names,
            "begun": row.begun,
            "records": rows,
            "heard": max((number for number, _ in told), default=0),
            "ending": "rollback" if row.state == ROLLING_BACK else "",
        }

    async def do(self, start: Start) -> Done:
        """One attempt of a step, from its intent to its outcome."""
        intent, error = _intended(start.step, start.names)
        earlier = await self._begun(start, intent)
        if earlier and earlier.ended is not None:
            return _done(earlier.output, earlier.error, earlier.ended)
        if error:
            return await self._ended(start, None, error)
        try:
            return await self._ended(start, await self._work(start, intent, again=earlier is not None), "")
        except (StepError, FirstmateError) as failed:
            return await self._ended(start, None, str(failed))

    async def undo(self, path: Path, step: Step, names: Mapping[str, Any]) -> Done:
        """Take a completed step back, by the command of its `undo`."""
        try:
            output = await self._command(command(str(step.undo), names), step, f"{'.'.join(path)}, undo", TIMEOUT)
            return _done(output, "", self._hands.clock())
        except (StepError, FirstmateError, ExpressionError) as failed:
            return _done(None, str(failed), self._hands.clock())

    async def listen(self, after: int) -> list[Any]:
        """What people said to the run; answers to its questions are taken by the step that asks."""
        while True:
            told = await asyncio.to_thread(self._journal.told, self._run, after)
            if told:
                return [[number, said] for number, said in told]
            await asyncio.sleep(GLANCE)

    async def settle(self, state: str, why: str, at: float) -> None:
        ended = None if state == "asks" else self._hands.clock()
        await asyncio.to_thread(self._journal.set_state, self._run, state, why, ended)

    # ---- an attempt ------------------------------------------------------------------------------------------------

    async def _begun(self, start: Start, intent: Mapping[str, Any]) -> StepRow | None:
        now, worker = self._hands.clock(), self._hands.worker
        write = self._journal.begin
        return await asyncio.to_thread(write, self._run, start.path, start.attempt, intent, worker, now)

    async def _ended(self, start: Start, output: Any, error: str) -> Done:
        now, status = self._hands.clock(), "failed" if error else "done"
        write = self._journal.end
        await asyncio.to_thread(write, self._run, start.path, start.attempt, status, output, error, now)
        return _done(output, error, now)

    async def _work(self, start: Start, intent: Mapping[str, Any], *, again: bool) -> Any:
        step = start.step
        match step.kind:
            case Kind.RUN:
                return await self._run_command(start, intent["command"], again=again)
            case Kind.CHECK:
                return await self._check(step, intent["with"])
            case Kind.APPROVE:
                request = Request("approve", intent, f"run {self._run}, step {'.'.join(start.path)}", proposer=PROPOSER)
                return await self._approved(request, step)
            case Kind.ASK:
                return await self._answer(start, intent)
            case Kind.WORKFLOW:
                return await self._other(start, intent)
            case _:
                raise StepError(f"steps of {step.kind} are not done here")

    # ---- commands --------------------------------------------------------------------------------------------------

    async def _run_command(self, start: Start, line: str, *, again: bool) -> Any:
        if again and (await self._judged(line)).tier not in (None, CommandTier.READ):
            raise StepError(
                f"it was interrupted, and may have happened: `{line}`; look, then `firstmate run retry` or `skip`"
            )
        return await self._command(line, start.step, ".".join(start.path), start.step.timeout or TIMEOUT)

    async def _judged(self, line: str) -> Decision:
        return await asyncio.to_thread(self._hands.judge, line)

    async def _command(self, line: str, step: Step, place: str, timeout: float) -> Any:
        """Run it when the guard lets it; where the guard or the step asks, once a person said yes to exactly this."""
        decision = await self._judged(line)
        lets = decision.outcome in (Outcome.ALLOW, Outcome.NONE)
        if step.tier is CommandTier.FORBIDDEN or not (lets or decision.approvable):
            raise StepError(f"it is not done ({decision.rule or 'tier of the step'}): {'; '.join(decision.reasons)}")
        asks = not lets or step.approve is not None or step.tier is CommandTier.RISKY
        yes = ""
        if asks:
            told = await self._approved(self._request("Bash", {"command": line}, place, decision), step)
            yes = f"{told['approval']} by {told['by']}"
        await asyncio.to_thread(self._hands.log, decision, line, yes)
        ended = await _run(line, decision, asks, self._hands, timeout)
        if ended.code:
            said = (ended.stderr.strip() or ended.stdout.strip())[-300:]
            raise StepError(f"it ended with code {ended.code}: {said}".rstrip(": "))
        return {"stdout": ended.stdout, "stderr": ended.stderr, "exit": ended.code}

    # ---- people ----------------------------------------------------------------------------------------------------

    def _request(self, operation: str, arguments: Mapping[str, Any], place: str, decision: Decision) -> Request:
        return Request(
            operation,
            arguments,
            target=f"run {self._run}, step {place}",
            cwd=self._hands.cwd,
            proposer=PROPOSER,
            tier=str(decision.tier or "none"),
            rule=decision.rule,
            reasons=decision.reasons,
            safer=decision.safer,
        )

    async def _approved(self, request: Request, step: Step) -> Any:
        """Until a person has said yes, and used it up. Raises StepError for a no, or when nobody did in time."""
        lasts = step.approve.within if step.approve else 12 * 3600.0
        asked = await asyncio.to_thread(self._hands.approvals.ask, request, self._hands.clock(), lasts)
        await self.settle("asks", f"approval {asked.id} is waited for", self._hands.clock())
        while (state := asked.state(self._hands.clock())) is State.PENDING:
            await asyncio.sleep(GLANCE)
            asked = await asyncio.to_thread(self._hands.approvals.get, asked.id)
        await asyncio.to_thread(self._journal.set_state, self._run, "running", "", None)
        if state is not State.APPROVED:
            raise StepError(f"approval {asked.id} was {state}" + (f" by {asked.by}" if asked.by else ""))
        used = await asyncio.to_thread(self._hands.approvals.use, request, self._hands.clock())
        if used is None:
            raise StepError(f"approval {asked.id} was used by somebody else")
        return {"approval": asked.id, "by": asked.by}

    async def _answer(self, start: Start, intent: Mapping[str, Any]) -> Any:
        choices = intent["choices"]
        await self.settle("asks", f"{'.'.join(start.path)}: {intent['question']}", self._hands.clock())
        heard = 0
        while True:
            for number, said in await asyncio.to_thread(self._journal.told, self._run, heard):
                heard = number
                if said["do"] == "answer" and tuple(said["path"]) == start.path:
                    await asyncio.to_thread(self._journal.set_state, self._run, "running", "", None)
                    if choices and said["answer"] not in choices:
                        raise StepError(f"`{said['answer']}` is none of {', '.join(choices)}")
                    return {"answer": said["answer"]}
            await asyncio.sleep(GLANCE)

    # ---- checks and other workflows --------------------------------------------------------------------------------

    async def _check(self, step: Step, arguments: Mapping[str, Any]) -> Any:
        check = CHECKS.get(step.what)
        if check is None:
            raise StepError(f"there is no check `{step.what}`")
        absent = [name for name in check.needs if name not in arguments]
        if absent:
            raise StepError(f"check `{step.what}` needs `{absent[0]}`")
        verdict = await held(step.what, arguments, self._hands.look, step.timeout)
        if not verdict.holds:
            raise StepError(f"{step.what} does not hold: {verdict.seen}")
        return {"seen": verdict.seen}

    async def _other(self, start: Start, intent: Mapping[str, Any]) -> Any:
        """A run inside this step; when the step was interrupted, the same run goes on."""
        run_id = f"{self._run}.{'.'.join(start.path)}.{start.attempt}"
        if await asyncio.to_thread(self._journal.run, run_id) is None:
            await asyncio.to_thread(self._hands.begin, start.step.what, intent["with"], run_id)
        state = await carry_through(Inline(), Crew(self._hands, run_id))
        if state != "done":
            raise StepError(f"run {run_id} of {start.step.what} ended: {state}")
        return {"run": run_id}


def _intended(step: Step, names: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The intent, or why there can be none."""
    try:
        return _intent(step, names), ""
    except ExpressionError as error:
        return {}, str(error)


def _intent(step: Step, names: Mapping[str, Any]) -> dict[str, Any]:
    """What the step is about to do, everything in it computed. Raises ExpressionError."""
    match step.kind:
        case Kind.RUN:
            return {"command": command(step.what, names)}
        case Kind.ASK:
            return {"question": render(step.what, names), "choices": render(step.arguments.get("choices", []), names)}
        case _:
            return {"what": step.what, "with": render(dict(step.arguments), names)}


async def _run(line: str, decision: Decision, approved: bool, hands: Hands, timeout: float) -> Ended:
    """The command, whose end is waited for; nothing of it goes on when its step is called off."""
    running = Running(line, decision, approved, hands.cwd, hands.env)
    try:
        return await asyncio.to_thread(running.wait, timeout, KEPT)
    except asyncio.CancelledError:
        running.kill()
        raise


def _done(output: Any, error: str, at: float) -> Done:
    return {"output": output, "error": error, "at": at}
