"""Carries the calls of agents' steps with nobody there: each is a session of the client, under the guard.

A call that the guard puts off waits for a person, and goes on with the same bytes. Whatever ends this process, the
call that is written down and what its client printed say where the step stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from firstmate.adapters.call_book import Call, CallState
from firstmate.adapters.claude import Answer, Ask, Client
from firstmate.approvals import Approval, Request, State, without_secrets
from firstmate.errors import UnknownError
from firstmate.guard.calls import deciding
from firstmate.guard.values import ToolCall
from firstmate.model_tiers import ModelTier
from firstmate.services.agents import Agent
from firstmate.services.calls import Job, Ledger, asked_for, job_of, worked
from firstmate.services.hands import GLANCE, Hands, StepError
from firstmate.services.permission import Place, decided, refusal
from firstmate.workflow import prompts

TIMEOUT = 1800.0
"""Seconds that the client may work at a time when its step says nothing else."""
CHARACTERS = 2
"""Of a token, at the least: for what a prompt may cost, and a request has room for more than its prompt."""
WRITERS = frozenset({"Edit", "Write", "NotebookEdit"})


@dataclass(frozen=True)
class Desk:
    """What the calls are carried with, made in wiring. `unguarded`: why the client's guard is not proven; "": it is.

    `site`: what an agent of that name has to know of the site; "": there is none.
    """

    ledger: Ledger
    client: Callable[[], Client]
    unguarded: Callable[[], str]
    folders: Sequence[Path]
    site: Callable[[str], str]

    async def work(self, hands: Hands, place: Place, intent: Mapping[str, Any]) -> Any:
        """The output of an agent's step. Raises StepError."""
        await asked_for(hands, place, intent)
        job = await asyncio.to_thread(job_of, hands, place, intent, self.folders)
        return await worked(self.ledger, job, _Carrier(self, hands))


@dataclass(frozen=True)
class _Carrier:
    """By sessions of the client."""

    desk: Desk
    hands: Hands

    async def begin(self, job: Job, call: Call) -> None:
        most = CHARACTERS * self.desk.ledger.prices[ModelTier[call.tier.upper()]].most_input
        prompt = self._prompt(job)
        if len(prompt) > most:
            why = f"its prompt has {len(prompt)} characters, and {most} at the most fit: give it less in `with`"
            raise self._failed(call, why)
        await self._noted(job, call, await self._asked(job, call, prompt, resume=False))

    async def go_on(self, job: Job, call: Call) -> None:
        if call.state is CallState.DEFERRED:
            await self._allowed(job, call)
            await self._resumed(job, call, "")
        elif answer := await self._left_behind(job, call):
            await self._noted(job, call, answer)
        else:  # what it has cost nobody knows: as much as it could, at the most
            was_put_off = "tool" in (call.told or {})
            await self._resumed(job, replace(call, cost=call.reserved), "" if was_put_off else prompts.GO_ON)

    async def _left_behind(self, job: Job, call: Call) -> Answer | None:
        """What the client of an ended process has printed; it may still be at work."""
        client, until = self.desk.client(), self.hands.clock() + self._seconds(job)
        while client.runs(call.session):
            if self.hands.clock() > until:
                raise StepError(f"session {call.session} of the client, which an ended process began, does not end")
            await asyncio.sleep(GLANCE)
        return client.left(call.session)

    async def _resumed(self, job: Job, call: Call, prompt: str) -> None:
        going = await asyncio.to_thread(self.desk.ledger.again, job, call)
        if going is None:
            raise self._failed(call, "the budget of the run does not bear that it goes on")
        answer = await self._asked(job, going, prompt, resume=True)
        if answer.is_past:
            answer = await self._asked(job, going, prompts.GO_ON, resume=True)
        if answer.is_unknown and prompt:  # its process ended before the session was written down anywhere
            answer = await self._asked(job, going, self._prompt(job), resume=False)
        await self._noted(job, going, answer)

    async def _asked(self, job: Job, call: Call, prompt: str, *, resume: bool) -> Answer:
        """One process of the client, from its start to its end."""
        if problem := await asyncio.to_thread(self.desk.unguarded):
            raise self._failed(call, problem)
        seconds = self._seconds(job)
        if seconds <= 0:
            raise self._failed(call, "the time that its run may take is over")
        try:
            session = self.desk.client().start(self._ask(job, call, prompt, resume), guarded=True)
        except UnknownError as error:
            raise self._failed(call, error.message) from error
        try:
            answer = await asyncio.to_thread(session.wait, seconds)
        except asyncio.CancelledError:
            session.kill()
            self.desk.ledger.fail(replace(call, cost=call.reserved), "it was called off")
            raise
        if answer is None:
            raise self._failed(replace(call, cost=call.reserved), f"the client took longer than {seconds:.0f} s")
        return answer

    def _prompt(self, job: Job) -> str:
        return prompts.about(self.desk.site(job.agent.name)) + job.prompt

    def _seconds(self, job: Job) -> float:
        """That the client may work now."""
        return min(job.place.step.timeout or TIMEOUT, job.until - self.hands.clock())

    def _ask(self, job: Job, call: Call, prompt: str, resume: bool) -> Ask:
        price = self.desk.ledger.prices[ModelTier[call.tier.upper()]]
        return Ask(
            session=call.session,
            agent=job.agent.name,
            agents={job.agent.name: defined(job.agent)},
            tier=call.tier,
            cap=call.cap,
            most_input=price.most_input,
            most_output=price.most_output,
            prompt=prompt,
            resume=resume,
            edits=bool(WRITERS & set(job.agent.tools)),
        )

    async def _noted(self, job: Job, call: Call, answer: Answer) -> None:
        """Written down with its cost. Raises StepError when there is no answer and none will come."""
        ledger = self.desk.ledger
        told = {"usd": answer.usd, "tokens": answer.tokens}
        call = replace(call, cost=call.cost + more_of(call, answer), told=told)
        if answer.error:
            raise self._failed(call, answer.error)
        if answer.deferred:
            tool, given = answer.deferred
            call = replace(call, state=CallState.DEFERRED, told={**told, "tool": tool, "input": given})
            await asyncio.to_thread(ledger.book.write, call)
        else:
            await asyncio.to_thread(ledger.note, call, answer.text, job.place.step.output)
        self.desk.client().forget(call.session)

    # ---- people ----------------------------------------------------------------------------------------------------

    async def _allowed(self, job: Job, call: Call) -> None:
        """Until a person has approved what was put off. Raises StepError for a no, or when nobody did in time."""
        asked = await asyncio.to_thread(self._request, call)
        asked, state = await decided(self.hands, job.place, asked)
        if state in (State.DENIED, State.EXPIRED):
            raise self._failed(call, refusal(asked, state))

    def _request(self, call: Call) -> Approval:
        """The newest one for what was put off; the hook has made it."""
        tool, given = call.told["tool"], call.told["input"]
        wanted = without_secrets(Request(tool, deciding(ToolCall(tool, given)))).arguments
        for approval in self.hands.approvals.all():
            if (approval.request.operation, approval.request.arguments) == (tool, wanted):
                return approval
        raise self._failed(call, f"the guard put a call of {tool} off, and asks nobody about it")

    def _failed(self, call: Call, why: str) -> StepError:
        self.desk.ledger.fail(call, why)
        with suppress(UnknownError):  # without a client nothing lies about
            self.desk.client().forget(call.session)
        return StepError(why)


def defined(agent: Agent) -> dict[str, Any]:
    """As the client's flag `--agents` wants it."""
    told = {"description": agent.description, "prompt": agent.prompt}
    return {**told, "tools": list(agent.tools)} if agent.tools else told


def more_of(call: Call, answer: Answer) -> float:
    """Dollars of this process of the client. Newer ones add up a whole session, which shows in the tokens."""
    before = call.told or {}
    adds_up = bool(before.get("tokens")) and answer.tokens >= before["tokens"] + answer.own
    return answer.usd - before["usd"] if adds_up else answer.usd
