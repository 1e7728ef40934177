"""service-unreachable: failed connections to Services that should answer, one by one or as one of a node."""

from __future__ import annotations

from firstmate.analyzers.service_unreachable import check
from firstmate.findings import Severity
from firstmate.snapshot import Connection
from tests.support.build import facts_of
from tests.support.network import endpoints, service

NAMES = ("web", "api", "db", "mq")


def shop(*failing: str, node: str = ""):
    """Four Services with ready pods; connections to some fail, from everywhere or from one of two nodes."""
    objects = [part for name in NAMES for part in (service(name), endpoints(name))]
    tried = []
    for name in NAMES:
        ok = name not in failing
        where = {"reached_from": ("n-1",), "failed_from": (node,)} if node and not ok else {}
        tried.append(Connection("shop", name, 80, ok=ok, text="no answer", **where))
    return facts_of(*objects, connections=tuple(tried))


def test_a_service_that_does_not_answer_is_told():
    """It has ready pods, and a connection fails."""
    found = list(check(shop("api", "db")))

    assert [str(f.object) for f in found] == ["Service/shop/api", "Service/shop/db"]
    assert {f.severity for f in found} == {Severity.CRITICAL}


def test_a_node_from_which_most_services_fail_is_one_finding():
    """It is nobody's own fault but the node's network or kube-proxy."""
    found = list(check(shop("web", "api", "db", node="n-2")))

    assert [str(f.object) for f in found] == ["Node//n-2"]
    assert "3 Services" in found[0].claim and len(found[0].explains) == 3


def test_a_service_that_fails_from_one_node_alone_is_a_warning():
    """A probe may miss once."""
    found = list(check(shop("api", node="n-2")))

    assert [f.severity for f in found] == [Severity.WARNING]
    assert "from n-2" in found[0].claim


def test_services_that_answer_are_quiet():
    """Every connection got through."""
    assert list(check(shop())) == []


def test_a_service_without_ready_pods_is_another_rule():
    """That nobody answers there has its own finding."""
    facts = facts_of(service(), endpoints(ready=0), connections=(Connection("shop", "web", 80, ok=False),))

    assert list(check(facts)) == []


def test_a_service_that_is_not_there_is_another_rule():
    """A missing Service is told as missing."""
    assert list(check(facts_of(connections=(Connection("shop", "gone", 80, ok=False),)))) == []
