"""pdb-blocks-drains: budgets that can never let a pod go; not those that are short just now."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pdb_blocks_drains import check
from tests.support.build import facts_of, obj


def budget(*, healthy: int, wanted: int, expected: int, allowed: int = 0, spec=None, **parts):
    status = {
        "disruptionsAllowed": allowed,
        "currentHealthy": healthy,
        "desiredHealthy": wanted,
        "expectedPods": expected,
    }
    return obj("PodDisruptionBudget", "web", spec=spec or {"minAvailable": wanted}, status=status, **parts)


@pytest.mark.parametrize(
    ("made", "rule"),
    [
        (budget(healthy=1, wanted=1, expected=1), "minAvailable 1"),
        (budget(healthy=3, wanted=3, expected=3, spec={"maxUnavailable": 0}), "maxUnavailable 0"),
        (budget(healthy=2, wanted=2, expected=2, spec={"minAvailable": "100%"}), "minAvailable 100%"),
    ],
)
def test_a_budget_that_can_never_let_go_is_told_with_its_rule(made, rule):
    """Every pod is well, and none may leave."""
    found = list(check(facts_of(made)))

    assert [str(f.object) for f in found] == ["PodDisruptionBudget/shop/web"]
    assert rule in found[0].claim


OPERATED = {"metadata": {"ownerReferences": [{"kind": "Cluster", "name": "pg", "controller": True}]}}
LABELLED = {"metadata": {"labels": {"longhorn.io/managed-by": "longhorn-manager"}}}


@pytest.mark.parametrize(
    "made",
    [
        budget(healthy=3, wanted=2, expected=3, allowed=1),
        budget(healthy=1, wanted=2, expected=3),
        budget(healthy=2, wanted=2, expected=3),
        budget(healthy=0, wanted=1, expected=0),
        budget(healthy=1, wanted=1, expected=1, **OPERATED),
        budget(healthy=1, wanted=1, expected=1, **LABELLED),
    ],
    ids=["room", "short", "just enough", "no pods", "an operator's", "a storage system's"],
)
def test_budgets_that_let_go_when_all_is_well_are_quiet(made):
    """Pods that are not ready are told elsewhere."""
    assert list(check(facts_of(made))) == []
