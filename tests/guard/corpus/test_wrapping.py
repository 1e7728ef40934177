"""Wrapping a command may only raise its tier: every kubectl command in twelve wrappers."""

from __future__ import annotations

import shlex

import pytest

from firstmate.guard.kube.commands import COMMANDS
from tests.guard.corpus import TIERS
from tests.guard.corpus.world import tier_there

# wrapper -> how it is written; `{quoted}` is the command as one word
WRAPPERS = {
    "sudo": "sudo -n {command}",
    "env": "env A=b {command}",
    "timeout": "timeout -k 5 30 {command}",
    "nohup": "nohup {command}",
    "sh -c": "sh -c {quoted}",
    "bash -lc": "bash -lc {quoted}",
    "eval": "eval {quoted}",
    "nice": "nice -n 5 {command}",
    "command": "command {command}",
    "xargs": "xargs {command}",
    "ssh": "ssh nas {quoted}",
    "docker run": "docker run --rm alpine {command}",
}
ONE_TO_ONE = ("env", "timeout", "nohup", "sh -c", "bash -lc", "eval", "nice", "command")
LEAVES = [path for path in COMMANDS if not any(other.startswith(f"{path} ") for other in COMMANDS)]


def test_there_are_as_many_kubectl_commands_as_kubectl_has():
    """kubectl 1.32 has 93 commands without commands below them."""
    assert len(LEAVES) >= 93


@pytest.mark.parametrize("wrapper", WRAPPERS)
def test_a_wrapped_command_is_never_lower_than_the_command(wrapper: str):
    """What only passes on leaves the tier as it is; what adds arguments or runs it elsewhere may raise it."""
    tiers = {leaf: (tier_there(f"kubectl {leaf} web -n shop"), _wrapped(wrapper, leaf)) for leaf in LEAVES}

    assert {leaf: both for leaf, both in tiers.items() if TIERS.index(both[1]) < TIERS.index(both[0])} == {}
    if wrapper in ONE_TO_ONE:
        assert {leaf: both for leaf, both in tiers.items() if both[0] != both[1]} == {}


def _wrapped(wrapper: str, leaf: str) -> str:
    command = f"kubectl {leaf} web -n shop"
    return tier_there(WRAPPERS[wrapper].format(command=command, quoted=shlex.quote(command)))
