"""service-selects-nothing: selectors that match nobody, with the workload that was probably meant."""

from __future__ import annotations

import pytest

from firstmate.analyzers.service_selects_nothing import check
from firstmate.findings import Severity
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, healthy_app, obj, pod_spec
from tests.support.network import service


def selecting(selector: dict[str, str], **parts):
    made = service("web", **parts)
    made["spec"]["selector"] = selector
    return made


@pytest.mark.parametrize(
    "selector", [{"app": "web_app"}, {"application": "web"}, {"app": "web", "env": "prod"}, {"app": "wep"}]
)
def test_a_selector_that_misses_its_workload_is_told_with_it(selector):
    """A wrong value, a wrong key, one label too many: the workload of the same name is named."""
    found = list(check(facts_of(*healthy_app(), selecting(selector))))

    assert [str(f.object) for f in found] == ["Service/shop/web"]
    assert found[0].severity is Severity.CRITICAL
    assert "Deployment web" in found[0].claim and "app=web" in found[0].claim


def test_a_workload_of_another_name_is_found_by_its_labels():
    """Nearly the same value under the same key is meant."""
    made = selecting({"app": "checkout-servce"}, metadata={"name": "pay"})

    assert "checkout-service" in next(check(facts_of(deployment("checkout-service"), made))).claim


def test_a_service_that_nobody_resembles_is_a_remark():
    """A left-over harms nobody."""
    found = list(check(facts_of(*healthy_app(), selecting({"app": "legacy"}, metadata={"name": "legacy"}))))

    assert [f.severity for f in found] == [Severity.INFO]


def test_a_selector_that_a_pod_or_a_template_has_is_quiet():
    """Pods by themselves, workloads without pods yet, and workloads at zero are no wrong selector."""
    alone = obj("Pod", "solo", metadata={"labels": {"app": "web"}}, spec=pod_spec(), status={"phase": "Running"})

    assert list(check(facts_of(alone, service()))) == []
    assert list(check(facts_of(deployment(replicas=0, ready=0), service()))) == []


def test_a_service_without_a_selector_is_quiet():
    """Its endpoints are somebody else's business."""
    made = service()
    del made["spec"]["selector"]

    assert list(check(facts_of(made))) == []


def test_a_service_that_was_just_made_is_quiet():
    """Its workload may come a second later."""
    made = selecting({"app": "new"}, metadata={"creationTimestamp": "2026-03-01T11:59:45Z"})

    assert list(check(facts_of(*healthy_app(), made))) == []


def test_pods_that_could_not_be_read_are_not_called_absent():
    """Not knowing is not absence."""
    facts = facts_of(deployment(), selecting({"app": "x"}), unread={"pods": Missing(Why.FORBIDDEN)})

    assert list(check(facts)) == []
