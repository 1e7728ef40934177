"""Calls of models: which tier comes next, the money that is kept back for it, and whether its answer holds.

A tier whose answer did not hold is followed by the next one up, once each. Who carries a call, the client or the main
thread of a session, is the driver's business.
"""

from __future__ import annotations

import asyncio
import json
import math
import threading
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

from firstmate.adapters.call_book import Call, CallBook, CallState
from firstmate.approvals import Request
from firstmate.command_tiers import CommandTier
from firstmate.digest import sha256
from firstmate.model_tiers import Choice, ModelTier, Price, Reserved, Task, choose, reserve
from firstmate.services import agents
from firstmate.services.agents import Agent
from firstmate.services.cost import left, of_site
from firstmate.services.hands import GLANCE, Hands, StepError
from firstmate.services.permission import PROPOSER, Place, approved
from firstmate.sites.values import Budgets
from firstmate.workflow import parse, prompts

SESSIONS = uuid.UUID("6f0f2f6e-51a6-4a0e-8d3a-6d0b9a0c7a51")
"""Names of sessions are made of what they are for, within this namespace."""
UNPAID = Reserved(0.0, 0.0)
PATIENCE = 900.0
"""Seconds that a call waits for money which others hold; one of them may have no process any more that could end it."""


@dataclass(frozen=True)
class Job:
    """What an agent is asked to do, by a step of a run. `budgets`: dollars, by run: this one, and those around it;
    `until`: when the first of them has to be over.
    """

    place: Place
    intent: Mapping[str, Any]
    agent: Agent
    task: Task
    budgets: Mapping[str, float]
    until: float = math.inf

    @property
    def question(self) -> str:
        """The hash of all that decides the answer: what was asked before need not be asked again."""
        asked = [self.intent, self.place.step.output, self.agent.prompt]
        return sha256(json.dumps(asked, sort_keys=True, default=str).encode())

    @property
    def prompt(self) -> str:
        return prompts.worded(self.intent, self.place.step.output)


@dataclass(frozen=True)
class Ledger:
    """Where calls are written down. Without prices, somebody else pays for them."""

    book: CallBook
    clock: Callable[[], float]
    prices: Mapping[ModelTier, Price] = field(default_factory=dict)
    site: Callable[[], Budgets] = Budgets
    """What all runs together may cost; asked for when a call is to be made."""
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Who reserves money reads what is left of it first: one after the other."""

    def of(self, job: Job) -> list[Call]:
        """The calls for the same question of the same step."""
        place = job.place
        calls = self.book.of(place.run)
        return [call for call in calls if (call.run, call.path, call.question) == (place.run, place.path, job.question)]

    def next(self, job: Job, calls: Sequence[Call], *, patient: bool = True) -> Call | Choice | None:
        """The next call, written down; the choice of nobody; or None: others may leave more money when they end."""
        failed = tuple(ModelTier[call.tier.upper()] for call in calls if call.state is CallState.UNHELD)
        with self.turn:
            money = self._left(job)
            choice = choose(job.task, failed, money, self.prices)
            if patient and choice.tier is not choose(job.task, failed).tier and self._has_others(job):
                return None
            if choice.tier is None:
                return choice
            reserved = reserve(self.prices[choice.tier], money) if self.prices else UNPAID
            assert reserved is not None
            call = self._new(job, choice.tier, reserved, len(calls))
            self.book.write(call)
            return call

    def again(self, job: Job, call: Call) -> Call | None:
        """The same session goes on: more is kept back for it. None: the budgets do not bear it."""
        with self.turn:
            money = self._left(job)
            free = None if money is None else money + call.counts - call.cost
            reserved = reserve(self.prices[ModelTier[call.tier.upper()]], free)
            if reserved is None:
                return None
            going = replace(call, state=CallState.RUNNING, reserved=call.cost + reserved.usd, cap=reserved.cap)
            self.book.write(going)
            return going

    def note(self, call: Call, text: str, schema: Mapping[str, Any] | None) -> None:
        """Write down what was answered, and whether it holds."""
        output, wrong = prompts.answered(text, schema)
        sure = prompts.is_sure(output)
        state = CallState.UNHELD if wrong or not sure else CallState.HELD
        error = wrong or ("" if sure else "it is not sure")
        self.book.write(replace(call, state=state, ended=self.clock(), output=output, error=error))

    def fail(self, call: Call, why: str) -> None:
        """There was no answer."""
        self.book.write(replace(call, state=CallState.FAILED, ended=self.clock(), error=why))

    def _left(self, job: Job) -> float | None:
        """Of the tightest budget; None: there is none, or it is not ours."""
        if not self.prices:
            return None
        runs = [left(usd, self.book.of(run)) for run, usd in job.budgets.items()]
        budgets = self.site()
        limits = of_site(budgets, self.book.all(), self.clock()) if budgets != Budgets() else []
        return min([*runs, *(limit.usd - limit.spent for limit in limits)], default=None)

    def _has_others(self, job: Job) -> bool:
        return any(call.ended is None for run in job.budgets for call in self.book.of(run))

    def _new(self, job: Job, tier: ModelTier, reserved: Reserved, number: int) -> Call:
        place = job.place
        name = "/".join([place.run, *place.path, job.question, str(number)])
        return Call(
            session=str(uuid.uuid5(SESSIONS, name)),
            run=place.run,
            path=place.path,
            agent=job.agent.name,
            tier=str(tier),
            question=job.question,
            state=CallState.RUNNING,
            begun=self.clock(),
            ended=None,
            reserved=reserved.usd,
            cap=reserved.cap,
        )


class Carrier(Protocol):
    """Carries a call on until something about it is written down. Raises StepError when it can have no answer."""

    async def begin(self, job: Job, call: Call) -> None:
        """One that has just been written down."""

    async def go_on(self, job: Job, call: Call) -> None:
        """One that was put off, or that another process began."""


async def worked(ledger: Ledger, job: Job, carrier: Carrier) -> Any:
    """The output of the step: of the first answer that holds. What was answered before is not asked again."""
    until = ledger.clock() + PATIENCE
    while True:
        calls = await asyncio.to_thread(ledger.of, job)
        last = calls[-1] if calls else None
        if last and last.state is CallState.HELD:
            return last.output
        if last and last.ended is None:
            await carrier.go_on(job, last)
            continue
        call = await asyncio.to_thread(ledger.next, job, calls, patient=ledger.clock() < until)
        if isinstance(call, Choice):
            return _best(job, calls, call)
        await (carrier.begin(job, call) if call else asyncio.sleep(GLANCE))


def _best(job: Job, calls: Sequence[Call], nobody: Choice) -> Any:
    """An answer that fits and is not sure is better than none. Raises StepError."""
    fitting = [call.output for call in calls if call.output is not None]
    if fitting:
        return fitting[-1]
    tried = [f"{call.tier}: {call.error}" for call in calls if call.state is CallState.UNHELD]
    raise StepError("; ".join([f"{job.agent.name} has no answer that holds", *tried, nobody.why[-1]]))


async def asked_for(hands: Hands, place: Place, intent: Mapping[str, Any]) -> None:
    """Where the step has `approve`, or is risky, a person has let it be asked. Raises StepError for a no."""
    if place.step.tier is CommandTier.FORBIDDEN:
        raise StepError("it is not done: its step says that it is forbidden")
    if place.step.approve or place.step.tier is CommandTier.RISKY:
        await approved(hands, place, Request("agent", intent, str(place), cwd=hands.cwd, proposer=PROPOSER))


def job_of(hands: Hands, place: Place, intent: Mapping[str, Any], folders: Sequence[Path]) -> Job:
    """What the step asks for, with the files as they are. Raises UsageError when there is no such agent."""
    parts = place.run.split(".")
    names = (".".join(parts[:count]) for count in range(len(parts), 0, -1))
    runs = [row for name in names if (row := hands.journal.run(name))]
    workflows = {row.id: parse.workflow(row.content) for row in runs}
    agent = agents.load(place.step.what, folders)
    task = agents.task(workflows[place.run], place.step, agent, intent["data"])
    budgets = {run: workflow.budget.usd for run, workflow in workflows.items() if workflow.budget.usd}
    ends = [row.begun + workflows[row.id].budget.seconds for row in runs if workflows[row.id].budget.seconds]
    return Job(place, intent, agent, task, budgets, min(ends, default=math.inf))
