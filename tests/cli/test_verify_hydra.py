"""The whole of hydra, remapped to loopback: what `firstmate verify` says when all is up, and when one is not."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.support.all_of_hydra import PASSWORD, Hydra, all_of_hydra

GRACE = 0.5


@pytest.fixture
def hydra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hydra]:
    with all_of_hydra(tmp_path) as up:
        monkeypatch.setenv("PATH", f"{up.ssh}:{os.environ['PATH']}")
        yield up


def test_all_is_up_then_one_is_killed(firstmate: Callable[..., Ran], hydra: Hydra) -> None:
    """The gate of phase 1 is open, and in time; with one database dead it is closed and names it."""
    everything = firstmate("verify", "--all", "--json", "--site", hydra.site)
    checks = json.loads(everything.out)["checks"]
    amiss = [check for check in checks if check["verdict"] != "up" and check["kind"]]
    assert amiss == [] and len([check for check in checks if check["kind"]]) >= 48
    unprobed = {check["service"] for check in checks if not check["kind"]}
    assert {"lutron", "langgraph", "mcp-servers"} <= unprobed and everything.code == 3
    assert PASSWORD not in everything.out + everything.err

    began = time.monotonic()
    current = firstmate("verify", "--site", hydra.site)
    assert time.monotonic() - began <= 5 + GRACE
    assert current.code == 0 and "gate of phase 1 (foundation): open" in current.out
    assert "before phase 2 (automation): nothing stands in the way" in current.out

    hydra.redis.kill()
    hydra.redis.wait()
    closed = firstmate("verify", "--phase", "1", "--site", hydra.site)
    assert closed.code == 1 and "gate of phase 1 (foundation): closed" in closed.out
    assert "does not hold: all databases are reachable: redis: down (nothing listens" in closed.out
    assert firstmate("verify", "--service", "postgres", "--site", hydra.site).code == 0


def test_phase_advance_refuses(firstmate: Callable[..., Ran], hydra: Hydra) -> None:
    """A phase is left through its gate only."""
    hydra.redis.kill()
    hydra.redis.wait()
    before = hydra.site.read_bytes()
    refused = firstmate("phase", "advance", "--site", hydra.site)
    assert refused.code == 4 and "redis" in refused.out + refused.err
    assert hydra.site.read_bytes() == before
