"""The other driver of a run: the main thread of a session asks what comes next, delegates it, and reports back.

What needs no model is done here, until everything that is under way waits for somebody. Then this process ends; the
journal knows where the run stands.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from firstmate.adapters.call_book import Call, CallState
from firstmate.adapters.delegations import Delegation
from firstmate.adapters.journal import Journal, RunRow, StepRow
from firstmate.approvals import Approval, Request, State
from firstmate.errors import RefusedError, UsageError
from firstmate.services.calls import Job, Ledger, asked_for, job_of, worked
from firstmate.services.crew import Crew
from firstmate.services.hands import Approvals, Hands
from firstmate.services.permission import Place
from firstmate.services.run_workflow import CONTROL, Inline, carry_through
from firstmate.workflow import parse
from firstmate.workflow.values import Kind

LOOK = 0.1
"""Seconds between two looks whether everything waits."""
SURE = 3
"""So many looks in a row have to say so: between two steps nothing is under way for a moment."""
SIGNED = "\n\nTicket of this step, for Firstmate alone: firstmate-step-{ticket}"
"""Called neither a token nor a key: what follows such a word in an output is hidden from the model."""
STEP: ContextVar[str] = ContextVar("step", default="")
"""The step in whose task something is done."""


@dataclass(frozen=True)
class Lodge:
    """What a delegation is handed out with, made in wiring. The ledger has no prices: the session pays."""

    ledger: Ledger
    folders: Sequence[Path]
    new_ticket: Callable[[], str]
    give_out: Callable[[str, Delegation], None]
    """Let the hook know it."""


@dataclass
class _Waiting:
    """Who waits for what, by step and kind, as the main thread is told it."""

    told: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    busy: set[str] = field(default_factory=set)

    def add(self, what: str, told: dict[str, Any]) -> None:
        self.told[STEP.get(), what] = told

    def over(self, what: str) -> None:
        self.told.pop((STEP.get(), what), None)

    def steps(self) -> set[str]:
        return {step for step, _ in self.told}


class _Engine(Inline):
    """Remembers which steps are under way."""

    def __init__(self, waiting: _Waiting) -> None:
        self._busy = waiting.busy

    async def step(self, name: str, work: Callable[[], Any]) -> Any:
        if name.startswith(CONTROL):
            return await work()
        key = name.partition("#")[0]
        STEP.set(key)
        self._busy.add(key)
        try:
            return await work()
        finally:
            self._busy.discard(key)


@dataclass(frozen=True)
class _Seen:
    """The approvals, with a note of those that are waited for."""

    store: Approvals
    waiting: _Waiting
    clock: Callable[[], float]

    def ask(self, request: Request, now: float, lasts: float) -> Approval:
        return self._noted(self.store.ask(request, now, lasts))

    def get(self, number: int) -> Approval:
        return self._noted(self.store.get(number))

    def use(self, request: Request, now: float) -> Approval | None:
        return self.store.use(request, now)

    def earlier(self, request: Request) -> Approval | None:
        found = self.store.earlier(request)
        return self._noted(found) if found else None

    def all(self) -> list[Approval]:
        return self.store.all()

    def _noted(self, approval: Approval) -> Approval:
        what = f"approval {approval.id}"
        if approval.state(self.clock()) is State.PENDING:
            asked = approval.request
            told = {"what": asked.arguments.get("command", asked.operation), "why": list(asked.reasons)}
            self.waiting.add(what, {"do": "wait", "for": what, "step": STEP.get().replace("/", "."), **told})
        else:
            self.waiting.over(what)
        return approval


@dataclass(frozen=True)
class _Carrier:
    """Hands calls out; what comes back is written down by `report`, in another process."""

    lodge: Lodge
    waiting: _Waiting

    async def begin(self, job: Job, call: Call) -> None:
        known = replace(call, told={"ticket": self.lodge.new_ticket()})
        await asyncio.to_thread(self.lodge.ledger.book.write, known)
        await self.go_on(job, known)

    async def go_on(self, job: Job, call: Call) -> None:
        if not call.told:  # the process that wrote it down came no further
            await self.begin(job, call)
            return
        step, ticket = ".".join(job.place.path), call.told["ticket"]
        self.lodge.give_out(ticket, Delegation(call.run, step, call.agent, call.tier))
        told = {"run": call.run, "step": step, "ticket": ticket, "agent": call.agent, "model": call.tier}
        prompt = job.prompt + SIGNED.format(ticket=ticket)
        self.waiting.add(f"call {call.session}", {"do": "delegate", **told, "prompt": prompt})
        await asyncio.Event().wait()


class _Steered(Crew):
    """Has heard before it begins what people said since: it would do another step first."""

    async def begin(self) -> Mapping[str, Any]:
        given = dict(await super().begin())
        for _, said in await asyncio.to_thread(self._journal.told, self._run, 0):
            if said["do"] in ("cancel", "rollback"):
                given["ending"] = said["do"]
            elif said["do"] in ("retry", "skip"):
                given["ending"] = ""
        return given


async def next_of(hands: Hands, lodge: Lodge, run_id: str) -> dict[str, Any]:
    """Carry the run on until everything in it waits, or to its end; what the main thread is to do now."""
    waiting = _Waiting()
    run = hands.journal.run(run_id)
    if run is None or run.ended is not None or _is_paused(hands.journal, run_id):
        return _document(hands.journal, run_id, waiting)

    async def delegate(by: Hands, place: Place, intent: Mapping[str, Any]) -> Any:
        await asked_for(by, place, intent)
        job = await asyncio.to_thread(job_of, by, place, intent, lodge.folders)
        return await worked(lodge.ledger, job, _Carrier(lodge, waiting))

    seen = _Seen(hands.approvals, waiting, hands.clock)
    crew = _Steered(replace(hands, approvals=seen, agent=delegate), run_id)
    going = asyncio.create_task(carry_through(_Engine(waiting), crew))
    looks = 0
    while not going.done() and looks < SURE:
        await asyncio.wait([going], timeout=LOOK)
        looks = looks + 1 if await asyncio.to_thread(_all_wait, hands.journal, run_id, waiting) else 0
    if going.done():
        going.result()
    going.cancel()
    with suppress(asyncio.CancelledError):
        await going
    return await asyncio.to_thread(_document, hands.journal, run_id, waiting)


def _all_wait(journal: Journal, run_id: str, waiting: _Waiting) -> bool:
    asking = {"/".join(path) for path, _ in _questions(journal, run_id)}
    if not waiting.busy:
        run = journal.run(run_id)
        return run is not None and run.state == "asks"
    return waiting.busy <= waiting.steps() | asking


def _is_paused(journal: Journal, run_id: str) -> bool:
    said = [command["do"] for _, command in journal.told(run_id, 0) if command["do"] in ("pause", "resume")]
    return said[-1:] == ["pause"]


def _questions(journal: Journal, run_id: str) -> list[tuple[tuple[str, ...], StepRow]]:
    """The open questions of a run and of those inside it, each under the step of this run that it stands in."""
    run = journal.run(run_id)
    if run is None:
        return []
    found: list[tuple[tuple[str, ...], StepRow]] = []
    kinds = {step.id: step.kind for step in parse.workflow(run.content).walk()}
    for row in journal.steps(run_id):
        if row.ended is None and kinds.get(row.path[-1]) is Kind.ASK:
            found.append((row.path, row))
        elif row.ended is None and kinds.get(row.path[-1]) is Kind.WORKFLOW:
            inside = _questions(journal, f"{run_id}.{'.'.join(row.path)}.{row.attempt}")
            found += [(row.path, question) for _, question in inside]
    return found


def _document(journal: Journal, run_id: str, waiting: _Waiting) -> dict[str, Any]:
    run = journal.run(run_id)
    assert run is not None
    if run.ended is not None:
        return {"run": run_id, "state": run.state, "why": run.why, "next": []}
    asked = [
        {"do": "ask", "step": ".".join(row.path), "question": row.intent["question"], "choices": row.intent["choices"]}
        for _, row in _questions(journal, run_id)
    ]
    why = "it is paused" if _is_paused(journal, run_id) else run.why
    told = [*waiting.told.values(), *asked] or [{"do": "decide", "why": why}]
    return {"run": run_id, "state": "waits", "why": "", "next": told}


def report(journal: Journal, ledger: Ledger, run: RunRow, step: str, ticket: str, text: str) -> dict[str, Any]:
    """Take in what an agent answered. Raises RefusedError for a wrong ticket, UsageError when nothing was delegated."""
    path = tuple(step.split("."))
    calls = [call for call in ledger.book.of(run.id) if (call.run, call.path) == (run.id, path)]
    open_ = [call for call in calls if call.state is CallState.RUNNING and (call.told or {}).get("ticket")]
    if not open_:
        raise UsageError(f"Nothing of step {step} of run {run.id} is delegated.", hint=f"firstmate run next {run.id}")
    if not hmac.compare_digest(open_[-1].told["ticket"].encode(), ticket.encode()):
        raise RefusedError(
            f"This is not the ticket of step {step}.", hint="it stands in what `firstmate run next` says"
        )
    steps = {one.id: one for one in parse.workflow(run.content).walk()}
    ledger.note(open_[-1], text, steps[path[-1]].output)
    noted = next(call for call in ledger.book.of(run.id) if call.session == open_[-1].session)
    return {"step": step, "holds": noted.state is CallState.HELD, "why": noted.error}
