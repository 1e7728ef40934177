"""What a decision costs: in proportion to the script's length, and little."""

from __future__ import annotations

import time

import pytest

from tests.guard.corpus.world import tier_there
from tests.guard.shell.fragments import LONG

LENGTH = 2_000


@pytest.mark.parametrize("name", tuple(LONG)[::3])  # all of them: scripts/soak guard
def test_the_cost_stays_in_proportion(name: str):
    """Thrice the length costs no more than thrice as much, with room for a slow machine; nothing takes a second."""
    costs = []
    for length in (LENGTH, 3 * LENGTH):
        begun = time.process_time()
        tier_there(LONG[name](length))
        costs.append(time.process_time() - begun)

    assert costs[1] < 0.4 + 5 * costs[0]
    assert costs[1] < 2


def test_a_plain_command_costs_next_to_nothing():
    """The best of many runs: the rest is the machine's noise."""
    costs = []
    for _ in range(50):
        begun = time.perf_counter()
        tier_there("kubectl get pods -n shop")
        costs.append(time.perf_counter() - begun)

    assert min(costs) < 0.001
