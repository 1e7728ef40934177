"""Actions on a repository, one at a time: a fake Gitea with a real git server, commands through the real guard."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec

from firstmate.adapters.cluster import ReadError
from firstmate.answers import Answers
from firstmate.errors import UnknownError
from firstmate.guard.decide import settle_or_ask
from firstmate.guard.values import Known, Outcome, ToolCall
from firstmate.problems import shape_problems
from firstmate.process import Ended, Running
from firstmate.services.actions import ACTIONS
from firstmate.services.actions.values import UNDO, Call, Output, Plan, Repositories, Tools
from firstmate.sites.values import Forge
from firstmate.snapshot import Snapshot
from firstmate.snapshot.listing import Missing, Why
from tests.support.forge import FakeGitea, gitea
from tests.support.git_server import TOKEN, Bare

VARIABLE = "FORGE_TOKEN_OF_TESTS"
DEPLOYMENT = """\
# The web server of the house.
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: dev
spec:
  replicas: 2  # one a node
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: "registry.example/web:1.0"
          resources:
            limits:
              memory: 128Mi   # measured in March
"""
HOME = {"README.md": "Home.\n", "apps/web/deployment.yaml": DEPLOYMENT}


@dataclass
class NoCluster:
    """A cluster that only knows the Applications that a test gives it."""

    applications: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def get(self, path: str) -> bytes:
        name = path.removeprefix("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/")
        if name not in self.applications:
            body = msgspec.json.encode({"kind": "Status", "details": {"name": name}})
            raise ReadError(Missing(Why.NOT_SERVED), body, 404)
        return msgspec.json.encode({"metadata": {"name": name}, "spec": self.applications[name]})


@dataclass
class Yard:
    """A forge with one repository `ops/home`, and who works on it."""

    forge: FakeGitea
    folder: Path
    bare: Bare
    known: NoCluster = field(default_factory=NoCluster)
    ran: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    approved: set[str] = field(default_factory=set)
    """Commands that a person has let."""

    @property
    def repo(self) -> str:
        return f"{self.forge.url}/ops/home"

    @property
    def tools(self) -> Tools:
        cluster: Any = self.known
        return Tools(lambda: cluster, self.look, self.run, self.clock, self.slept.append, self.repositories)

    def repositories(self) -> Repositories:
        forge = Forge("gitea", self.forge.url, VARIABLE, ("http://gitea.git.svc:3000",))
        return Repositories(self.folder / "repositories", (forge,), {VARIABLE: TOKEN}.get)  # type: ignore[arg-type]

    def look(self, namespace: str) -> Snapshot:
        raise UnknownError("there is no cluster here")

    def clock(self) -> float:
        return sum(self.slept)

    def run(self, line: str) -> Ended:
        """As a run does: what the guard lets, and what somebody has let."""
        self.ran.append(line)
        decision = judged(line)
        lets = decision.outcome in (Outcome.ALLOW, Outcome.NONE)
        assert lets or line in self.approved, (line, decision)
        env = {"PATH": os.environ["PATH"], "HOME": str(self.folder), VARIABLE: TOKEN}
        return Running(line, decision, not lets, str(self.folder), env).wait(60, 64 * 1024)

    def planned(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> tuple[Call, Plan]:
        """What would be done, and the call that does it."""
        assert not shape_problems(dict(arguments), ACTIONS[name].takes), arguments
        call = Call(arguments, mark)
        plan = ACTIONS[name].plan(self.tools, call)
        plan = msgspec.convert(msgspec.json.decode(msgspec.json.encode(plan)), Plan)  # as it comes out of the journal
        return replace(call, facts=plan.facts), plan

    def do(self, name: str, arguments: Mapping[str, Any], mark: str = "run/step/1") -> Output:
        """Planned, let by a person where that is needed, and done."""
        call, plan = self.planned(name, arguments, mark)
        self.approved |= set(plan.commands)
        return ACTIONS[name].do(self.tools, call)

    def again(self, name: str, call: Call) -> Output:
        """Done as it was planned before."""
        return ACTIONS[name].do(self.tools, call)

    def happened(self, name: str, call: Call) -> Output | None:
        """What is found out after an interruption."""
        look = ACTIONS[name].happened
        assert look
        return look(self.tools, call)

    def undo(self, output: Output, mark: str = "run/step/#undo/1") -> Output:
        """What takes it back, done."""
        return self.do(output[UNDO]["action"], output[UNDO]["with"], mark)

    def propose(self, mark: str = "run/step/1", **more: Any) -> Output:
        return self.do("git.propose-change", self.change(**more), mark)

    def change(self, **more: Any) -> dict[str, Any]:
        """Arguments of a change of the memory of web."""
        usual = {"repo": self.repo, "path": "apps/web", "title": "More memory for web", "set": MEMORY}
        return {**usual, **more}

    def application(self, **source: Any) -> None:
        """An Application `web` that is deployed from the repository."""
        where = {"repoURL": f"{self.repo}.git", "path": "apps/web", "targetRevision": "HEAD", **source}
        self.known.applications["web"] = {"source": where, "destination": {"namespace": "dev"}}


MEMORY = {"resources.limits.memory": "x1.5"}


def judged(line: str) -> Any:
    """The guard's decision about a command of a run."""
    call = ToolCall("Bash", {"command": line}, headless=True, deferrable=True)
    return settle_or_ask(call, Known(), Answers("/nowhere", "/nowhere", False))


@contextmanager
def yard(folder: Path, files: Mapping[str, str] = HOME) -> Iterator[Yard]:
    """With a repository that holds these files."""
    with gitea(folder / "server") as forge:
        yield Yard(forge, folder, forge.server.bare(files=files))
