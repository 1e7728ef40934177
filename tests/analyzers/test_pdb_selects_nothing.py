"""pdb-selects-nothing: budgets whose labels nobody bears; not those of pods that come and go."""

from __future__ import annotations

import pytest

from firstmate.analyzers.pdb_selects_nothing import check
from firstmate.findings import Severity
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, healthy_app, obj

WEB = {"matchLabels": {"app": "web"}}


def budget(selector: object, *, counts: int = 0, **parts):
    spec = {"minAvailable": 1, "selector": selector}
    return obj("PodDisruptionBudget", "web", spec=spec, status={"expectedPods": counts}, **parts)


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ({"matchLabels": {"app": "wep"}}, "app=wep"),
        ({"matchLabels": {"app": "web", "env": "prod"}}, "app=web,env=prod"),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["api"]}]}, "app In api"),
    ],
)
def test_a_budget_that_selects_nobody_is_a_remark(selector, words):
    """A wrong value, one label too many, an expression."""
    found = list(check(facts_of(*healthy_app(), budget(selector))))

    assert [(str(f.object), f.severity) for f in found] == [("PodDisruptionBudget/shop/web", Severity.INFO)]
    assert words in found[0].claim


JOB = {"spec": {"template": {"metadata": {"labels": {"app": "web"}}}}}


@pytest.mark.parametrize(
    "objects",
    [
        (*healthy_app(), budget(WEB, counts=1)),
        (deployment(replicas=0, ready=0), budget(WEB)),
        (obj("Job", "import", **JOB), budget(WEB)),
        (obj("CronJob", "nightly", spec={"jobTemplate": JOB}), budget(WEB)),
        (budget({}),),
        (budget(WEB, metadata={"ownerReferences": [{"kind": "Cluster", "name": "pg", "controller": True}]}),),
        (budget(WEB, metadata={"creationTimestamp": "2026-03-01T11:59:50Z"}),),
        (budget(WEB, counts=2),),
    ],
    ids=["matches", "at zero", "a job", "a cron job", "everything", "an operator's", "just made", "counts pods"],
)
def test_budgets_that_have_or_may_have_pods_are_quiet(objects):
    """Whoever may make such pods counts."""
    assert list(check(facts_of(*objects))) == []


@pytest.mark.parametrize("plural", ["pods", "deployments", "cronjobs"])
def test_what_could_not_be_read_is_not_called_absent(plural):
    """Not knowing is not absence."""
    facts = facts_of(budget(WEB), unread={plural: Missing(Why.FORBIDDEN)})

    assert list(check(facts)) == []
