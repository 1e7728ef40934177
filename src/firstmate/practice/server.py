"""The practice cluster as a process: the API over HTTP on loopback, time that passes, and its state on disk."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import socket
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import uvicorn
from starlette import requests, responses
from starlette.types import Receive, Scope, Send

from firstmate.practice import api, watching
from firstmate.practice.folder import Folder, write_atomically
from firstmate.practice.repositories import LocalRepositories
from firstmate.practice.request import Request
from firstmate.practice.scenarios import Source, find
from firstmate.practice.simulation import Simulation

TICK_SECONDS = 1.0
LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
IDENTITY = "/practice"


def clock() -> datetime:
    """The wall clock of the simulated cluster."""
    return datetime.now(UTC)  # noqa: TID251 - the server is where its time comes from


class Application:
    """The ASGI application: Kubernetes' API, and who this server is."""

    def __init__(self, simulation: Simulation, identity: str) -> None:
        self.simulation = simulation
        self.identity = identity
        self.written = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = requests.Request(scope, receive)
        response = await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: requests.Request) -> responses.Response:
        if request.url.hostname and request.headers.get("host", "").rpartition(":")[0] not in LOOPBACK_NAMES:
            # A page in a browser that has its own name point to loopback is not served.
            return responses.PlainTextResponse("the practice cluster is for this machine only\n", 403)
        if request.url.path == IDENTITY:
            told = {"identity": self.identity, "pid": os.getpid(), "scenario": self.simulation.scenario.name}
            return responses.JSONResponse(told)
        asked = Request(
            request.method, request.url.path, dict(request.query_params), dict(request.headers), await request.body()
        )
        self.simulation.world.now = max(self.simulation.world.now, clock())
        answer = api.handle(self.simulation.world, asked)
        if asked.method != "GET":
            self.written.set()
        if isinstance(answer, api.Watch):
            lines = watching.stream(self.simulation.world, answer)
            return responses.StreamingResponse(lines, media_type="application/json")
        return responses.Response(answer.body, answer.status, media_type=answer.content_type)


async def live(application: Application, folder: Folder) -> None:
    """Let time pass, at once when a client has written; and keep what happened: a crash loses a second at most."""
    saved = 0.0
    while True:
        application.written.clear()
        application.simulation.advance(clock())
        if time.monotonic() - saved >= TICK_SECONDS:
            save(application.simulation, folder)
            saved = time.monotonic()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(application.written.wait(), TICK_SECONDS)


def save(simulation: Simulation, folder: Folder) -> None:
    if simulation.world.store.unsaved:
        write_atomically(folder.state, msgspec.json.encode(simulation.dump()))
        simulation.world.store.unsaved = False


@contextlib.asynccontextmanager
async def living(application: Application, folder: Folder, server: uvicorn.Server) -> AsyncIterator[None]:
    """The cluster lives for as long as it is served, and is not served when it has died: its log tells of what."""
    task = asyncio.create_task(live(application, folder))
    task.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        yield
    finally:
        task.cancel()
        save(application.simulation, folder)
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def serve(simulation: Simulation, folder: Folder, listening: socket.socket, identity: str) -> None:
    """Serve until told to end."""
    application = Application(simulation, identity)
    config = uvicorn.Config(
        application,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    async with living(application, folder, server):
        await server.serve(sockets=[listening])


def main() -> None:
    """Started by `firstmate practice start`, with the listening socket as an inherited descriptor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--descriptor", type=int, required=True)
    parser.add_argument("--identity", required=True)
    parser.add_argument("--scenario", default="", help="start it anew; without it, resume what was saved")
    parser.add_argument("--repository", default="", help="what the scenario deploy deploys: path or URL")
    parser.add_argument("--path", default="", help="the folder in it")
    options = parser.parse_args()
    folder = Folder(options.folder)
    listening = socket.socket(fileno=options.descriptor)
    source = Source(options.repository, options.path)
    asyncio.run(serve(_simulation(folder, options.scenario, source), folder, listening, options.identity))


def _simulation(folder: Folder, scenario: str, source: Source) -> Simulation:
    repositories = LocalRepositories(shutil.which("git") or "/usr/bin/git", folder.git)
    if scenario:
        return Simulation.start(find(scenario).of(source), clock(), repositories)
    return Simulation.load(msgspec.json.decode(folder.state.read_bytes()), repositories)


if __name__ == "__main__":
    main()
