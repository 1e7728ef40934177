"""Does the steps of a run: commands and actions through the guard, checks, approvals, questions, other workflows.

Each attempt's intent is written before it begins and its outcome after. What was interrupted between the two is looked
after before it is done again: an action finds out whether it happened, a command that only reads is repeated, any other
is left to a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from firstmate.adapters.journal import StepRow
from firstmate.approvals import Request
from firstmate.command_tiers import CommandTier
from firstmate.errors import FirstmateError
from firstmate.problems import shape_problems
from firstmate.services.act import act
from firstmate.services.actions.values import UNDO
from firstmate.services.checks import CHECKS, held
from firstmate.services.hands import GLANCE, Hands, StepError, UnsureError
from firstmate.services.permission import PROPOSER, Place, approved, glance, leave, run
from firstmate.services.run_workflow import Inline, carry_through
from firstmate.services.run_workflow import Outcome as Done
from firstmate.workflow import prompts
from firstmate.workflow.expressions import ExpressionError, command, render
from firstmate.workflow.progress import Path, Start
from firstmate.workflow.values import Kind, Step

TIMEOUT = 600.0
"""Seconds that a command may take when its step says nothing else."""
ROLLING_BACK = "rolling back"
"""State of an ended run that a person has reopened to have it taken back."""
STARTED = "started"
"""Key of the intent of a command that is about to run: without it, it has not run yet."""
UNDOING = "#undo"
"""Last part of the path under which the undo of a step is written down; no step has such a name."""


class Crew:
    """Of one run; `around`: that of the run inside which it is a step."""

    def __init__(self, hands: Hands, run_id: str, around: Crew | None = None) -> None:
        self._hands = hands
        self._journal = hands.journal
        self._run = run_id
        self._around = around
        self._ending = ""

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
            "records": [row for row in rows if UNDOING not in row["path"]],
            "heard": max((number for number, _ in told), default=0) if row.lives > 1 else 0,
            "reopened": row.lives > 1,
            "ending": "rollback" if row.state == ROLLING_BACK else "",
        }

    async def do(self, start: Start) -> Done:
        """One attempt of a step, from its intent to its outcome."""
        intent, error = _intended(start.step, start.names)
        return await self._attempt(start, intent, error)

    async def undo(self, path: Path, step: Step, names: Mapping[str, Any]) -> Done:
        """Take a completed step back: by its `undo`, else by what its action said takes it back."""
        rows = await asyncio.to_thread(self._journal.steps, self._run)
        where = (*path, UNDOING)
        attempt = 1 + sum(row.path == where and row.status in ("failed", "unsure") for row in rows)
        if step.undo:
            back = _as_step(step, step.undo)
            return await self._attempt(Start(where, back, names, attempt), *_intended(back, names))
        told = _inverse(names["steps"][step.id]["output"]) if step.kind is Kind.ACTION else None
        if told is None:
            return _done("done", None, "", self._hands.clock())
        intent = {"what": told["action"], "with": told["with"]}  # its values are data: nothing in them is computed
        return await self._attempt(Start(where, _as_step(step, told), names, attempt), intent, "")

    async def _attempt(self, start: Start, intent: Mapping[str, Any], error: str) -> Done:
        earlier = await self._begun(start, intent)
        if earlier and earlier.ended is not None:
            return _done(earlier.status, earlier.output, earlier.error, earlier.ended)
        if error:
            return await self._ended(start, "failed", None, error)
        try:
            output = await self._work(start, intent, earlier)
        except UnsureError as unsure:
            return await self._ended(start, "unsure", None, str(unsure))
        except StepError as failed:
            return await self._ended(start, "failed", failed.output, str(failed))
        except FirstmateError as failed:
            return await self._ended(start, "failed", None, str(failed))
        return await self._ended(start, "done", output, "")

    def call_off(self, word: str) -> None:
        self._ending = word

    async def listen(self, after: int) -> list[Any]:
        """What people said to the run; answers to its questions are taken by the step that asks. What ends the run
        around it ends this one, too.
        """
        while True:
            told = await asyncio.to_thread(self._journal.told, self._run, after)
            if told:
                return [[number, said] for number, said in told]
            if self._around and self._around._ending and not self._ending:
                return [[after, {"do": self._around._ending}]]
            await asyncio.sleep(GLANCE)

    async def settle(self, state: str, why: str, at: float) -> None:
        ended = None if state == "asks" else self._hands.clock()
        await asyncio.to_thread(self._journal.set_state, self._run, state, why, ended)

    # ---- an attempt ------------------------------------------------------------------------------------------------

    async def _begun(self, start: Start, intent: Mapping[str, Any]) -> StepRow | None:
        now, worker = self._hands.clock(), self._hands.worker
        write = self._journal.begin
        return await asyncio.to_thread(write, self._run, start.path, start.attempt, intent, worker, now)

    async def _ended(self, start: Start, status: str, output: Any, error: str) -> Done:
        now = self._hands.clock()
        write = self._journal.end
        await asyncio.to_thread(write, self._run, start.path, start.attempt, status, output, error, now)
        return _done(status, output, error, now)

    async def _work(self, start: Start, intent: Mapping[str, Any], earlier: StepRow | None) -> Any:
        step = start.step
        place = Place(self._run, step, start.path, start.attempt, earlier is not None, self._is_called_off(start.path))
        match step.kind:
            case Kind.RUN:
                return await self._command(place, intent, earlier.intent if earlier else {})
            case Kind.ACTION:
                return await act(self._hands, place, intent, earlier.intent if earlier else None)
            case Kind.CHECK:
                return await self._check(step, intent["with"])
            case Kind.APPROVE:
                request = Request("approve", intent, target=str(place), proposer=PROPOSER)
                return await approved(self._hands, place, request)
            case Kind.ASK:
                return await self._answer(place, intent)
            case Kind.WORKFLOW:
                return await self._other(start, intent)
            case Kind.AGENT:
                return await self._hands.agent(self._hands, place, intent)
            case _:
                raise StepError(f"steps of {step.kind} are not done here")

    async def _command(self, place: Place, intent: Mapping[str, Any], earlier: Mapping[str, Any]) -> Any:
        """Run it when the guard lets it; where the guard or the step asks, once a person said yes to exactly this."""
        line = intent["command"]
        if STARTED in earlier and not await self._only_reads(line):
            raise UnsureError(
                f"it was interrupted, and may have happened: `{line}`; look, then `firstmate run retry` or `skip`"
            )
        given = await leave(self._hands, place, (line,), Request("Bash", {"command": line}, cwd=self._hands.cwd))
        started = {**intent, STARTED: True}
        await asyncio.to_thread(self._journal.amend, self._run, place.path, place.attempt, started)
        ended = await run(self._hands, line, given, place.step.timeout or TIMEOUT)
        if ended.code:
            said = (ended.stderr.strip() or ended.stdout.strip())[-300:]
            raise StepError(f"it ended with code {ended.code}: {said}".rstrip(": "))
        return {"stdout": ended.stdout, "stderr": ended.stderr, "exit": ended.code}

    async def _only_reads(self, line: str) -> bool:
        return (await asyncio.to_thread(self._hands.judge, line)).tier in (None, CommandTier.READ)

    # ---- people, checks and other workflows ------------------------------------------------------------------------

    def _is_called_off(self, path: Path) -> Callable[[], bool]:
        """Of a step: taking one back goes on, whatever was said before it."""
        return lambda: self._ending != "" and UNDOING not in path

    async def _answer(self, place: Place, intent: Mapping[str, Any]) -> Any:
        choices = intent["choices"]
        await self.settle("asks", f"{'.'.join(place.path)}: {intent['question']}", self._hands.clock())
        heard = 0
        while True:
            for number, said in await asyncio.to_thread(self._journal.told, self._run, heard):
                heard = number
                if said["do"] == "answer" and tuple(said["path"]) == place.path:
                    await asyncio.to_thread(self._journal.set_state, self._run, "running", "", None)
                    if choices and said["answer"] not in choices:
                        raise StepError(f"`{said['answer']}` is none of {', '.join(choices)}")
                    return {"answer": said["answer"]}
            await glance(place)

    async def _check(self, step: Step, arguments: Mapping[str, Any]) -> Any:
        check = CHECKS.get(step.what)
        if check is None:
            raise StepError(f"there is no check `{step.what}`")
        if found := shape_problems(dict(arguments), check.takes):
            raise StepError(f"check `{step.what}`: {found[0].path}: {found[0].message}")
        verdict = await held(step.what, arguments, self._hands.look, step.timeout)
        if not verdict.holds:
            raise StepError(f"{step.what} does not hold: {verdict.seen}")
        return {"seen": verdict.seen}

    async def _other(self, start: Start, intent: Mapping[str, Any]) -> Any:
        """A run inside this step; when the step was interrupted, the same run goes on."""
        run_id = f"{self._run}.{'.'.join(start.path)}.{start.attempt}"
        inside = await asyncio.to_thread(self._journal.run, run_id)
        if inside is None:
            await asyncio.to_thread(self._hands.begin, start.step.what, intent["with"], run_id)
        if inside is not None and inside.ended is not None:
            state = inside.state
        else:
            state = await carry_through(Inline(), Crew(self._hands, run_id, self))
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
        case Kind.AGENT:
            return prompts.intent(step, names)
        case Kind.ASK:
            return {"question": render(step.what, names), "choices": render(step.arguments.get("choices", []), names)}
        case _:
            return {"what": step.what, "with": render(dict(step.arguments), names)}


def _inverse(output: Any) -> Mapping[str, Any] | None:
    """What takes an action back, as its output says; None: nothing has to be taken back."""
    return output.get(UNDO) if isinstance(output, dict) else None


def _as_step(step: Step, back: str | Mapping[str, Any]) -> Step:
    """A step that takes another one back, by a command or an action."""
    if isinstance(back, str):
        return Step(step.id, Kind.RUN, back, timeout=step.timeout)
    return Step(step.id, Kind.ACTION, back["action"], arguments=back.get("with", {}), timeout=step.timeout)


def _done(status: str, output: Any, error: str, at: float) -> Done:
    return {"output": output, "error": error, "at": at, "unsure": status == "unsure"}
