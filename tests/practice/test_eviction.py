"""Evictions honour PodDisruptionBudgets, as those of the real API server do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.practice.kit import Kit, served, shell
from tests.support.require import require_kubectl

BUDGETS = "/apis/policy/v1/namespaces/dev/poddisruptionbudgets"
WEB = {"matchLabels": {"app.kubernetes.io/name": "web"}}


def budget(**spec: Any) -> dict[str, Any]:
    return {"metadata": {"name": "web"}, "spec": {"selector": WEB, **spec}}


def with_budget(**spec: Any) -> Kit:
    kit = Kit.of()
    status, told = kit.call("POST", BUDGETS, budget(**spec))
    assert status == 201, told
    kit.pass_time(4)
    return kit


def of_three() -> Kit:
    """With three web servers instead of one."""
    kit = Kit.of()
    kit.patch("/apis/apps/v1/namespaces/dev/deployments/web/scale", {"spec": {"replicas": 3}}, "merge-patch")
    kit.pass_time(60)
    return kit


def evict(kit: Kit, name: str, **options: Any) -> tuple[int, Any]:
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}, "deleteOptions": options}
    return kit.call("POST", f"/api/v1/namespaces/dev/pods/{name}/eviction", body)


def first_pod(kit: Kit) -> str:
    return str(kit.pods("dev", "web-")[0]["metadata"]["name"])


def replicas(kit: Kit) -> int:
    return len(kit.pods("dev", "web-"))


@pytest.mark.parametrize(
    ("spec", "wanted"),
    [
        ({}, 1),
        ({"minAvailable": 2}, 2),
        ({"minAvailable": "50%"}, 2),
        ({"minAvailable": "100%"}, 3),
        ({"maxUnavailable": 0}, 3),
        ({"maxUnavailable": 1}, 2),
        ({"maxUnavailable": "50%"}, 1),
    ],
)
def test_the_status_of_a_budget(spec: dict[str, Any], wanted: int) -> None:
    """How many of three have to be healthy; percentages are rounded up."""
    kit = of_three()
    kit.call("POST", BUDGETS, budget(**spec))
    kit.pass_time(4)
    status = kit.get(f"{BUDGETS}/web")["status"]
    assert (status["currentHealthy"], status["desiredHealthy"], status["expectedPods"]) == (3, wanted, 3)
    assert status["disruptionsAllowed"] == 3 - wanted


def test_an_eviction_that_the_budget_does_not_allow_is_refused() -> None:
    """With 429, and why; the pod stays."""
    kit = with_budget(maxUnavailable=0)
    pod, total = first_pod(kit), replicas(kit)
    status, refusal = evict(kit, pod)
    assert (status, refusal["reason"]) == (429, "TooManyRequests")
    assert refusal["message"] == "Cannot evict pod as it would violate the pod's disruption budget."
    told = f"The disruption budget web needs {total} healthy pods and has {total} currently"
    assert refusal["details"] == {"causes": [{"reason": "DisruptionBudget", "message": told}]}
    assert replicas(kit) == total


def test_each_eviction_uses_up_a_disruption() -> None:
    """Until another pod is ready in its place."""
    kit = of_three()
    kit.call("POST", BUDGETS, budget(maxUnavailable=1))
    kit.pass_time(4)
    first, second, *_ = (pod["metadata"]["name"] for pod in kit.pods("dev", "web-"))
    assert evict(kit, first)[0] == 201
    assert evict(kit, second)[0] == 429
    kit.pass_time(60)
    assert evict(kit, second)[0] == 201


def test_a_budget_that_nobody_has_looked_at_allows_nothing() -> None:
    """Between its creation and its first status."""
    kit = Kit.of()
    kit.call("POST", BUDGETS, budget(maxUnavailable=1))
    status, refusal = evict(kit, first_pod(kit))
    assert (status, refusal["details"]["causes"][0]["message"]) == (
        429,
        "The disruption budget web is still being processed by the server.",
    )


def test_two_budgets_for_one_pod_are_refused() -> None:
    """The real server does not decide between them either."""
    kit = with_budget(maxUnavailable=1)
    kit.call("POST", BUDGETS, {**budget(maxUnavailable=1), "metadata": {"name": "other"}})
    assert evict(kit, first_pod(kit))[0] == 500


def test_a_dry_run_evicts_nothing() -> None:
    """It answers as if it had, and uses nothing up."""
    kit = with_budget(maxUnavailable=1)
    assert evict(kit, first_pod(kit), dryRun=["All"])[0] == 201
    assert kit.get(f"{BUDGETS}/web")["status"]["disruptionsAllowed"] == 1


@pytest.mark.kubectl
def test_a_drain_waits_for_the_budget(tmp_path: Path) -> None:
    """kubectl drain is told why, tries again, and gives up when its time is over."""
    require_kubectl()
    kit = with_budget(maxUnavailable=0)
    node = kit.pods("dev", "web-")[0]["spec"]["nodeName"]
    with served(kit.simulation, tmp_path) as kubeconfig:
        command = f"kubectl drain {node} --pod-selector=app.kubernetes.io/name=web --timeout=2s"
        done = shell(command, kubeconfig)
    assert done.returncode == 1
    assert "Cannot evict pod as it would violate the pod's disruption budget." in done.stderr
