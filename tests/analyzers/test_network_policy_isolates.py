"""network-policy-isolates: what all policies of a workload together do not allow, and somebody needs."""

from __future__ import annotations

import pytest

from firstmate.analyzers.network_policy_isolates import check
from firstmate.findings import Severity
from firstmate.snapshot import Connection
from tests.support.build import deployment, facts_of, obj
from tests.support.network import caller, service

FRONT = caller({"WEB_ADDR": "web:80"})


def policy(name: str, **spec):
    return obj("NetworkPolicy", name, spec={"podSelector": {}, "policyTypes": ["Ingress"], **spec})


DENY = policy("deny")


def test_pods_that_others_call_and_nothing_may_reach_are_told():
    """A default deny without anything that allows."""
    found = list(check(facts_of(FRONT, deployment(), service(), DENY)))

    assert [(str(f.object), f.severity) for f in found] == [("NetworkPolicy/shop/deny", Severity.WARNING)]
    assert "Deployment web" in found[0].claim and found[0].unseen


def test_a_failed_connection_makes_it_critical():
    """It is enforced, then."""
    refused = Connection("shop", "web", 80, ok=False)

    assert [f.severity for f in check(facts_of(FRONT, deployment(), service(), DENY, connections=(refused,)))] == [
        Severity.CRITICAL
    ]


@pytest.mark.parametrize(
    "egress", [[], [{"ports": [{"port": 443}]}], [{"ports": [{"port": 5432}], "to": [{"podSelector": {}}]}]]
)
def test_pods_that_call_others_and_may_not_ask_dns_are_told(egress):
    """Nothing out, or other ports only: a name does not resolve."""
    out = policy("out", policyTypes=["Egress"], egress=egress)

    assert [str(f.object) for f in check(facts_of(FRONT, deployment(), service(), out))] == ["NetworkPolicy/shop/out"]


@pytest.mark.parametrize(
    "policies",
    [
        (DENY, policy("allow", podSelector={"matchLabels": {"app": "web"}}, ingress=[{"from": [{"podSelector": {}}]}])),
        (policy("other", podSelector={"matchLabels": {"app": "db"}}),),
        (policy("out", policyTypes=["Egress"], egress=[{}]),),
        (policy("out", policyTypes=["Egress"], egress=[{"ports": [{"port": 53, "protocol": "UDP"}]}]),),
        (policy("out", policyTypes=["Egress"], egress=[{"ports": [{"port": 1, "endPort": 1024}]}]),),
        (),
    ],
    ids=["allowed beside", "other pods", "everything out", "dns out", "range", "no policy"],
)
def test_policies_that_allow_what_is_needed_are_quiet(policies):
    """It is the union that counts."""
    assert list(check(facts_of(FRONT, deployment(), service(), *policies))) == []


def test_isolated_pods_that_nobody_calls_are_quiet():
    """A batch worker needs no visitors."""
    assert list(check(facts_of(deployment(), service(), DENY))) == []
