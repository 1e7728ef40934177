"""What waits inside an action is no longer waited for when its step is called off."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from firstmate.services.act import act
from firstmate.services.hands import Hands
from firstmate.services.permission import Place
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
