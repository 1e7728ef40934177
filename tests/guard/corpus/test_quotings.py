"""One act in many spellings is one verdict."""

from __future__ import annotations

import subprocess
from random import Random

import pytest

from tests.guard.corpus.quotings import script_of
from tests.guard.corpus.world import tier_there

# `scripts/soak guard` runs 10,000
TIMES = 60
ACTS = {
    "read": ("kubectl", "get", "pods", "-n", "shop", "-o", "jsonpath={.items[*].status}"),
    "safe": ("kubectl", "rollout", "restart", "deploy/web", "-n", "shop"),
    "risky": ("helm", "upgrade", "--install", "web", "./chart", "--set", 'note=it\'s $5 `x` "y"'),
    "forbidden": ("kubectl", "delete", "ns", "kube-system"),
}


@pytest.mark.parametrize("tier", ACTS)
def test_every_spelling_of_an_act_has_its_tier(tier: str):
    """Quotes, escapes and line continuations change nothing."""
    random = Random(tier)
    scripts = [script_of(ACTS[tier], random) for _ in range(TIMES)]

    assert {script: verdict for script in scripts if (verdict := tier_there(script)) != tier} == {}


def test_a_spelling_is_read_by_bash_as_the_same_arguments():
    """The generator does not lie: bash itself gets the same words."""
    random = Random(1)
    for arguments in ACTS.values():
        printed = "printf '%s\\0' " + script_of(arguments, random)
        done = subprocess.run(["bash", "--norc", "-c", printed], capture_output=True, text=True, check=True)
        assert tuple(done.stdout.split("\0")[:-1]) == arguments
