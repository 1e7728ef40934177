"""What actions are handed: a wait that ends with their step, and Argo CD's own API where it is meant."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from firstmate import run_wiring
from firstmate.adapters.cluster import Cluster, ReadError
from firstmate.command_tiers import CommandTier
from firstmate.guard.values import Decision, Outcome
from firstmate.services.act import act
from firstmate.services.hands import Hands, UnsureError
from firstmate.services.permission import Place
from firstmate.services.runs import Where
from firstmate.snapshot.listing import Missing, Why
from firstmate.workflow.values import Kind, Step
from tests.services.actions.kit import world


class Book:
    """A fake of a journal: nobody reads what is written."""

    def amend(self, *arguments: Any) -> None:
        """Nothing is kept."""


def reach(folder: Path, cluster: Any) -> Hands:
    """Hands that may do everything in a cluster."""
    none: Any = None
    return Hands(
        journal=Book(),  # type: ignore[arg-type]
        approvals=none,
        worker="w",
        cwd=str(folder),
        env={},
        judge=lambda line: Decision(CommandTier.SAFE, Outcome.ALLOW, "test", ()),
        look=none,
        cluster=lambda: cluster,
        clock=time.time,
        log=lambda decision, line, approval: None,
        witnessed=none,
        begin=none,
    )


def test_an_action_that_waits_ends_with_its_step(tmp_path: Path) -> None:
    """Its thread too: a run that was cancelled would else wait for the minutes that the action may take."""
    with world(tmp_path, "argocd-drift") as practice:
        hands = reach(tmp_path, practice.cluster)
        place = Place("run", Step("wait", Kind.ACTION, "argocd.wait"), ("wait",), 1)
        began = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(_for_a_second(act(hands, place, {"what": "argocd.wait", "with": {"app": "home"}}, None)))
        assert time.monotonic() - began < 30


async def _for_a_second(work: Any) -> None:
    async with asyncio.timeout(1.0):
        await work


def test_a_token_for_argo_cd_is_used_for_the_context_that_it_is_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is exported in a shell for one cluster, and a run may be about another: the practice cluster, say."""
    monkeypatch.setenv("ARGOCD_SERVER", "argocd.example.org")
    monkeypatch.setenv("ARGOCD_AUTH_TOKEN", "t")
    assert run_wiring.argocd(Where(context="home")) is None
    assert run_wiring.argocd(Where()) is None
    monkeypatch.setenv("FIRSTMATE_ARGOCD_CONTEXT", "home")
    assert run_wiring.argocd(Where(context="home")) is not None
    assert run_wiring.argocd(Where(context="practice")) is None


@dataclass
class Cut:
    """A fake of an API server that is gone after it has taken a change in, before it could say so."""

    cluster: Cluster
    is_gone: bool = False

    def get(self, path: str, params: Any = None) -> bytes:
        if self.is_gone:
            raise ReadError(Missing(Why.UNREACHABLE, "connection refused"))
        return self.cluster.get(path, params)

    def send(self, *arguments: Any) -> bytes:
        self.cluster.send(*arguments)
        self.is_gone = True
        raise ReadError(Missing(Why.UNREACHABLE, "connection reset"))


def test_what_nobody_can_tell_is_left_to_a_person(tmp_path: Path) -> None:
    """The write may have arrived, and who would know is silent: that is not a failure, nor is it done."""
    arguments = {"kind": "deployment", "namespace": "dev", "name": "web", "replicas": 3}
    with world(tmp_path) as practice:
        hands = reach(tmp_path, Cut(practice.cluster))
        place = Place("run", Step("up", Kind.ACTION, "kubectl.scale"), ("up",), 1)
        with pytest.raises(UnsureError, match="may have been changed: connection reset"):
            asyncio.run(act(hands, place, {"what": "kubectl.scale", "with": arguments}, None))
        assert practice.kit.get("/apis/apps/v1/namespaces/dev/deployments/web")["spec"]["replicas"] == 3
