"""pdb-overlap: pods that more than one budget selects, which the eviction API refuses; not budgets side by side."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pdb_overlap import check
from tests.support.build import facts_of, healthy_app, obj, pod

WEB = {"matchLabels": {"app": "web"}}
EVERYTHING: dict[str, object] = {}


def budget(name: str, selector: object, *, counts: int = 1, namespace: str = "shop"):
    spec = {"maxUnavailable": 1, "selector": selector}
    return obj("PodDisruptionBudget", name, namespace, spec=spec, status={"expectedPods": counts})


@pytest.mark.parametrize(
    "other", [WEB, EVERYTHING, {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "api"]}]}]
)
def test_budgets_that_share_a_pod_are_told_with_its_owner(other):
    """The same labels, the whole namespace, or an expression."""
    found = list(check(facts_of(*healthy_app(), budget("web", WEB), budget("all", other))))

    assert [str(f.object) for f in found] == ["PodDisruptionBudget/shop/all"]
    assert "all and web" in found[0].claim and "Deployment web" in found[0].claim


def test_many_pods_under_the_same_budgets_are_one_finding():
    """It is the budgets that are wrong, not each pod."""
    second = pod("api", metadata={"labels": {"app": "web"}})

    assert len(list(check(facts_of(*healthy_app(), second, budget("a", WEB), budget("b", WEB))))) == 1


@pytest.mark.parametrize(
    "budgets",
    [
        (budget("web", WEB),),
        (budget("web", WEB), budget("api", {"matchLabels": {"app": "api"}})),
        (budget("web", WEB), budget("other", WEB, namespace="bank")),
        (budget("web", WEB), budget("old", EVERYTHING, counts=0)),
    ],
    ids=["one", "side by side", "another namespace", "an empty selector that selects nothing"],
)
def test_a_pod_with_one_budget_is_quiet(budgets):
    """The count of a budget tells which meaning an empty selector has on this server."""
    assert list(check(facts_of(*healthy_app(), *budgets))) == []


def test_pods_that_are_gone_are_quiet():
    """A finished pod needs no eviction."""
    done = pod(status={"phase": "Succeeded"})

    assert list(check(facts_of(done, budget("a", WEB), budget("b", WEB)))) == []
