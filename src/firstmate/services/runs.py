"""Runs, as people begin, watch and steer them: the rows of the journal, and a worker that carries them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from firstmate.adapters.journal import Journal, RunRow
from firstmate.errors import UnknownError, UsageError
from firstmate.problems import nearest, shape_problems
from firstmate.services.crew import Crew
from firstmate.services.hands import Hands
from firstmate.services.run_workflow import carry_through, patiently
from firstmate.workflow.expressions import ExpressionError, render
from firstmate.workflow.values import Workflow

if TYPE_CHECKING:
    from firstmate.adapters.durable import Durable

FORMAT = "1"
"""Version of the workflow format: runs of another one are not taken up."""
BEAT = 2.0
DEAD_AFTER = 12.0
"""Seconds without a sign of life, after which another machine's worker counts as dead."""


@dataclass(frozen=True)
class Where:
    """The folder, the cluster and the site file that a run works at, the same for all its life, whoever takes it up.
    Empty: those of the process that carries it.
    """

    cwd: str = ""
    kubeconfig: str = ""
    """Paths, ":" between."""
    context: str = ""
    site: str = ""

    @classmethod
    def of(cls, run: RunRow) -> Where:
        told = run.names["run"]
        return cls(*(told.get(name, "") for name in ("cwd", "kubeconfig", "context", "site")))


@dataclass(frozen=True)
class Wanted:
    """A workflow that is to run, with the inputs it is given, and where."""

    content: Mapping[str, Any]
    workflow: Workflow
    inputs: Mapping[str, Any]
    where: Where = Where()


def read_inputs(workflow: Workflow, given: Iterable[str]) -> dict[str, Any]:
    """`key=value` of the command line as typed values. Raises UsageError."""
    values = {}
    for pair in given:
        key, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"An input is written KEY=VALUE, not `{pair[:60]}`.")
        kind = workflow.inputs.get(key, {}).get("type", "string")
        try:
            values[key] = text if kind == "string" else json.loads(text)
        except ValueError as error:
            raise UsageError(f"Input `{key}` has to be of type {kind}, not `{text[:60]}`.") from error
    return values


def complete(workflow: Workflow, values: Mapping[str, Any]) -> dict[str, Any]:
    """The inputs with the defaults, every one of its type. Raises UsageError with the nearest name."""
    for key in values:
        if key not in workflow.inputs:
            raise UsageError(f"{workflow.name} has no input `{key}`.", hint=nearest(key, workflow.inputs))
    whole: dict[str, Any] = {name: told["default"] for name, told in workflow.inputs.items() if "default" in told}
    whole |= values
    for name, told in workflow.inputs.items():
        if name not in whole:
            raise UsageError(f"{workflow.name} needs the input `{name}`.", hint=f"--input {name}=…")
        rules = {rule: wanted for rule, wanted in told.items() if rule not in ("default", "description")}
        if found := shape_problems(whole[name], rules):
            raise UsageError(f"Input `{name}`: {found[0].message}.", hint=found[0].hint)
    return whole


@dataclass(frozen=True)
class Worker:
    """One process that carries runs. `dead` takes the workers of this machine whose process is gone, until it ends."""

    journal: Journal
    name: str
    hands: Callable[[Worker, Where], Hands]
    dead: Callable[[], AbstractContextManager[list[str]]]
    clock: Callable[[], float]

    def new_run(self, wanted: Wanted, run_id: str, *, inside: bool = False) -> RunRow:
        """Write a run down, before anything of it begins; `inside` of another it has no life of its own.

        Raises UsageError when another of its key goes on.
        """
        about = {"id": run_id, "workflow": wanted.workflow.name, **asdict(wanted.where)}
        names = {"inputs": dict(wanted.inputs), "run": about}
        try:
            key = str(render(wanted.workflow.concurrency, names))
        except ExpressionError as error:
            raise UsageError(f"The concurrency key of {wanted.workflow.name} cannot be computed: {error}.") from error
        name, content, lives = wanted.workflow.name, dict(wanted.content), 0 if inside else 1
        row = RunRow(run_id, name, content, names, key, "running", "", self.clock(), None, self.name, lives)
        self.journal.new_run(row)
        return row

    def carry(self, *lives: str, adopt: bool = False) -> dict[str, str]:
        """Carry these lives of runs to their ends, and meanwhile those of dead workers; the state of each."""
        from firstmate.adapters.durable import Durable  # noqa: PLC0415 - a third of a second, and most verbs carry nothing

        durable = Durable(self.journal.url, self.name, FORMAT)

        async def body(life: str) -> str:
            crew = await patiently(lambda: asyncio.to_thread(self._crew, life.partition("~")[0]))
            return await carry_through(durable, crew)

        durable.launch(body)
        try:
            return asyncio.run(self._carry(durable, lives, adopt))
        finally:
            durable.close()

    def _crew(self, run_id: str) -> Crew:
        run = self.journal.run(run_id)
        return Crew(self.hands(self, Where.of(run) if run else Where()), run_id)

    async def _carry(self, durable: Durable, lives: Iterable[str], adopt: bool) -> dict[str, str]:
        beat = asyncio.create_task(self._beat())
        for life in lives:
            await durable.start(life)
        going = {life: asyncio.create_task(durable.result(life)) for life in lives}
        while True:
            going |= await self._adopted(durable) if adopt else {}
            unended = [task for task in going.values() if not task.done()]
            if not unended:
                break
            await asyncio.wait(unended, timeout=BEAT if adopt else None)
        beat.cancel()
        return {life: str(task.result()) for life, task in going.items()}

    async def _adopted(self, durable: Durable) -> dict[str, asyncio.Task[Any]]:
        """Runs of dead workers, that are this one's from now on. Their workers are forgotten once that is sure."""
        with self.dead() as here:
            there = self.journal.take_dead(self.clock() - DEAD_AFTER, self.clock())
            names = [name for name in dict.fromkeys([*here, *there]) if name != self.name]
            mine = {run.life for run in self.journal.carried_by(self.name)}
            self.journal.hand_over(names, self.name)
            lives = [run.life for run in self.journal.carried_by(self.name) if run.life not in mine]
            for life in lives:
                await durable.adopt(life)
            self.journal.forget(names)
        return {life: asyncio.create_task(durable.result(life)) for life in lives}

    async def _beat(self) -> None:
        """Signs of life, as far as the database takes them: without them others take this worker's runs over."""
        while True:
            with suppress(UnknownError):
                await asyncio.to_thread(self.journal.beat, self.name, self.clock())
            await asyncio.sleep(BEAT)
