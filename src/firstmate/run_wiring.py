"""What a run works with, made once: the journal, a worker of this process, and hands that go through the guard.

Apart from `wiring`, since a status needs none of it and would wait for its imports.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import shutil
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from typing import Any

from firstmate import wiring
from firstmate.adapters import context_file, delegations, log_file, price_table, workers
from firstmate.adapters.argocd import Argo
from firstmate.adapters.call_book import CallBook
from firstmate.adapters.claude import Client
from firstmate.adapters.cluster import Cluster
from firstmate.adapters.journal import Journal, RunRow
from firstmate.approvals import Approval
from firstmate.digest import sha256
from firstmate.errors import FirstmateError, UnknownError, UsageError
from firstmate.guard import log
from firstmate.guard.decide import settle_or_ask
from firstmate.guard.values import Decision, ToolCall
from firstmate.services import doctor, interactive, runs, site_pages, standing_orders, workflows
from firstmate.services.actions.values import Repositories, Sites
from firstmate.services.agent_steps import Desk
from firstmate.services.calls import Ledger
from firstmate.services.due import Due
from firstmate.services.due import due as due_now
from firstmate.services.hands import Hands
from firstmate.services.interactive import Lodge
from firstmate.services.look import Scope, look
from firstmate.services.runs import Wanted, Where, Worker
from firstmate.sites.values import Site
from firstmate.workflow.values import Workflow


def load(name: str) -> tuple[Mapping[str, Any], Workflow]:
    """A workflow by its name or file. Raises UsageError with file and line."""
    folders = wiring.workflow_folders()
    return workflows.load(workflows.find(name, folders), workflows.catalogue(folders, wiring.agent_folders()))


def due(book: Journal) -> Iterator[Due | UsageError]:
    """Workflows that are due by their schedules, and were not begun yet."""
    folders = wiring.workflow_folders()
    catalogue = workflows.catalogue(folders, wiring.agent_folders())
    return due_now(folders, catalogue, lambda run_id: book.run(run_id) is not None, wiring.now().astimezone(), where())


def journal() -> Journal:
    """The database of runs: FIRSTMATE_DATABASE_URL, else SQLite in the state folder."""
    return Journal(_database())


def call_book() -> CallBook:
    """The calls of models, in the same database."""
    return CallBook(_database())


def _database() -> str:
    url = wiring.environment("FIRSTMATE_DATABASE_URL")
    if not url:
        wiring.folders().state.mkdir(parents=True, exist_ok=True)
    return url or f"sqlite:///{wiring.folders().state / 'runs.db'}"


def run_name(workflow: str) -> str:
    """A name for a new run, which no other has."""
    return f"{workflow}-{wiring.now():%m%d-%H%M}-{secrets.token_hex(2)}"


def where(kubeconfig: str = "", context: str = "") -> Where:
    """Here, and the cluster that is meant. Without a kubeconfig a run has no cluster, unless it was asked for."""
    try:
        target = wiring.target(kubeconfig, context)
    except UsageError:
        if kubeconfig or context:
            raise
        return Where(os.getcwd())
    paths = os.pathsep.join(os.path.abspath(path) for path in target.kubeconfig.split(os.pathsep) if path)
    return Where(os.getcwd(), paths, target.context or wiring.current_context(paths))


def environment(at: Where) -> dict[str, str]:
    """The environment of a run's commands: in it kubectl means the run's cluster, whatever is current by now."""
    env = dict(os.environ)  # noqa: TID251 - handed on to the commands of the run
    if at.kubeconfig:
        chosen = [str(context_file.of(wiring.folders().state / "contexts", at.context))] if at.context else []
        env["KUBECONFIG"] = os.pathsep.join([*chosen, at.kubeconfig])
    return env


def judge(at: Where) -> Callable[[str], Decision]:
    """The guard's decision about a command of a run: nobody sits there, an approval can be given elsewhere."""
    orders = standing_orders.in_force(wiring.orders_files()).orders
    env = environment(at)
    answers = wiring.answers(kubeconfig=env.get("KUBECONFIG", ""))

    def judged(line: str) -> Decision:
        call = ToolCall("Bash", {"command": line}, headless=True, deferrable=True)
        return settle_or_ask(call, wiring.known(orders)._replace(cwd=at.cwd or os.getcwd(), env=env), answers)

    return judged


@contextmanager
def worker(book: Journal) -> Iterator[Worker]:
    """A worker of this process, alive until the end. Those of another database are not forgotten for this one."""
    folder = wiring.folders().state / "workers" / sha256(book.url.encode())[:12]
    name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
    with workers.alive(folder, name):
        yield Worker(book, name, _hands, lambda: workers.take_dead(folder), wiring.clock)


def carrier(run_id: str) -> str:
    """Who carries a run that a session carries, from one of its processes to the next: no worker takes it over."""
    return f"session of {run_id}"


def begun(book: Journal, wanted: Wanted) -> str:
    """A new run that a session carries."""
    run_id = run_name(wanted.workflow.name)
    return _of_session(book, run_id).new_run(wanted, run_id).id


def next_of(book: Journal, run_id: str) -> dict[str, Any]:
    """What the session is to do next. One process at a time carries the run."""
    state = wiring.folders().state
    lodge = Lodge(
        Ledger(call_book(), wiring.clock),
        wiring.agent_folders(),
        lambda: secrets.token_hex(16),
        partial(delegations.put, str(state)),
    )
    with workers.alive(state / "interactive", run_id):
        run = book.run(run_id)
        hands = _hands(_of_session(book, run_id), Where.of(run) if run else Where())
        return asyncio.run(interactive.next_of(hands, lodge, run_id))


def report(book: Journal, run: RunRow, step: str, ticket: str, text: str) -> dict[str, Any]:
    """Take in what an agent answered in a session."""
    told = interactive.report(book, Ledger(call_book(), wiring.clock), run, step, ticket, text)
    delegations.drop(str(wiring.folders().state), ticket)
    return told


def _of_session(book: Journal, run_id: str) -> Worker:
    return Worker(book, carrier(run_id), _hands, lambda: nullcontext([]), wiring.clock)


def _hands(of: Worker, at: Where) -> Hands:
    def cluster() -> Cluster:
        return wiring.cluster(at.kubeconfig, at.context)

    return Hands(
        journal=of.journal,
        approvals=wiring.approvals(),
        worker=of.name,
        cwd=at.cwd or os.getcwd(),
        env=environment(at),
        judge=judge(at),
        log=_log,
        witnessed=_witnessed,
        look=lambda namespace: look(cluster(), Scope(namespace), wiring.now()),
        cluster=cluster,
        clock=wiring.clock,
        begin=partial(_begin, of, at),
        repositories=partial(_repositories, at),
        argocd=lambda: argocd(at),
        site=cache(partial(_site, at)),
        agent=desk(at).work,
    )


def desk(at: Where) -> Desk:
    """What agents' steps are carried with where nobody sits there."""
    ledger = Ledger(call_book(), wiring.clock, price_table.prices(), lambda: wiring.site(at.site).budgets)
    told = partial(_told_of_site, at)
    return Desk(ledger, lambda: _client(at), lambda: doctor.unguarded(wiring.patient()), wiring.agent_folders(), told)


def _told_of_site(at: Where, agent: str) -> str:
    """What an agent has to know of the site; nothing where there is no site file."""
    site = wiring.site(at.site)
    return "" if site == Site() else site_pages.context(site, agent)


def _client(at: Where) -> Client:
    """Without the tokens of forges, which no agent needs. Raises UnknownError where there is none."""
    tokens = {forge.token for forge in wiring.site(at.site).forges}
    env = {name: value for name, value in environment(at).items() if name not in tokens}
    program = shutil.which("claude", path=env.get("PATH", ""))
    if program is None:
        raise UnknownError("Claude Code is not installed: there is no `claude` on PATH.", hint="install it")
    return Client(program, wiring.folders().state / "sessions", at.cwd or os.getcwd(), env)


def _log(decision: Decision, line: str, approval: str) -> None:
    """Raises FirstmateError when it cannot be written: then nothing is done."""
    call = ToolCall("Bash", {"command": line}, agent="firstmate", headless=True)
    entry = log.decided(call, decision, wiring.now().isoformat(), "", "")
    try:
        log_file.append(str(wiring.folders().state), entry._replace(approval=approval))
    except OSError as error:
        raise FirstmateError(f"The log cannot be written ({error.strerror}), so nothing is done.") from error


def _witnessed(used: Approval) -> bool:
    return log.is_witnessed(log_file.lines(str(wiring.folders().state)), str(used.id), used.binding)


def argocd(at: Where) -> Argo | None:
    """Argo CD's own API, by the variables that `argocd` itself reads; None: it is reached through the cluster's.

    They say nothing of a cluster: only for the context that is named beside them are they taken.
    """
    server, token = wiring.environment("ARGOCD_SERVER"), wiring.environment("ARGOCD_AUTH_TOKEN")
    is_meant = at.context != "" and at.context == wiring.environment("FIRSTMATE_ARGOCD_CONTEXT")
    return Argo(server, token) if server and token and is_meant else None


def _repositories(at: Where) -> Repositories:
    return Repositories(wiring.folders().state / "repositories", wiring.site(at.site).forges, wiring.environment)


def _site(at: Where) -> Sites:
    """Read once for a worker's life of a run: with every line of it, a site file takes half a second."""
    from firstmate import probe_wiring  # noqa: PLC0415 - half a second, and most runs are about no site

    site = wiring.site_file(at.site).site
    return Sites(site, probe_wiring.tools(site))


def _begin(of: Worker, at: Where, name: str, inputs: Mapping[str, Any], run_id: str) -> None:
    """Write the run of another workflow down."""
    content, found = load(name)
    of.new_run(Wanted(content, found, runs.complete(found, inputs), at), run_id, inside=True)
