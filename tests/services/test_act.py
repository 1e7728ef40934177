"""What actions are handed: a wait that ends with their step, and Argo CD's own API where it is meant."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from firstmate import run_wiring
from firstmate.services.act import act
from firstmate.services.hands import Hands
from firstmate.services.permission import Place
from firstmate.services.runs import Where
from firstmate.workflow.values import Kind, Step
from tests.services.actions.kit import world


class Book:
    """A fake of a journal: nobody reads what is written."""

    def amend(self, *arguments: Any) -> None:
        """Nothing is kept."""


def test_an_action_that_waits_ends_with_its_step(tmp_path: Path) -> None:
    """Its thread too: a run that was cancelled would else wait for the minutes that the action may take."""
    with world(tmp_path, "argocd-drift") as practice:
        none: Any = None
        hands = Hands(
            journal=Book(),  # type: ignore[arg-type]
            approvals=none,
            worker="w",
            cwd=str(tmp_path),
            env={},
            judge=none,
            look=none,
            cluster=lambda: practice.cluster,
            clock=time.time,
            log=none,
            begin=none,
        )
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
