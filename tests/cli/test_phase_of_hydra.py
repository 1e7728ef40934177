"""The whole of hydra, remapped to loopback: on from phase 1 while everything is up, not with one database dead."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Ran
from tests.support.all_of_hydra import Hydra, all_of_hydra


@pytest.fixture
def hydra(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hydra]:
    with all_of_hydra(tmp_path) as up:
        monkeypatch.setenv("PATH", f"{up.ssh}:{os.environ['PATH']}")
        yield up


def test_it_goes_on_while_the_gate_is_open_and_not_while_it_is_closed(
    hydra: Hydra, firstmate: Callable[..., Ran]
) -> None:
    """With Redis dead, `phase` and `phase advance` name it, and the site file stays as it is."""
    assert firstmate("phase", "--site", hydra.site).code == 0
    before = hydra.site.read_text()
    hydra.redis.kill()
    hydra.redis.wait()

    stands = firstmate("phase", "--site", hydra.site)
    refused = firstmate("phase", "advance", "--site", hydra.site)

    assert stands.code == 1
    assert "does not hold: all databases are reachable: redis: down" in stands.out
    assert refused.code == 4
    assert "The gate of phase 1 is closed: redis: down" in refused.err
    assert hydra.site.read_text() == before


def test_with_everything_up_it_stands_in_the_next_phase(hydra: Hydra, firstmate: Callable[..., Ran]) -> None:
    """One line of the file is another one."""
    before = hydra.site.read_text().splitlines()
    ran = firstmate("phase", "advance", "--site", hydra.site)
    assert ran.code == 0, ran.err
    assert "the site stands in phase 2, automation" in ran.out
    changed = [(a, b) for a, b in zip(before, hydra.site.read_text().splitlines(), strict=True) if a != b]
    assert changed == [("phase: 1", "phase: 2")]
