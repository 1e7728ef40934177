"""`firstmate run NAME --dry-run`: what would be done, and nothing of it done."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_run import Terminal
from tests.practice.kit import Kit, served

SCALE = "action: kubectl.scale, with: {kind: deployment, namespace: dev, name: web, replicas: 2}"


@pytest.fixture
def kit() -> Kit:
    return Kit.of("healthy")


@pytest.fixture
def terminal(home: Path, kit: Kit) -> Iterator[Terminal]:
    with served(kit.simulation, home) as kubeconfig:
        made = Terminal(home)
        made.env["KUBECONFIG"] = str(kubeconfig)
        yield made
        made.close()


def test_a_rehearsal_plans_looks_and_changes_nothing(terminal, kit):
    """Actions say the command of the same effect; what only looks is done, and later conditions are decided by it."""
    terminal.write(
        "plan",
        "[{id: look, action: status.diagnose, with: {namespace: dev}},"
        f" {{id: up, {SCALE}}},"
        " {id: heal, when: not steps.look.output.healthy, run: kubectl delete pvc data},"
        " {id: last, run: 'echo {{ steps.up.output.after }}'},"
        " {id: wrong, action: kubectl.scale,"
        " with: {kind: deployment, namespace: dev, name: nobody, replicas: 1}}]",
    )
    told = terminal("run", "plan", "--dry-run", "--json")
    steps = {step["id"]: step for step in json.loads(told.stdout)["steps"]}
    assert told.returncode == 0
    assert steps["look"]["note"] == "looked at now"
    assert steps["up"]["commands"][0] == {
        "command": "kubectl scale deployment/web -n dev --replicas=2",
        "tier": "safe",
        "decision": "allow",
        "rule": "kubectl.scale.deployment",
        "reasons": ["scales deployment web; to 2"],
    }
    assert steps["heal"]["note"] == "skipped: its condition does not hold"
    assert steps["last"]["note"] == "what it is will be known when it runs"
    assert steps["wrong"]["note"] == "it could not be done now: there is no deployment dev/nobody"
    assert kit.get("/apis/apps/v1/namespaces/dev/deployments/web")["spec"]["replicas"] == 1
    assert terminal.runs() == []


def test_blocks_are_rehearsed_as_far_as_they_are_known(terminal):
    """The case that holds; each item of a list; all cases where nobody knows yet which one."""
    terminal.write(
        "plan",
        "[{id: look, action: status.diagnose, with: {namespace: dev}},"
        " {id: each, foreach: '[steps.look.output.namespace, 2]', do: [{id: say, run: 'echo {{ item }}'}]},"
        " {id: how, switch: steps.look.output.namespace, cases: {dev: [{id: a, run: 'true'}], x: [{id: b, run: w}]}},"
        " {id: ran, run: 'true'},"
        " {id: later, switch: steps.ran.output.stdout, cases: {y: [{id: c, run: w}], z: [{id: d, run: w}]}}]",
    )
    steps = {step["id"]: step for step in json.loads(terminal("run", "plan", "--dry-run", "--json").stdout)["steps"]}
    said = [block[0]["commands"][0]["command"] for block in steps["each"]["blocks"].values()]
    assert said == ["echo dev", "echo 2"]
    assert list(steps["how"]["blocks"]) == ["dev"]
    assert list(steps["later"]["blocks"]) == ["y", "z"]


def test_a_rehearsal_for_people(terminal):
    """A tree with each command, its tier, and what it would change."""
    terminal.write("plan", f"[{{id: up, {SCALE}}}, {{id: sure, approve: {{within: 1h}}, run: 'true'}}]")
    told = terminal("run", "plan", "--dry-run").stdout
    assert "[safe: allow" in told and "1 → 2 replicas" in told and "after a person's yes" in told
