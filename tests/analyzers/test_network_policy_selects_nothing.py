"""network-policy-selects-nothing: policies whose podSelector nobody meets; not those of a whole namespace."""

from __future__ import annotations

import pytest

from firstmate.analyzers.network_policy_selects_nothing import check
from firstmate.findings import Severity
from firstmate.snapshot.listing import Missing, Why
from tests.support.build import deployment, facts_of, healthy_app, obj, pod


def policy(selector: object, **parts):
    return obj("NetworkPolicy", "web", spec={"podSelector": selector, "policyTypes": ["Ingress"]}, **parts)


WEB = policy({"matchLabels": {"app": "web"}})


@pytest.mark.parametrize(
    ("selector", "words"),
    [
        ({"matchLabels": {"application": "web"}}, "application=web"),
        ({"matchExpressions": [{"key": "tier", "operator": "Exists"}]}, "tier Exists"),
    ],
)
def test_a_policy_that_selects_nobody_is_a_remark(selector, words):
    """A wrong key, or an expression that nobody meets."""
    found = list(check(facts_of(*healthy_app(), policy(selector))))

    assert [(str(f.object), f.severity) for f in found] == [("NetworkPolicy/shop/web", Severity.INFO)]
    assert words in found[0].claim


def test_pods_of_another_namespace_do_not_count():
    """A policy is about its own namespace only."""
    assert len(list(check(facts_of(pod(metadata={"namespace": "bank"}), WEB)))) == 1


@pytest.mark.parametrize(
    "objects",
    [
        (*healthy_app(), WEB),
        (deployment(replicas=0, ready=0), WEB),
        (policy({}),),
        (policy({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}), pod(metadata={"labels": None})),
    ],
    ids=["matches", "at zero", "the whole namespace", "pods without a label"],
)
def test_policies_that_select_somebody_are_quiet(objects):
    """An empty selector means everybody, also where nobody is yet."""
    assert list(check(facts_of(*objects))) == []


def test_pods_that_could_not_be_read_are_not_called_absent():
    """Not knowing is not absence."""
    assert list(check(facts_of(WEB, unread={"pods": Missing(Why.TIMEOUT)}))) == []
