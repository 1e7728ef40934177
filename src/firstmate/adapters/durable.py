"""Runs that survive the end of their process: one coroutine whose steps are recorded, on DBOS. Knows no workflows.

What was found by trying dbos 3.4: steps beside each other are taken up again rightly only through DBOS's own `wait`,
with one name for each; a second process under the same executor's name runs live steps again, so names are unique.
DBOS's own recovery hands a run to any process that listens, which may be about to end: a worker has a queue of its own.
https://docs.dbos.dev/python/reference/contexts
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

from dbos import DBOS, DBOSConfig, Serializer, SetWorkflowID, WorkflowHandleAsync, error

Work = Callable[[], Awaitable[Any]]
BODY = "run"
GLANCE = 0.2
"""Seconds between two looks for a run that was taken over, and for the end of one."""


class _Json(Serializer):
    """Records are text that anybody can read. DBOS's own are pickles, which are programs."""

    def name(self) -> str:
        return "firstmate-json"

    def serialize(self, data: Any) -> str:
        return json.dumps(data, default=_plain)

    def deserialize(self, serialized_data: str) -> Any:
        return json.loads(serialized_data)


def _plain(value: Any) -> Any:
    """An exception, which DBOS records as the outcome of a run that broke."""
    return {"error": f"{type(value).__name__}: {value}"}


class Durable:
    """The engine of one process. `worker`: a name that no other process has; `version`: of the format of the runs."""

    def __init__(self, url: str, worker: str, version: str) -> None:
        config: DBOSConfig = {
            "name": "firstmate",
            "system_database_url": url,
            "application_version": version,
            "executor_id": worker,
            "serializer": _Json(),
            "log_level": "CRITICAL",
        }
        self._queue = worker
        # In memory: those that DBOS registers for its users stay in the database, and are listened to a second later.
        DBOS(config=config)._registry._register_internal_queue(worker, polling_interval_sec=GLANCE)

    def launch(self, body: Callable[[str], Awaitable[Any]]) -> None:
        """Begin. `body` is what a run does, given its id."""

        @DBOS.workflow(name=BODY)
        async def run(run_id: str) -> Any:
            return await body(run_id)

        self._run = run
        DBOS.launch()

    async def start(self, run_id: str) -> None:
        """Start a run."""
        with SetWorkflowID(run_id):
            await DBOS.start_workflow_async(self._run, run_id)

    async def adopt(self, run_id: str) -> None:
        """Take over a run whose worker is dead; one that its worker never came to start is started."""
        try:
            await DBOS.resume_workflow_async(run_id, queue_name=self._queue)
        except error.DBOSNonExistentWorkflowError:
            await self.start(run_id)

    async def result(self, run_id: str) -> Any:
        """What a run ends with, whoever carries it then."""
        handle: WorkflowHandleAsync[Any] = await DBOS.retrieve_workflow_async(run_id)
        return await handle.get_result(polling_interval_sec=GLANCE)

    def close(self) -> None:
        DBOS.destroy(destroy_registry=True)

    # ---- inside a run ----------------------------------------------------------------------------------------------

    async def step(self, name: str, work: Work) -> Any:
        """The recorded outcome of the step of this name; where there is none, of the work, done now."""

        async def call() -> Any:  # DBOS tells by the function itself whether it is to be awaited
            return await work()

        try:
            return await DBOS.run_step_async({"name": name}, call)
        except error.DBOSWorkflowConflictIDError:  # another worker carries the run by now, and ends it
            return await asyncio.Event().wait()

    async def wait(self, tasks: list[asyncio.Task[Any]]) -> set[asyncio.Task[Any]]:
        """Those of the tasks that are over, at least one; the same ones when the run is taken up again."""
        done, _ = await DBOS.asyncio_wait(list(tasks), return_when=asyncio.FIRST_COMPLETED)
        return done

    async def sleep(self, seconds: float) -> None:
        """Until then, however often the process ends meanwhile."""
        await DBOS.sleep_async(seconds)
